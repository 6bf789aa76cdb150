import { describe, expect, it } from 'vitest';
import * as planck from 'planck';
import { DQNAgent, exportPolicy, memoryStore, train } from 'deepq';
import { makeEnvironment, presets } from 'deepq/environments';
import { loadPolicy } from 'deepq/policy';
import { jobOf, worldOfPolicy } from '../../examples/studio/src/parts/identify.ts';
import { agentOptions, marksOf, recipesOf } from '../../examples/studio/src/parts/recipes.ts';
import { replayFacts } from '../../examples/studio/src/parts/replayFacts.ts';
import { worlds } from '../../examples/studio/src/worlds/worlds.ts';

const cases = worlds.flatMap(({ id }) => recipesOf(id).map((recipe) => [id, recipe.id] as const));

describe('a file of the studio', () => {
  it.each(cases)('%s by %s is known for what it is', async (id, recipe) => {
    const environment = presets[id].training(
      id === 'LunarLander-v3' ? makeEnvironment(id, { planck }) : makeEnvironment(id),
    );
    const options = agentOptions(id, recipe);
    const agent = new DQNAgent({ environment, ...options, seed: 7 });
    const training = train(agent, environment, { environmentSteps: 40, seed: 7 });
    await training.finish();
    const store = memoryStore();
    await training.save(store);
    expect(jobOf(await store.read())).toEqual({ id, recipe, seed: 7 });
    expect(worldOfPolicy(loadPolicy(await exportPolicy(agent))).id).toBe(id);

    const facts = replayFacts(agent.replay.viewState!(), environment.actionSpace.n);
    expect(facts.size).toBe(40);
    expect(facts.actions.reduce((sum, count) => sum + count, 0)).toBe(40);
    expect(facts.rewards.counts.reduce((sum, count) => sum + count, 0)).toBe(40);
    expect(facts.priorities === null).toBe(marksOf(options).sampler !== 'prioritized');
    expect(facts.last).toHaveLength(5);
    agent.dispose();
  });
});

describe('a scene', () => {
  it.each(worlds.map((world) => [world.id, world] as const))(
    'of %s is put into a state, is observed there, and goes on there',
    (_, world) => {
      const { environment, ...scene } = world.make(3);
      const first = environment.reset({ seed: 3 }).observation;
      // What it says that is observed is what the environment has observed.
      expectClose(scene.observation(), first);
      const values = scene.variables().map(({ min, max, step }) => {
        const place = min + (max - min) * 0.4;
        return step === 1 ? Math.round(place) : place;
      });
      scene.place(values);
      expectClose(
        scene.variables().map(({ value }) => value),
        values,
      );
      const { observation } = environment.step(0);
      expectClose(scene.observation(), observation);
    },
  );
});

/** Compares numbers, or rows of them, up to the rounding of float32. */
function expectClose(found: unknown, expected: unknown): void {
  const row = (value: unknown): number[] =>
    typeof value === 'number' ? [value] : Array.from(value as ArrayLike<number>);
  const [a, b] = [row(found), row(expected)];
  expect(a).toHaveLength(b.length);
  for (const [index, value] of a.entries()) expect(value).toBeCloseTo(b[index]!, 5);
}

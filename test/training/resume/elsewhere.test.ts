import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  CheckpointError,
  encodeCheckpoint,
  OptionsError,
  train,
  UsageError,
  type Environment,
  type State,
  type Training,
} from '../../../src/index.ts';
import { hashOf } from '../../pins/hash.ts';
import { sideProbe } from '../../support/probes.ts';
import { scriptedAgent } from '../../support/scripted.ts';
import { make, outcomeOf, STEPS, take, throughBytes } from './run.ts';
import { makeAgent, worlds, type World } from './worlds.ts';
import { builtProgram } from '../../support/builtProgram.ts';

const named = (name: string): World => worlds.find((world) => world.name === name)!;
const pole = named('TimeLimit');

/** No turn falls due: events of steps and updates come at the end alone. */
beforeEach(() => {
  vi.spyOn(performance, 'now').mockImplementation(() => 0);
});
afterEach(() => {
  vi.restoreAllMocks();
});

test.each([
  'epsilonZGreedy in a group, three rewards at a time',
  'evaluations in an environment that changes with them',
])('in another process a run ends as if it had never stopped: %s', async (name) => {
  const world = named(name);
  const folder = mkdtempSync(join(tmpdir(), 'deepq-resume-'));
  try {
    const whole = make(world);
    const events = await take(whole.training);
    const first = make(world);
    const before = await take(first.training, 3);
    const state = await first.training.getState();
    await first.training.return();
    const path = join(folder, 'run.safetensors');
    writeFileSync(path, encodeCheckpoint({ kind: 'training', state }));
    const child = builtProgram(new URL('child.ts', import.meta.url));
    const args = [child, path, name];
    const { stdout } = await promisify(execFile)(process.execPath, args);
    expect(events.slice(0, 3)).toEqual(before);
    expect(stdout).toBe(hashOf(await outcomeOf(whole, events.slice(3))));
    whole.agent.dispose();
    first.agent.dispose();
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('what checkpoint.save takes has that checkpoint behind it', async () => {
  const states: State[] = [];
  const save = async (training: Training): Promise<void> => {
    states.push(throughBytes(await training.getState()));
  };
  const checkpoint = { everyEnvironmentSteps: 25, save };
  const whole = make(pole, { checkpoint });
  const events = await take(whole.training);
  const outcome = await outcomeOf(whole, events);
  const marks = events.flatMap(({ type }, index) => (type === 'checkpoint' ? [index] : []));
  expect(marks).toHaveLength(2);
  for (const [index, from] of [...states.entries()]) {
    const second = make(pole, { checkpoint, from });
    const after = await take(second.training);
    expect(await outcomeOf(second, [...events.slice(0, marks[index]), ...after])).toEqual(outcome);
    second.agent.dispose();
  }
  whole.agent.dispose();
});

test('a state that is wanted on the way comes between two steps', async () => {
  const world = pole;
  const environment = world.environment() as Environment;
  // It answers later, so that others have turns in the middle of steps.
  const later = {
    observationSpace: environment.observationSpace,
    actionSpace: environment.actionSpace,
    reset: (options?: object) => Promise.resolve(environment.reset(options)),
    step: (action: number) => Promise.resolve(environment.step(action)),
    getState: () => environment.getState!(),
    setState: (state: State) => {
      environment.setState!(state);
    },
  };
  const whole = make(world);
  const outcome = await outcomeOf(whole, await take(whole.training));
  const agent = makeAgent(world, environment);
  const training = train(agent, later, { environmentSteps: STEPS });
  const running = take(training);
  for (let turn = 0; turn < 50; turn++) await Promise.resolve();
  const state = throughBytes(await training.getState());
  const { taken } = state['loop'] as { taken: number };
  expect(taken).toBeGreaterThan(0);
  expect(taken).toBeLessThan(STEPS);
  expect((await running).at(-1)).toMatchObject({ environmentSteps: STEPS });
  const second = make(world, { from: state });
  const { agent: found } = (await outcomeOf(second, await take(second.training))) as {
    agent: State;
  };
  expect(found).toEqual((outcome as { agent: State }).agent);
  expect(found).toEqual(await agent.getState());
});

describe('an environment without a state', () => {
  const world: World = { name: 'side', environment: () => sideProbe() };

  test('goes on with a new episode, and the state says so', async () => {
    const first = make(world);
    await take(first.training, 4);
    const state = await first.training.getState();
    expect(state['resumes']).toBe('episode');
    const { taken, episodes } = state['loop'] as { taken: number; episodes: number };
    const resets: (number | undefined)[] = [];
    const second = make(
      {
        ...world,
        environment() {
          const environment = sideProbe();
          const { reset } = environment;
          return {
            ...environment,
            reset(options) {
              resets.push(options?.seed);
              return reset(options);
            },
          };
        },
      },
      { from: state },
    );
    const after = await take(second.training);
    expect(resets[0]).toBeTypeOf('number');
    expect(resets.slice(1).every((seed) => seed === undefined)).toBe(true);
    expect(after.at(-1)).toMatchObject({ environmentSteps: STEPS, reason: 'completed' });
    const ends = after.filter(({ type }) => type === 'episode');
    expect(ends[0]).toMatchObject({ episode: episodes + 1, length: 5 });
    expect(ends).toHaveLength(Math.floor((STEPS - taken) / 5));
  });
});

test('a run that is over goes on where more steps are asked for', async () => {
  const whole = make(pole, { environmentSteps: 2 * STEPS });
  const outcome = (await outcomeOf(whole, await take(whole.training))) as Record<string, unknown>;
  const first = make(pole);
  await first.training.finish();
  const state = await first.training.getState();
  const again = make(pole, { from: state });
  expect(await again.training.finish()).toMatchObject({ environmentSteps: STEPS });
  const second = make(pole, { from: state, environmentSteps: 2 * STEPS });
  await second.training.finish();
  expect(await second.agent.getState()).toEqual(outcome['agent']);
});

test('before it begins, the state is that of a run that has not begun', async () => {
  const first = make(pole);
  const state = throughBytes(await first.training.getState());
  const [one, other] = [make(pole, { from: state }), make(pole)];
  expect(await outcomeOf(one, await take(one.training))).toEqual(
    await outcomeOf(other, await take(other.training)),
  );
  // And where one goes on that was never asked for an event, it is what it was given.
  expect(await make(pole, { from: state }).training.getState()).toEqual(state);
});

describe('refusals', () => {
  const spoilt =
    (spoil: (state: Record<string, unknown>) => void) => async (): Promise<unknown> => {
      const first = make(pole);
      await take(first.training, 2);
      const state = { ...(await first.training.getState()) } as Record<string, unknown>;
      spoil(state);
      const second = make(pole, { from: state as State });
      const { environment, agent } = second;
      const before = [environment.getState?.(), await agent.getState()];
      await expect(second.training.next()).rejects.toThrow(CheckpointError);
      expect([environment.getState?.(), await agent.getState()]).toEqual(before);
      // Nothing is held afterwards.
      await train(agent, environment as Environment, { environmentSteps: 5 }).finish();
      return second;
    };

  test.each<[string, (state: Record<string, unknown>) => void]>([
    ['agent', (state) => (state['agent'] = {})],
    ['lanes', (state) => (state['lanes'] = { ...(state['lanes'] as object), isOver: 3 })],
    [
      'environment',
      (state) => (state['lanes'] = { ...(state['lanes'] as object), environment: {} }),
    ],
    ['phase', (state) => (state['loop'] = { ...(state['loop'] as object), phase: 'dance' })],
    ['events', (state) => (state['loop'] = { ...(state['loop'] as object), outbox: [3] })],
    ['meter', (state) => (state['meter'] = null)],
  ])('of a state whose %s does not fit, and nothing changes', async (_, spoil) => {
    await spoilt(spoil)();
  });

  test('of another seed than that of the run', async () => {
    const state = await make(pole).training.getState();
    expect(() => make(pole, { from: state, seed: 5 })).toThrow(OptionsError);
  });

  test('of null in place of a state', () => {
    expect(() => make(pole, { from: null as never })).toThrow(
      /train: from must be a value, .*null/,
    );
  });

  test.each(['run', [], new Uint8Array(3)])('of %o in place of a state', (from) => {
    expect(() => make(pole, { from: from as never })).toThrow(
      /from must be a state that training.getState\(\) gave/,
    );
  });

  test('of agents without a state', async () => {
    const training = train(scriptedAgent(), sideProbe(), { environmentSteps: 5 });
    await expect(training.getState()).rejects.toThrow(UsageError);
    await training.finish();
  });

  test('after an error in the middle of a step', async () => {
    const environment = sideProbe();
    const broken: Environment = {
      ...environment,
      step: () => {
        throw new Error('the robot fell over');
      },
    };
    const agent = makeAgent(pole, broken);
    const training = train(agent, broken, { environmentSteps: 5 });
    await expect(training.finish()).rejects.toThrow('fell over');
    await expect(training.getState()).rejects.toThrow(/has no state to go on from/);
    await expect(training.finish()).rejects.toThrow(UsageError);
  });
});

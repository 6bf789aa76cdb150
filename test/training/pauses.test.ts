import { afterEach, describe, expect, test, vi } from 'vitest';
import { DQNAgent } from '../../src/agents/dqnAgent.ts';
import type { DQNAgentOptions } from '../../src/agents/dqnAgentOptions.ts';
import { CartPole } from '../../src/environments/cartPole/cartPole.ts';
import { UsageError } from '../../src/errors.ts';
import { mlp } from '../../src/networks/mlp.ts';
import { epsilonZGreedy } from '../../src/policies/epsilonZGreedy.ts';
import type { State } from '../../src/state/state.ts';
import { memoryStore } from '../../src/state/memoryStore.ts';
import { train } from '../../src/training/train.ts';
import { sideProbe } from '../support/probes.ts';
import { scriptedAgent, scriptedEnvironment } from '../support/scripted.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

const makeAgent = (options: Partial<DQNAgentOptions> = {}): DQNAgent =>
  new DQNAgent({
    environment: sideProbe(),
    network: mlp({ hidden: [4] }),
    batchSize: 4,
    learningStarts: 50,
    ...options,
  });

test('the time between two events does not count', async () => {
  let now = 1_000;
  vi.spyOn(performance, 'now').mockImplementation(() => now);
  const environment = scriptedEnvironment([{ rewards: [1, 2], end: 'terminated' }], () => {
    now += 250;
  });
  const seconds: number[] = [];
  let total = 0;
  for await (const event of train(scriptedAgent(), environment, { environmentSteps: 6 })) {
    if (event.type === 'steps') seconds.push(event.seconds);
    if (event.type === 'end') total = event.seconds;
    // Somebody looks at it for an hour.
    now += 3_600_000;
  }
  expect(total).toBe(1.5);
  expect(seconds.reduce((sum, value) => sum + value, 0)).toBe(1.5);
});

test('the clock is asked once in a step that has an update', async () => {
  const environment = new CartPole();
  const agent = makeAgent({
    environment,
    learningStarts: 4,
    train: { everyEnvironmentSteps: 1, updates: 1 },
  });
  await train(agent, environment, { environmentSteps: 10 }).finish();
  // It stands still, so that turns, and their events, do not depend on how busy the machine is.
  const clock = vi.spyOn(performance, 'now').mockReturnValue(performance.now());
  let events = 0;
  for await (const _ of train(agent, environment, { environmentSteps: 400 })) events++;
  // Each event asks some times more: for when it was, and for the pause after it.
  expect(clock.mock.calls.length).toBeGreaterThanOrEqual(400);
  expect(clock.mock.calls.length).toBeLessThan(400 + 5 * events);
  expect(5 * events).toBeLessThan(300);
  agent.dispose();
});

test('environmentSteps: Infinity ends by its signal, or by break', async () => {
  const controller = new AbortController();
  const environment = scriptedEnvironment([{ rewards: [1], end: 'terminated' }]);
  const options = { environmentSteps: Infinity, signal: controller.signal };
  const training = train(scriptedAgent(), environment, options);
  for await (const event of training) {
    if (event.type === 'episode' && event.episode === 70) controller.abort();
    if (event.type === 'end') expect(event).toMatchObject({ reason: 'aborted', episodes: 70 });
  }
  expect(await training.finish()).toMatchObject({ type: 'end', reason: 'aborted' });
  for await (const event of train(scriptedAgent(), environment, { environmentSteps: Infinity })) {
    if (event.type === 'episode' && event.episode === 5) break;
  }
  await expect(
    train(scriptedAgent(), environment, { environmentSteps: Infinity }).finish(),
  ).rejects.toThrow(/finish\(\) would never return/);
});

test('finish runs to the end from wherever the training is, and once more gives the same', async () => {
  const environment = scriptedEnvironment([{ rewards: [1, 2], end: 'terminated' }]);
  const training = train(scriptedAgent(), environment, { environmentSteps: 8 });
  expect((await training.next()).value).toMatchObject({ type: 'episode', episode: 1 });
  const end = await training.finish();
  expect(end).toMatchObject({ type: 'end', episodes: 4, environmentSteps: 8 });
  expect(await training.finish()).toBe(end);
  expect(await training.next()).toEqual({ done: true, value: undefined });
  const broken = train(scriptedAgent(), environment, { environmentSteps: 8 });
  await broken.next();
  await broken.return();
  await expect(broken.finish()).rejects.toThrow(UsageError);
});

test('an action that is held does not outlive the call of train', async () => {
  const policy = epsilonZGreedy({ epsilon: 1, exponent: 1.05 });
  const agent = makeAgent({ policy, beforeLearning: 'policy' });
  const held = async (): Promise<number> => {
    const { streams } = (await agent.getState())['memory'] as State;
    return (streams as { data: Float64Array }).data[1] ?? 0;
  };
  const long = sideProbe(1_000_000);
  let before = 0;
  while (before < 3) {
    await train(agent, long, { environmentSteps: 7 }).finish();
    before = await held();
  }
  const training = train(agent, sideProbe(1_000_000), { environmentSteps: 1 });
  const seen: (number | undefined)[] = [];
  const { select } = policy;
  policy.select = (values, context) => {
    seen.push(context.memory?.[1]);
    return select.call(policy, values, context);
  };
  await training.finish();
  expect(seen).toEqual([0]);
  agent.dispose();
});

describe('the last event says why nothing was learned', () => {
  const nothingLearned = async (
    agent: DQNAgent,
    environmentSteps: number,
  ): Promise<string | null> =>
    (await train(agent, sideProbe(), { environmentSteps }).finish()).nothingLearned;

  test('where learning did not start', async () => {
    const agent = makeAgent();
    expect(await nothingLearned(agent, 49)).toBe(
      'The replay buffer holds 49 transitions, and learning starts at 50 (learningStarts 50, ' +
        'batchSize 4). Take more steps, or lower learningStarts.',
    );
    expect(await nothingLearned(agent, 20)).toBe(null);
    agent.dispose();
  });

  test('where it is trained in pieces without its replay buffer', async () => {
    let agent = makeAgent();
    const found: (string | null)[] = [];
    for (let piece = 0; piece < 3; piece++) {
      found.push(await nothingLearned(agent, 30));
      const store = memoryStore();
      await agent.save(store, { replay: false });
      agent.dispose();
      agent = makeAgent();
      await agent.load(store);
    }
    expect(found[0]).toContain('Take more steps');
    expect(found[1]).toContain(
      'The agent has taken 60 steps: its checkpoint was saved or loaded without',
    );
    expect(found[2]).toContain('The agent has taken 90 steps');
    agent.dispose();
  });

  test('where the rhythm asked for nothing yet', async () => {
    const byEpisodes = makeAgent({ train: { everyEpisodes: 40, updates: 1 } });
    expect(await nothingLearned(byEpisodes, 60)).toContain(
      'every 40 episodes, and 12 episodes ended',
    );
    const bySteps = makeAgent({ train: { everyEnvironmentSteps: 70, updates: 1 } });
    expect(await nothingLearned(bySteps, 60)).toContain('every 70 environment steps, and 60 were');
    byEpisodes.dispose();
    bySteps.dispose();
  });

  test("not where 'never' was asked for, or another agent has nothing to say", async () => {
    const agent = makeAgent({ train: 'never' });
    expect(await nothingLearned(agent, 60)).toBe(null);
    agent.dispose();
    const environment = scriptedEnvironment([{ rewards: [1], end: 'terminated' }]);
    const end = await train(scriptedAgent(), environment, { environmentSteps: 3 }).finish();
    expect(end.nothingLearned).toBe(null);
  });
});

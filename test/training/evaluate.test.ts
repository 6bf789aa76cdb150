import { beforeAll, describe, expect, test } from 'vitest';
import { DQNAgent } from '../../src/agents/dqnAgent.ts';
import { CartPole } from '../../src/environments/cartPole/cartPole.ts';
import { OptionsError } from '../../src/errors.ts';
import { mlp } from '../../src/networks/mlp.ts';
import { epsilonGreedy } from '../../src/policies/epsilonGreedy.ts';
import type { Policy } from '../../src/policies/policy.ts';
import type { Environment } from '../../src/protocol/environment.ts';
import { Discrete } from '../../src/spaces/discrete.ts';
import { evaluate } from '../../src/training/evaluate.ts';
import { train } from '../../src/training/train.ts';
import { setUpBackend } from '../support/backends.ts';
import { sideProbe } from '../support/probes.ts';
import { scriptedAgent, scriptedEnvironment, type ScriptedEpisode } from '../support/scripted.ts';

beforeAll(async () => {
  await setUpBackend('wasm');
});

/** Episodes of one step with these returns. */
const ofReturns = (...returns: number[]): ScriptedEpisode[] =>
  returns.map((value) => ({ rewards: [value], end: 'terminated' }));

describe('statistics', () => {
  test('of eight returns, by hand', async () => {
    // Squared distances from 5: 9, 1, 1, 1, 0, 0, 4, 16; their mean over n is 4.
    const returns = [2, 4, 4, 4, 5, 5, 7, 9];
    const found = await evaluate(scriptedAgent(), scriptedEnvironment(ofReturns(...returns)), {
      episodes: 8,
    });
    expect(found).toEqual({
      returns,
      lengths: [1, 1, 1, 1, 1, 1, 1, 1],
      mean: 5,
      standardDeviation: 2,
      min: 2,
      max: 9,
      unfinished: 0,
      warning: null,
    });
  });

  test('a return is the sum of all rewards of its episode, and of no other', async () => {
    const environment = scriptedEnvironment([
      { rewards: [1, 2, 4], end: 'terminated' },
      { rewards: [-8, 16], end: 'terminated' },
    ]);
    const { returns, lengths } = await evaluate(scriptedAgent(), environment, { episodes: 3 });
    expect(returns).toEqual([7, 8, 7]);
    expect(lengths).toEqual([3, 2, 3]);
  });

  test('20 episodes are played unless told otherwise', async () => {
    const { returns } = await evaluate(scriptedAgent(), scriptedEnvironment(ofReturns(1)));
    expect(returns).toHaveLength(20);
  });
});

describe('episodes', () => {
  test('a truncated one ends, and the next one begins with its own first observation', async () => {
    const agent = scriptedAgent();
    const environment = scriptedEnvironment([
      { rewards: [1, 1], end: 'truncated' },
      { rewards: [1, 1, 1], end: 'terminated' },
    ]);
    const { lengths } = await evaluate(agent, environment, { episodes: 2 });
    expect(lengths).toEqual([2, 3]);
    expect(agent.seen).toEqual([
      [1, 0],
      [1, 1],
      [2, 0],
      [2, 1],
      [2, 2],
    ]);
    // The agent takes 1 and 0 in turn; the environment gets what it takes.
    expect(environment.actions).toEqual([1, 0, 1, 0, 1]);
  });

  const seedsOf = async (seed?: number): Promise<(number | undefined)[]> => {
    const environment = scriptedEnvironment(ofReturns(1));
    await evaluate(scriptedAgent(), environment, {
      episodes: 4,
      ...(seed !== undefined && { seed }),
    });
    return environment.resets.map((options) => options?.seed);
  };

  test('the first reset alone is seeded, so that no two episodes are the same', async () => {
    const [first, ...later] = await seedsOf(3);
    expect(first).toBeTypeOf('number');
    expect(later).toEqual([undefined, undefined, undefined]);
  });

  test('the seed decides them; 0 is the default', async () => {
    expect(await seedsOf(3)).toEqual(await seedsOf(3));
    expect(await seedsOf(4)).not.toEqual(await seedsOf(3));
    expect(await seedsOf()).toEqual(await seedsOf(0));
    expect(await seedsOf()).not.toEqual(await seedsOf(1));
  });

  test('a real environment shows other episodes within one evaluation', async () => {
    const agent = { ...scriptedAgent(), act: () => 1 };
    const { returns } = await evaluate(agent, sideProbe(), { episodes: 40 });
    expect(new Set(returns).size).toBeGreaterThan(1);
    const again = await evaluate(agent, sideProbe(), { episodes: 40 });
    expect(again.returns).toEqual(returns);
    const other = await evaluate(agent, sideProbe(), { episodes: 40, seed: 1 });
    expect(other.returns).not.toEqual(returns);
  });
});

describe('choices', () => {
  const choicesOf = async (options: { explore?: boolean; seed?: number }) => {
    const agent = scriptedAgent();
    await evaluate(agent, scriptedEnvironment(ofReturns(1)), { episodes: 3, ...options });
    expect(agent.choices).toHaveLength(3);
    return agent.choices;
  };

  test('are greedy unless told otherwise', async () => {
    expect((await choicesOf({})).map((choice) => choice?.explore)).toEqual([false, false, false]);
    expect((await choicesOf({ explore: true })).map((choice) => choice?.explore)).toEqual([
      true,
      true,
      true,
    ]);
  });

  test('draw from a stream that the seed decides', async () => {
    const draw = async (seed: number) => (await choicesOf({ seed }))[0]?.random?.uniform();
    const [one, again, other] = [await draw(1), await draw(1), await draw(2)];
    expect(one).toBeTypeOf('number');
    expect(again).toBe(one);
    expect(other).not.toBe(one);
  });

  test('of an exploring agent follow its policy, and leave it untouched', async () => {
    const actions: number[] = [];
    const probe = sideProbe();
    const watched: typeof probe = {
      ...probe,
      step(action) {
        actions.push(action);
        return probe.step(action);
      },
    };
    const network = mlp({ hidden: [4] });
    const always: Policy = {
      select: () => 1,
      probabilities: () => Float32Array.of(0, 1),
      exploration: () => null,
    };
    const spec = { environment: probe, network, beforeLearning: 'policy' } as const;
    const agent = new DQNAgent({ ...spec, policy: always });
    const exploring = new DQNAgent({ ...spec, policy: epsilonGreedy({ epsilon: 1 }) });
    const before = [await agent.getState(), await exploring.getState()];
    await evaluate(agent, watched, { episodes: 4, explore: true });
    expect(actions).toEqual(Array.from({ length: 20 }, () => 1));
    await evaluate(exploring, watched, { episodes: 4, explore: true });
    // An agent that explores wholly takes both actions.
    expect(new Set(actions.slice(20))).toEqual(new Set([0, 1]));
    expect([await agent.getState(), await exploring.getState()]).toEqual(before);
    agent.dispose();
    exploring.dispose();
  });
});

describe('a signal', () => {
  test('that was given before stops before the first step, with its reason', async () => {
    const environment = scriptedEnvironment(ofReturns(1));
    const reason = new Error('enough');
    const signal = AbortSignal.abort(reason);
    await expect(evaluate(scriptedAgent(), environment, { signal })).rejects.toBe(reason);
    expect(environment.actions).toEqual([]);
  });

  test('that comes in the middle of an episode stops at the next step', async () => {
    const controller = new AbortController();
    const environment = scriptedEnvironment(
      [{ rewards: Array.from({ length: 50 }, () => 1), end: 'terminated' }],
      () => {
        if (environment.actions.length === 6) controller.abort();
      },
    );
    const { signal } = controller;
    await expect(evaluate(scriptedAgent(), environment, { signal })).rejects.toMatchObject({
      name: 'AbortError',
    });
    expect(environment.actions).toHaveLength(7);
  });
});

test.each(['sync', 'async'] as const)('an agent that reads %s is asked that way', async (reads) => {
  const agent = scriptedAgent({ reads });
  await evaluate(agent, scriptedEnvironment(ofReturns(1)), { episodes: 3 });
  const method = reads === 'async' ? 'actAsync' : 'act';
  expect(agent.calls).toEqual([method, method, method]);
});

test('others get a turn at least every 16 ms or so', async () => {
  let turns = 0;
  let running = true;
  const count = (): void => {
    turns++;
    if (running) setImmediate(count);
  };
  // Every step takes 1 ms, in one long episode.
  const environment = scriptedEnvironment(
    [{ rewards: Array.from({ length: 120 }, () => 1), end: 'terminated' }],
    () => {
      const end = performance.now() + 1;
      while (performance.now() < end);
    },
  );
  setImmediate(count);
  await evaluate(scriptedAgent(), environment, { episodes: 1 });
  running = false;
  // 7 of them in 120 ms; fewer if the machine holds the process up.
  expect(turns).toBeGreaterThanOrEqual(3);
});

test('asks for the await that was forgotten, as train and agents do', async () => {
  const late = (): never => Promise.resolve(new CartPole()) as never;
  const agent = new DQNAgent({ environment: new CartPole() });
  const message = 'received a promise; await it';
  await expect(evaluate(agent, late())).rejects.toThrow(message);
  expect(() => train(agent, late(), { environmentSteps: 1 })).toThrow(message);
  expect(() => new DQNAgent({ environment: late() })).toThrow(message);
  agent.dispose();
});

describe('episodes without an end', () => {
  const endless = (): Environment<number> => ({
    observationSpace: new Discrete(2),
    actionSpace: new Discrete(2),
    reset: () => ({ observation: 1, info: {} }),
    step: () => ({ observation: 1, reward: 1, terminated: false, truncated: false, info: {} }),
  });

  test('are cut off at the limit, counted, and told', async () => {
    const options = { episodes: 3, maxEpisodeSteps: 40 };
    const found = await evaluate(scriptedAgent(), endless(), options);
    expect(found).toMatchObject({ returns: [40, 40, 40], lengths: [40, 40, 40], unfinished: 3 });
    expect(found.warning).toMatch(
      /^3 of 3 episodes had not ended after 40 steps.*new TimeLimit\(/s,
    );
  });

  test('have a limit that nobody need think of', async () => {
    const agent = { ...scriptedAgent(), act: () => 0 };
    const found = await evaluate(agent, endless(), { episodes: 1 });
    expect(found).toMatchObject({ lengths: [108_000], unfinished: 1 });
  });

  test('do not hold up a training', async () => {
    const evaluation = { everyEnvironmentSteps: 3, environment: endless(), episodes: 2 };
    const environment = scriptedEnvironment(ofReturns(1));
    const events = train(scriptedAgent(), environment, {
      environmentSteps: 3,
      evaluation: { ...evaluation, maxEpisodeSteps: 10 },
    });
    const found: unknown[] = [];
    for await (const event of events) {
      if (event.type === 'evaluation') found.push(event.evaluation);
    }
    expect(found).toMatchObject([{ lengths: [10, 10], unfinished: 2 }]);
  });

  test('that end with the last step of the limit are not cut off', async () => {
    const environment = scriptedEnvironment([{ rewards: [1, 1], end: 'terminated' }]);
    const found = await evaluate(scriptedAgent(), environment, { episodes: 2, maxEpisodeSteps: 2 });
    expect(found).toMatchObject({ unfinished: 0, warning: null });
  });

  test.each([0, 1.5, Infinity, '3'])('a limit of %o is refused', async (maxEpisodeSteps) => {
    const options = { maxEpisodeSteps } as { maxEpisodeSteps: number };
    await expect(evaluate(scriptedAgent(), endless(), options)).rejects.toThrow(OptionsError);
  });
});

test.each([undefined, null, {}, () => 0])('%o is no agent to evaluate', async (agent) => {
  const environment = scriptedEnvironment(ofReturns(1));
  await expect(evaluate(agent as never, environment)).rejects.toThrow(
    /evaluate\(agent, environment, options\) needs an agent with the methods act and actAsync/,
  );
});

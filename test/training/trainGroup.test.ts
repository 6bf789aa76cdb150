import { inOrder } from '../support/inOrder.ts';
import * as fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Agent } from '../../src/agents/agent.ts';
import { DQNAgent } from '../../src/agents/dqnAgent.ts';
import type { Environment } from '../../src/protocol/environment.ts';
import { EnvironmentError, OptionsError } from '../../src/errors.ts';
import { mlp } from '../../src/networks/mlp.ts';
import { ReplayBuffer } from '../../src/replay/replayBuffer.ts';
import { Box } from '../../src/spaces/box.ts';
import { Discrete } from '../../src/spaces/discrete.ts';
import type { Observation } from '../../src/spaces/space.ts';
import { evaluate } from '../../src/training/evaluate.ts';
import type { TrainingEvent } from '../../src/training/events.ts';
import { train } from '../../src/training/train.ts';
import type { EnvironmentGroup } from '../../src/protocol/environmentGroup.ts';
import { VectorEnvironment } from '../../src/vector/vectorEnvironment.ts';
import { setUpBackend } from '../support/backends.ts';
import { sideProbe } from '../support/probes.ts';
import { scriptedAgent, scriptedEnvironment, type ScriptedEpisode } from '../support/scripted.ts';

beforeAll(async () => {
  await setUpBackend('wasm');
});

async function collect(
  agent: Agent,
  environment: Parameters<typeof train>[1],
  options: Parameters<typeof train>[2],
): Promise<TrainingEvent[]> {
  const events: TrainingEvent[] = [];
  for await (const event of train(agent, environment, options)) events.push(event);
  return events;
}

const ofType = <T extends TrainingEvent['type']>(events: TrainingEvent[], type: T) =>
  events.filter((event): event is Extract<TrainingEvent, { type: T }> => event.type === type);

/** What came of an action, as the environment itself knows it. */
interface Happened {
  readonly observation: readonly number[];
  readonly action: number;
  readonly reward: number;
  readonly nextObservation: readonly number[];
  readonly terminated: boolean;
  readonly truncated: boolean;
}

interface Script {
  readonly length: number;
  readonly end: 'terminated' | 'truncated' | 'both';
}

const spaces = {
  observationSpace: new Box({ low: 0, high: Infinity, shape: [3] }),
  actionSpace: new Discrete(3),
};

/** Plays written episodes in turn, observes `[copy, episode, step]`, and writes down all that happens. */
function logged(copy: number, scripts: readonly Script[], log: Happened[]): Environment {
  let episode = 0;
  let step = 0;
  let reward = 0;
  const look = (): number[] => [copy, episode, step];
  return {
    ...spaces,
    reset() {
      episode++;
      step = 0;
      return { observation: Float32Array.from(look()), info: {} };
    },
    step(action) {
      const before = look();
      const { length, end } = scripts[(episode - 1) % scripts.length]!;
      step++;
      const ended = step === length;
      const outcome = {
        reward: copy * 1000 + reward++,
        terminated: ended && end !== 'truncated',
        truncated: ended && end !== 'terminated',
      };
      log.push({ observation: before, action, nextObservation: look(), ...outcome });
      return { observation: Float32Array.from(look()), ...outcome, info: {} };
    },
  };
}

/** An agent that only remembers, in a real replay buffer. */
function remembering(replay: ReplayBuffer): Agent {
  let environmentSteps = 0;
  const act = (observation: Observation): number => {
    const [copy = 0, episode = 0, step = 0] = observation as Float32Array;
    return (copy + episode + step) % 3;
  };
  return {
    reads: 'sync',
    get environmentSteps() {
      return environmentSteps;
    },
    updates: 0,
    updatesDue: 0,
    exploration: null,
    act,
    actAsync: async (observation) => act(observation),
    actMany: (observations) => observations.map(act),
    observe(transition, stream) {
      environmentSteps++;
      replay.add(transition, stream);
      replay.checkValid();
    },
    learn: () => {
      throw new Error('Nothing to learn.');
    },
    learnAsync: () => Promise.reject(new Error('Nothing to learn.')),
  };
}

/** All that a replay buffer holds, from slot 0 on. */
function contentOf(replay: ReplayBuffer): Happened[] {
  const batch = replay.sample(replay.size);
  const rows = (data: ArrayLike<number>, row: number): number[] =>
    Array.from(data).slice(3 * row, 3 * row + 3);
  return Array.from({ length: batch.size }, (_, row) => ({
    observation: rows(batch.observations, row),
    action: batch.actions[row]!,
    reward: batch.rewards[row]!,
    nextObservation: rows(batch.nextObservations, row),
    terminated: batch.terminated[row] === 1,
    truncated: batch.truncated[row] === 1,
  }));
}

describe('what the copies went through', () => {
  const script: fc.Arbitrary<Script> = fc.record({
    length: fc.integer({ min: 1, max: 6 }),
    end: fc.constantFrom('terminated', 'truncated', 'both'),
  });

  test('is in the replay buffer: nothing lost, doubled or joined across episodes', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(script, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 5 }),
        fc.integer({ min: 1, max: 60 }),
        async (scripts, environmentSteps) => {
          const count = scripts.length;
          const log: Happened[] = [];
          const group = new VectorEnvironment(count, (copy) => logged(copy, scripts[copy]!, log));
          const replay = new ReplayBuffer({
            capacity: 100,
            environment: group,
            random: inOrder(),
          });
          const agent = remembering(replay);
          const events = await collect(agent, group, { environmentSteps });

          // Rounded up to whole steps of the group.
          expect(log).toHaveLength(Math.ceil(environmentSteps / count) * count);
          expect(contentOf(replay)).toEqual(log);
          const played = ofType(events, 'episode').map((event) => [
            event.length,
            event.return,
            event.terminated,
            event.truncated,
          ]);
          expect(played).toEqual(episodesIn(log));
          expect(events.at(-1)).toMatchObject({
            episodes: played.length,
            environmentSteps: log.length,
          });
        },
      ),
      { numRuns: 200 },
    );
  });

  /** Length, return and ends of the episodes of a log, in the order in which they ended. */
  function episodesIn(log: readonly Happened[]): unknown[] {
    const open = new Map<number, number[]>();
    return log.flatMap(({ observation: [copy = 0], reward, terminated, truncated }) => {
      const rewards = [...(open.get(copy) ?? []), reward];
      open.set(copy, rewards);
      if (!terminated && !truncated) return [];
      open.delete(copy);
      const sum = rewards.reduce((total, value) => total + value, 0);
      return [[rewards.length, sum, terminated, truncated]];
    });
  }

  test('reaches the agent with the copy as stream', async () => {
    const streams: (number | undefined)[] = [];
    const agent = scriptedAgent();
    agent.observe = (transition, stream) => {
      streams.push(stream);
      agent.observed.push(transition);
    };
    const group = new VectorEnvironment(3, () => scriptedEnvironment(twoEpisodes));
    await collect(agent, group, { environmentSteps: 6 });
    expect(streams).toEqual([0, 1, 2, 0, 1, 2]);
  });
});

const twoEpisodes: readonly ScriptedEpisode[] = [
  { rewards: [1, 2, 4], end: 'truncated' },
  { rewards: [-8, 16], end: 'terminated' },
];

describe('rhythm', () => {
  // 4 copies; updates every 3 or 10 steps, which are no multiples of each other.
  test.each([
    [{ everyEnvironmentSteps: 1, updates: 1 }, [0, 0, 1, 5, 9]],
    [{ everyEnvironmentSteps: 3, updates: 1 }, [0, 0, 2, 3, 4]],
    [{ everyEnvironmentSteps: 10, updates: 5 }, [0, 0, 5, 5, 10]],
  ])('updates fall due as in single steps: %j', async (rhythm, expected) => {
    const agent = new DQNAgent({
      environment: sideProbe(),
      network: mlp({ hidden: [4] }),
      batchSize: 4,
      learningStarts: rhythm.everyEnvironmentSteps === 1 ? 12 : 9,
      train: rhythm,
    });
    const updates: number[] = [];
    const group = new VectorEnvironment(4, () => sideProbe());
    const watched: EnvironmentGroup<Float32Array> = {
      kind: 'group',
      count: 4,
      observationSpace: group.observationSpace,
      actionSpace: group.actionSpace,
      reset: (options) => group.reset(options),
      step: (actions) => {
        updates.push(agent.updates);
        return group.step(actions);
      },
    };
    await collect(agent, watched, { environmentSteps: 20 });
    // As seen at the beginning of each step of the group but the first, and in the end.
    expect([...updates.slice(1), agent.updates]).toEqual(expected);
    agent.dispose();
  });

  test('evaluations and checkpoints come after the step in which they fell due', async () => {
    const saved: number[] = [];
    const agent = scriptedAgent();
    const group = new VectorEnvironment(4, () => scriptedEnvironment(twoEpisodes));
    const events = await collect(agent, group, {
      environmentSteps: 32,
      evaluation: {
        everyEnvironmentSteps: 10,
        environment: scriptedEnvironment(twoEpisodes),
        episodes: 1,
      },
      checkpoint: {
        everyEnvironmentSteps: 8,
        save: () => void saved.push(agent.environmentSteps),
      },
    });
    const at = ofType(events, 'evaluation').map(({ environmentSteps }) => environmentSteps);
    expect(at).toEqual([12, 20, 32]);
    expect(saved).toEqual([8, 16, 24, 32]);
  });

  test('the number of steps is rounded up to whole steps of the group', async () => {
    const agent = scriptedAgent();
    const group = new VectorEnvironment(4, () => scriptedEnvironment(twoEpisodes));
    const events = await collect(agent, group, { environmentSteps: 5 });
    expect(events.at(-1)).toMatchObject({ type: 'end', environmentSteps: 8 });
  });
});

describe('a group that answers later', () => {
  test('gives the same run', async () => {
    const run = async (isLate: boolean): Promise<unknown> => {
      const group = new VectorEnvironment(3, () => scriptedEnvironment(twoEpisodes));
      const late: EnvironmentGroup = {
        kind: 'group',
        count: 3,
        observationSpace: group.observationSpace,
        actionSpace: group.actionSpace,
        reset: async (options) => group.reset(options),
        step: async (actions) => group.step(actions),
      };
      const agent = scriptedAgent({ reads: isLate ? 'async' : 'sync' });
      await collect(agent, isLate ? late : group, { environmentSteps: 30 });
      return [agent.seen, agent.observed];
    };
    expect(await run(true)).toEqual(await run(false));
  });

  test('is refused where it gives no result for each copy, or no final observation', async () => {
    const group = new VectorEnvironment(2, () => scriptedEnvironment(twoEpisodes));
    const spoilt = (spoil: (results: readonly object[]) => unknown): EnvironmentGroup => ({
      kind: 'group',
      count: 2,
      observationSpace: group.observationSpace,
      actionSpace: group.actionSpace,
      reset: (options) => group.reset(options),
      step: (actions) => spoil(group.step(actions)) as ReturnType<EnvironmentGroup['step']>,
    });
    const options = { environmentSteps: 10 };
    for (const [spoil, message] of [
      [(results: readonly object[]) => results.slice(1), /array of 2 results.*received 1 results/],
      [() => null, /array of 2 results.*received null/],
      [
        (results: readonly object[]) =>
          results.map((result) => ({ ...result, finalObservation: null })),
        /must give the finalObservation.*copy 0/,
      ],
      [
        (results: readonly object[]) =>
          results.map((result) => ({ ...result, finalInfo: undefined })),
        /must give the finalInfo.*copy 0 gave undefined/,
      ],
      [
        (results: readonly object[]) => {
          const same = Float32Array.of(0, 0);
          return results.map((result) => ({
            ...{ ...result, observation: same, finalObservation: same, terminated: true },
          }));
        },
        /finalObservation of its own; copy 0/,
      ],
      [
        (results: readonly object[]) =>
          results.map((result) => ({ finalObservation: undefined, ...result, reward: NaN })),
        /reward must be a finite number/,
      ],
      [
        (results: readonly object[]) =>
          results.map((result) => ({ ...result, finalObservation: 3 })),
        /finalObservation: null while an episode goes on/,
      ],
    ] as const) {
      const run = collect(scriptedAgent(), spoilt(spoil), options);
      await expect(run).rejects.toThrow(EnvironmentError);
      await expect(collect(scriptedAgent(), spoilt(spoil), options)).rejects.toThrow(message);
    }
  });
});

describe('refusals', () => {
  test('a group, or a copy of it, is nothing to evaluate in', async () => {
    const group = new VectorEnvironment(2, () => sideProbe());
    const run = (environment: unknown): Promise<unknown> =>
      collect(scriptedAgent(), group, {
        environmentSteps: 4,
        evaluation: { everyEnvironmentSteps: 2, environment: environment as Environment },
      });
    await expect(run(group)).rejects.toThrow(/must be a single environment; received a group of 2/);
    await expect(run(group.environments[1])).rejects.toThrow(/must not be the environment/);
    const agent = scriptedAgent();
    await expect(evaluate(agent, group as unknown as Environment)).rejects.toThrow(OptionsError);
  });
});

describe('learning', () => {
  const learnt = async (group: Parameters<typeof train>[1]): Promise<number> => {
    const agent = new DQNAgent({
      environment: sideProbe(),
      network: mlp({ hidden: [16] }),
      batchSize: 16,
      learningStarts: 50,
      seed: 3,
    });
    await collect(agent, group, { environmentSteps: 1000, seed: 3 });
    const { mean } = await evaluate(agent, sideProbe(), { episodes: 20 });
    agent.dispose();
    return mean;
  };

  test.each([1, 4])('comes to all rewards with %i copies, as without a group', async (count) => {
    expect(await learnt(sideProbe())).toBe(5);
    expect(await learnt(new VectorEnvironment(count, () => sideProbe()))).toBe(5);
  });

  test('the same seed gives the same weights', async () => {
    const weights = async (seed: number): Promise<unknown> => {
      const agent = new DQNAgent({
        environment: sideProbe(),
        network: mlp({ hidden: [4] }),
        learningStarts: 20,
        batchSize: 8,
      });
      const group = new VectorEnvironment(3, () => sideProbe());
      await collect(agent, group, { environmentSteps: 120, seed });
      const found = await agent.network.getWeights();
      agent.dispose();
      return found;
    };
    expect(await weights(1)).toEqual(await weights(1));
    expect(await weights(1)).not.toEqual(await weights(2));
  });
});

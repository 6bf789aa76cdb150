import { beforeAll, describe, expect, test } from 'vitest';
import { DQNAgent } from '../../src/agents/dqnAgent.ts';
import type { AsyncEnvironment, Environment, Info } from '../../src/protocol/environment.ts';
import { EnvironmentError } from '../../src/errors.ts';
import { mlp } from '../../src/networks/mlp.ts';
import { adam } from '../../src/optimizers/optimizer.ts';
import { createRandom } from '../../src/random/createRandom.ts';
import { ReplayBuffer } from '../../src/replay/replayBuffer.ts';
import type { Replay } from '../../src/replay/replay.ts';
import { Box } from '../../src/spaces/box.ts';
import { Discrete } from '../../src/spaces/discrete.ts';
import { evaluate } from '../../src/training/evaluate.ts';
import type { TrainingEvent } from '../../src/training/events.ts';
import { train } from '../../src/training/train.ts';
import { readActionMask } from '../../src/protocol/readActionMask.ts';
import type { EnvironmentGroup } from '../../src/protocol/environmentGroup.ts';
import { VectorEnvironment } from '../../src/vector/vectorEnvironment.ts';
import { setUpBackend } from '../support/backends.ts';

beforeAll(async () => {
  await setUpBackend('wasm');
});

const fork = Float32Array.of(1, 0);
const room = Float32Array.of(0, 1);
const all = Uint8Array.of(1, 1);
const onlyFirst = Uint8Array.of(1, 0);

/**
 * An episode starts at the fork or in the room. In the room action 1 pays 10,
 * but it is allowed to those who started there only. At the fork action 1 pays 3 and
 * ends; action 0 pays 1 and leads to the room, where then is nothing but
 * action 0, which pays 0. So 1 is right at the fork; who looks at the room's
 * masked action thinks that 0 is worth 11.
 */
function maskedRoom(): Environment<Float32Array> {
  let random = createRandom(0);
  let place: 'fork' | 'open room' | 'shut room' | 'end' = 'end';
  const end = (reward: number): ReturnType<Environment<Float32Array>['step']> => {
    place = 'end';
    return {
      observation: new Float32Array(2),
      reward,
      terminated: true,
      truncated: false,
      info: { actionMask: new Uint8Array(2) },
    };
  };
  return {
    observationSpace: new Box({ low: 0, high: 1, shape: [2] }),
    actionSpace: new Discrete(2),
    reset({ seed } = {}) {
      if (seed !== undefined) random = createRandom(seed);
      place = random.integer(2) === 0 ? 'fork' : 'open room';
      const observation = place === 'fork' ? fork.slice() : room.slice();
      return { observation, info: { actionMask: all } };
    },
    step(action) {
      if (place === 'fork') {
        if (action === 1) return end(3);
        place = 'shut room';
        return {
          observation: room.slice(),
          reward: 1,
          terminated: false,
          truncated: false,
          info: { actionMask: onlyFirst },
        };
      }
      if (place === 'shut room' && action === 1) throw new Error('That is not allowed.');
      return end(action === 1 ? 10 : 0);
    },
  };
}

/** A replay buffer that forgets masks: what was there before they were stored. */
function withoutMasks(inner: Replay): Replay {
  return {
    capacity: inner.capacity,
    get size() {
      return inner.size;
    },
    add: ({ nextActionMask: _, ...transition }, stream) => {
      inner.add(transition, stream);
    },
    sample: (batchSize) => inner.sample(batchSize),
    getState: () => inner.getState(),
    setState: (state) => {
      inner.setState(state);
    },
  };
}

/** Trains to the end. */
async function drain(events: AsyncIterable<TrainingEvent>): Promise<void> {
  const types: string[] = [];
  for await (const { type } of events) types.push(type);
  expect(types.at(-1)).toBe('end');
}

async function learnIn(
  environment: Environment | AsyncEnvironment | EnvironmentGroup,
  { double = true, forgets = false } = {},
): Promise<{ agent: DQNAgent; fork: Float32Array }> {
  const replay = new ReplayBuffer({
    capacity: 2000,
    environment,
    returns: { discount: 1 },
    seed: 1,
  });
  const agent = new DQNAgent({
    environment,
    network: mlp({ hidden: [16] }),
    optimizer: adam({ learningRate: 1e-2 }),
    replay: forgets ? withoutMasks(replay) : replay,
    learningStarts: 100,
    targetUpdate: { everyUpdates: 50 },
    double,
  });
  await drain(train(agent, environment, { environmentSteps: 1500 }));
  return { agent, fork: agent.network.qValues(fork) };
}

describe.each([true, false])('with double: %s', (double) => {
  test('what is not allowed next is not hoped for', async () => {
    const learned = await learnIn(maskedRoom(), { double });
    expect(learned.fork[0]).toBeCloseTo(1, 0);
    expect(learned.fork[1]).toBeCloseTo(3, 0);
    // 3 from the fork, 10 from the open room.
    const { returns } = await evaluate(learned.agent, maskedRoom(), { episodes: 40 });
    expect(new Set(returns)).toEqual(new Set([3, 10]));
    learned.agent.dispose();

    const deceived = await learnIn(maskedRoom(), { double, forgets: true });
    expect(deceived.fork[0]).toBeCloseTo(11, 0);
    deceived.agent.dispose();
  });
});

test('evaluation that explores takes no action that is not allowed', async () => {
  const environment = maskedRoom();
  const agent = new DQNAgent({ environment, network: mlp({ hidden: [4] }) });
  // The agent still chooses at random. 1: by way of the shut room, where action 1 throws.
  const { returns } = await evaluate(agent, environment, { episodes: 80, explore: true });
  expect(returns.filter((value) => value === 1).length).toBeGreaterThan(5);
  agent.dispose();
});

test('a group hands on the masks of each copy, that of the final state too', async () => {
  const { agent, fork: values } = await learnIn(new VectorEnvironment(3, () => maskedRoom()));
  expect(values[0]).toBeCloseTo(1, 0);
  expect(values[1]).toBeCloseTo(3, 0);
  agent.dispose();
});

test('a group without actMany, or read later, takes no action that is not allowed', async () => {
  const group = new VectorEnvironment(3, () => maskedRoom());
  const agent = new DQNAgent({ environment: group, network: mlp({ hidden: [4] }) });
  for (const reads of ['sync', 'async'] as const) {
    const oneByOne = {
      reads,
      environmentSteps: 0,
      updates: 0,
      updatesDue: 0,
      exploration: null,
      act: agent.act.bind(agent),
      actAsync: agent.actAsync.bind(agent),
      observe: agent.observe.bind(agent),
      learn: agent.learn.bind(agent),
      learnAsync: agent.learnAsync.bind(agent),
    };
    // maskedRoom throws at an action that is not allowed.
    await drain(train(oneByOne, group, { environmentSteps: 300 }));
    const { actManyAsync } = agent;
    const many = { ...oneByOne, actManyAsync: actManyAsync.bind(agent) };
    await drain(train(many, group, { environmentSteps: 300 }));
  }
  agent.dispose();
});

describe('a mask that is none', () => {
  const reporting = (inReset: unknown, inStep: unknown, ended = false): Environment => {
    const inner = maskedRoom();
    return {
      ...inner,
      reset: () => ({ observation: fork.slice(), info: { actionMask: inReset } as Info }),
      step: () => ({
        observation: room.slice(),
        reward: 0,
        terminated: false,
        truncated: ended,
        info: { actionMask: inStep } as Info,
      }),
    };
  };

  test.each([
    [reporting([1], all), /for each of 2 actions; received 1/],
    [reporting(all, new Uint8Array(3)), /for each of 2 actions; received 3/],
    [reporting(all, new Uint8Array(2)), /allows none of 2 actions/],
    [reporting(all, [0, 0], true), /allows none of 2 actions/],
    [reporting('all', all), /must be an array/],
  ])('is refused in training and in evaluation: %#', async (environment, message) => {
    const agent = new DQNAgent({ environment, network: mlp({ hidden: [4] }) });
    const run = async (of: Environment | EnvironmentGroup): Promise<void> => {
      await drain(train(agent, of, { environmentSteps: 4 }));
    };
    await expect(run(environment)).rejects.toThrow(EnvironmentError);
    await expect(run(environment)).rejects.toThrow(message);
    await expect(run(new VectorEnvironment(1, () => environment))).rejects.toThrow(message);
    const isFinal = environment.step(0).truncated;
    // What the last state of an evaluated episode allows is of no interest.
    if (!isFinal) await expect(evaluate(agent, environment)).rejects.toThrow(message);
    agent.dispose();
  });

  test('is nothing to heed where it is null or info is missing', async () => {
    const environment = reporting(null, undefined);
    const { reset, step } = environment;
    const bare = {
      ...environment,
      reset: () => ({ ...reset(), info: undefined }) as never,
      step: (action: number) => ({ ...step(action), info: undefined }) as never,
    };
    const agent = new DQNAgent({ environment, network: mlp({ hidden: [4] }) });
    for (const one of [environment, bare]) {
      await drain(train(agent, one, { environmentSteps: 4 }));
    }
    expect(agent.replay.sample(8).nextActionMasks).toBeNull();
    agent.dispose();
  });
});

test.each(['mask', 'legal', 'masked_actions', 'actions', 'lives', 'moves'])(
  'info.%s says nothing of a mask',
  (name) => {
    expect(readActionMask({ [name]: [1, 0] }, 2)).toBeUndefined();
  },
);

test.each([
  ...['action_mask', 'action_masks', 'actionMasks', 'ActionMask', 'actionsMask', 'legal_actions'],
  ...['legalActions', 'validActionMask', 'available_actions', 'avail_actions', 'legal_moves'],
  ...['legal_action_mask', 'validMask', 'allowedActions'],
])('a mask under the name %s is not ignored by train, nor by evaluate', async (name) => {
  const world: Environment<number> = {
    observationSpace: new Discrete(2),
    actionSpace: new Discrete(2),
    reset: () => ({ observation: 0, info: { [name]: [1, 0] } }),
    step: () => ({ observation: 1, reward: 0, terminated: true, truncated: false, info: {} }),
  };
  const agent = new DQNAgent({ environment: world });
  const message = `write actionMask instead of ${name}`;
  const training = train(agent, world, { environmentSteps: 10 });
  await expect(training.next()).rejects.toThrow(EnvironmentError);
  await expect(train(agent, world, { environmentSteps: 10 }).next()).rejects.toThrow(message);
  await expect(evaluate(agent, world)).rejects.toThrow(message);
  agent.dispose();
});

import type { State } from '../../src/state/state.ts';
import { beforeAll, describe, expect, test } from 'vitest';
import { DQNAgent } from '../../src/agents/dqnAgent.ts';
import type { DQNAgentOptions } from '../../src/agents/dqnAgentOptions.ts';
import type { TargetUpdate } from '../../src/agents/rhythmOptions.ts';
import { memoryStore } from '../../src/state/memoryStore.ts';
import { mlp } from '../../src/networks/mlp.ts';
import { QNetwork } from '../../src/qnetwork/qNetwork.ts';
import type { WeightTensors } from '../../src/networks/weightTensors.ts';
import { adam, sgd } from '../../src/optimizers/optimizer.ts';
import { epsilonGreedy } from '../../src/policies/epsilonGreedy.ts';
import type { Policy, PolicyContext } from '../../src/policies/policy.ts';
import { createRandom } from '../../src/random/createRandom.ts';
import type { Replay } from '../../src/replay/replay.ts';
import type { Transition } from '../../src/protocol/transition.ts';
import { ReplayBuffer } from '../../src/replay/replayBuffer.ts';
import { linear } from '../../src/schedules/linear.ts';
import { Discrete } from '../../src/spaces/discrete.ts';
import { setUpBackend } from '../support/backends.ts';
import { sideProbe } from '../support/probes.ts';
import { simd } from '../../src/engines/simd/simd.ts';

beforeAll(async () => {
  await setUpBackend('wasm');
});

const observation = Float32Array.of(1);
const transition: Transition = {
  observation,
  action: 0,
  reward: 1,
  nextObservation: Float32Array.of(-1),
  terminated: false,
  truncated: false,
};

function makeAgent(options: Partial<DQNAgentOptions> = {}): DQNAgent {
  return new DQNAgent({
    environment: sideProbe(),
    network: mlp({ hidden: [4] }),
    replay: { capacity: 100 },
    batchSize: 1,
    learningStarts: 0,
    beforeLearning: 'policy',
    ...options,
  });
}

const learnBy = {
  learn: async (agent: DQNAgent) => agent.learn(),
  learnAsync: (agent: DQNAgent) => agent.learnAsync(),
};

const flat = (weights: WeightTensors): number[] =>
  Object.values(weights).flatMap(({ data }) => [...(data as Float32Array)]);

const distance = (one: readonly number[], other: readonly number[]): number =>
  Math.hypot(...one.map((value, index) => value - other[index]!));

describe.each(['learn', 'learnAsync'] as const)('%s', (method) => {
  const learn = learnBy[method];
  const both = async ({ network }: DQNAgent) => ({
    online: flat(await network.getWeights('online')),
    target: flat(await network.getWeights('target')),
  });

  test('moves the target by targetUpdate.fraction', async () => {
    const agent = makeAgent({
      targetUpdate: { fraction: 0.25 },
      optimizer: sgd({ learningRate: 0.5 }),
    });
    agent.observe(transition);
    let { target } = await both(agent);
    for (let update = 0; update < 3; update++) {
      await learn(agent);
      const after = await both(agent);
      expect(distance(after.target, target)).toBeGreaterThan(1e-3);
      after.target.forEach((value, index) => {
        expect(value).toBeCloseTo(0.75 * target[index]! + 0.25 * after.online[index]!, 6);
      });
      ({ target } = after);
    }
    agent.dispose();
  });

  test('copies the target every so many updates', async () => {
    const agent = makeAgent({ targetUpdate: { everyUpdates: 2 } });
    agent.observe(transition);
    const apart: boolean[] = [];
    for (let update = 0; update < 4; update++) {
      await learn(agent);
      const { online, target } = await both(agent);
      apart.push(distance(online, target) > 0);
    }
    expect(apart).toEqual([true, false, true, false]);
    agent.dispose();
  });

  test('leaves the target alone where environment steps decide', async () => {
    const agent = makeAgent({ targetUpdate: { everyEnvironmentSteps: 1000 } });
    agent.observe(transition);
    const { target } = await both(agent);
    await learn(agent);
    expect((await both(agent)).target).toEqual(target);
    agent.dispose();
  });

  test('takes one update off those due, and none below 0', async () => {
    const agent = makeAgent({ train: { everyEnvironmentSteps: 1, updates: 2 } });
    agent.observe(transition);
    const due = [agent.updatesDue];
    for (let update = 0; update < 3; update++) {
      await learn(agent);
      due.push(agent.updatesDue);
    }
    expect(due).toEqual([2, 1, 0, 0]);
    agent.dispose();
  });

  test('waits for a batch, where learningStarts is less', async () => {
    const agent = makeAgent({ batchSize: 4, learningStarts: 2 });
    const due: number[] = [];
    for (let step = 0; step < 5; step++) {
      if (step === 3) {
        await expect(learn(agent)).rejects.toMatchObject({ name: 'UsageError' });
        await expect(learn(agent)).rejects.toThrow('needs 4 transitions');
      }
      agent.observe(transition);
      due.push(agent.updatesDue);
    }
    expect(due).toEqual([0, 0, 0, 1, 2]);
    expect((await learn(agent)).tdErrors).toHaveLength(4);
    agent.dispose();
  });

  test('keeps to gradientClipNorm', async () => {
    for (const [given, norm] of [
      [0.01, 0.01],
      [undefined, 10],
      [null, Infinity],
    ] as const) {
      const agent = makeAgent({
        ...(given !== undefined && { gradientClipNorm: given }),
        loss: 'mse',
        optimizer: sgd({ learningRate: 1 }),
        targetUpdate: { everyUpdates: 100 },
      });
      agent.observe({ ...transition, reward: 1000, terminated: true });
      const before = flat(await agent.network.getWeights());
      await learn(agent);
      // At a learning rate of 1, SGD moves by the clipped gradient.
      const moved = distance(flat(await agent.network.getWeights()), before);
      if (norm === Infinity) expect(moved).toBeGreaterThan(100);
      else expect(Math.abs(moved / norm - 1)).toBeLessThan(1e-3);
      agent.dispose();
    }
  });
});

describe('the policy', () => {
  const recorder = () => {
    const contexts: PolicyContext[] = [];
    const policy: Policy = {
      probabilities: () => Float32Array.of(0, 1),
      select(_, context) {
        contexts.push(context);
        return 1;
      },
      exploration: (environmentSteps) => ({ name: 'steps', value: environmentSteps }),
    };
    return { contexts, policy };
  };

  test('is told how many environment steps were taken', async () => {
    const { contexts, policy } = recorder();
    const agent = makeAgent({ policy });
    expect(agent.act(observation)).toBe(1);
    agent.observe(transition);
    agent.act(observation);
    agent.observe(transition);
    agent.observe(transition);
    await agent.actAsync(observation);
    expect(contexts.map(({ environmentSteps }) => environmentSteps)).toEqual([0, 1, 3]);
    expect(contexts.map(({ actions }) => actions)).toEqual([2, 2, 2]);
    expect(agent.exploration).toEqual({ name: 'steps', value: 3 });
    agent.dispose();
  });

  test('explores less as the environment steps grow', () => {
    const agent = makeAgent({
      policy: epsilonGreedy({ epsilon: linear({ from: 1, to: 0, over: 20 }) }),
    });
    const actions = (): number[] => Array.from({ length: 60 }, () => agent.act(observation));
    expect(new Set(actions()).size).toBe(2);
    expect(agent.exploration).toEqual({ name: 'epsilon', value: 1 });
    for (let step = 0; step < 20; step++) agent.observe(transition);
    expect(agent.exploration).toEqual({ name: 'epsilon', value: 0 });
    const [left = NaN, right = NaN] = agent.network.qValues(observation);
    expect(new Set(actions())).toEqual(new Set([right > left ? 1 : 0]));
    agent.dispose();
  });

  test('is left out where the agent is not to explore', async () => {
    const { contexts, policy } = recorder();
    const agent = makeAgent({ policy });
    const [left = NaN, right = NaN] = agent.network.qValues(observation);
    const best = right > left ? 1 : 0;
    expect(agent.act(observation, { explore: false })).toBe(best);
    expect(await agent.actAsync(observation, { explore: false })).toBe(best);
    expect(contexts).toEqual([]);
    agent.dispose();
  });

  test('is given the mask and the stream of the call', () => {
    const { contexts, policy } = recorder();
    const agent = makeAgent({ policy });
    const actionMask = [0, 1];
    const random = createRandom(1);
    agent.act(observation, { actionMask, random });
    expect(contexts[0]?.actionMask).toBe(actionMask);
    expect(contexts[0]?.random).toBe(random);
    agent.dispose();
  });
});

describe('the seed', () => {
  const parts = async (seed: number) => {
    const agent = makeAgent({ seed });
    const weights = flat(await agent.network.getWeights());
    const { random: policy } = await agent.getState();
    const { random: replay } = agent.replay.getState()['sampler'] as State;
    agent.dispose();
    return { weights, policy, replay };
  };

  test('decides the first weights, the draws of the policy and those of the replay buffer', async () => {
    const [one, again, other] = [await parts(1), await parts(1), await parts(2)];
    expect(again).toEqual(one);
    expect(other.weights).not.toEqual(one.weights);
    expect(other.policy).not.toEqual(one.policy);
    expect(other.replay).not.toEqual(one.replay);
    expect(one.replay).not.toEqual(one.policy);
  });

  test('gives a network the weights of that seed', async () => {
    const agent = makeAgent({ seed: 9 });
    const { environment } = agent.options;
    const network = new QNetwork({ environment, network: mlp({ hidden: [4] }), seed: 9 });
    expect(await agent.network.getWeights()).toEqual(await network.getWeights());
    agent.dispose();
    network.dispose();
  });

  test('0 is the default', async () => {
    const agent = makeAgent();
    const { weights, policy, replay } = await parts(0);
    expect(flat(await agent.network.getWeights())).toEqual(weights);
    expect((await agent.getState())['random']).toEqual(policy);
    expect((agent.replay.getState()['sampler'] as State)['random']).toEqual(replay);
    agent.dispose();
  });

  test('keeps acting and drawing batches apart', async () => {
    const [acting, still] = [makeAgent({ seed: 3 }), makeAgent({ seed: 3 })];
    for (let step = 0; step < 50; step++) {
      acting.act(observation);
      acting.observe(transition);
      still.observe(transition);
    }
    const draw = (agent: DQNAgent): number[] => [...agent.replay.sample(20).indices];
    const drawn = draw(acting);
    expect(drawn).toEqual(draw(still));
    expect(new Set(drawn).size).toBeGreaterThan(5);
    const policyOf = async (agent: DQNAgent) => (await agent.getState())['random'];
    expect(await policyOf(acting)).not.toEqual(await policyOf(still));
    acting.dispose();
    still.dispose();
  });
});

test('observe hands on the stream to the replay buffer; 0 is the default', () => {
  const streams: (number | undefined)[] = [];
  const environment = sideProbe();
  const inner = new ReplayBuffer({ capacity: 10, environment });
  const replay: Replay = {
    capacity: 10,
    get size() {
      return inner.size;
    },
    add(added, stream) {
      streams.push(stream);
      inner.add(added, stream);
    },
    sample: (size) => inner.sample(size),
    getState: () => inner.getState(),
    setState: (state) => {
      inner.setState(state);
    },
  };
  const agent = makeAgent({ environment, replay });
  expect(agent.replay).toBe(replay);
  agent.observe(transition, 3);
  agent.observe(transition);
  agent.observe(transition, 1);
  expect(streams.map((stream) => stream ?? 0)).toEqual([3, 0, 1]);
  agent.dispose();
});

test('two streams do not follow one another in the replay buffer', () => {
  const agent = makeAgent();
  // Were they one stream, the second would have to begin where the first ended.
  for (let step = 0; step < 3; step++) {
    for (const stream of [0, 1]) {
      const at = (offset: number): Float32Array =>
        Float32Array.of((stream === 0 ? 0.1 : -0.1) * (step + offset));
      agent.observe({ ...transition, observation: at(0), nextObservation: at(1) }, stream);
    }
  }
  const { size, observations, nextObservations } = agent.replay.sample(6);
  for (let row = 0; row < size; row++) {
    const [from = NaN, to = NaN] = [observations[row], nextObservations[row]];
    expect(Math.abs(to) - Math.abs(from)).toBeCloseTo(0.1, 5);
  }
  agent.dispose();
});

test('load restores the counters and the updates that were due', async () => {
  const store = memoryStore();
  const agent = makeAgent({ train: { everyEnvironmentSteps: 1, updates: 2 } });
  for (let step = 0; step < 3; step++) agent.observe(transition);
  agent.learn();
  await agent.save(store);
  const fresh = makeAgent({ train: { everyEnvironmentSteps: 1, updates: 2 } });
  await fresh.load(store);
  expect(fresh.updatesDue).toBe(5);
  expect(fresh.environmentSteps).toBe(3);
  expect(fresh.updates).toBe(1);
  expect(fresh.replay.size).toBe(3);
  agent.dispose();
  fresh.dispose();
});

test('a state asked for during learnAsync is the one right after it', async () => {
  const agent = makeAgent({ targetUpdate: { fraction: 0.5 } });
  agent.observe(transition);
  const running = agent.learnAsync();
  const state = agent.getState();
  await running;
  expect(await state).toEqual(await agent.getState());
  expect(await state).toMatchObject({ updatesDue: 0, network: { updates: 1 } });
  agent.dispose();
});

test('a schedule of the learning rate is asked with the updates made', async () => {
  const asked: number[] = [];
  const learningRate = (updates: number): number => {
    asked.push(updates);
    return 1e-3;
  };
  const agent = makeAgent({ optimizer: adam({ learningRate }) });
  agent.observe(transition);
  asked.length = 0;
  agent.learn();
  await agent.learnAsync();
  agent.learn();
  expect(asked).toEqual([0, 1, 2]);
  agent.dispose();
});

test.each([
  [{}, { everyUpdates: 500 }],
  [{ targetUpdate: { fraction: 0.5 } }, { fraction: 0.5 }],
] satisfies [Partial<DQNAgentOptions>, TargetUpdate][])(
  'targetUpdate of %o',
  (options, expected) => {
    const agent = makeAgent(options);
    expect(agent.options.targetUpdate).toEqual(expected);
    agent.dispose();
  },
);

describe('a network that is ready', () => {
  const environment = sideProbe();
  const make = (): QNetwork =>
    new QNetwork({
      environment,
      network: mlp({ hidden: [4] }),
      optimizer: sgd({ learningRate: 0.5 }),
    });

  test('is the one that acts, learns, is saved and disposed', async () => {
    const network = make();
    const agent = makeAgent({ network });
    expect(agent.network).toBe(network);
    expect(agent.summary()).toContain('that of the network');
    agent.observe(transition);
    agent.learn();
    expect(network.updates).toBe(1);
    const other = makeAgent({ network: make() });
    other.setState(await agent.getState());
    expect(await other.network.getWeights()).toEqual(await network.getWeights());
    agent.dispose();
    other.dispose();
    expect(() => network.qValues(observation)).toThrow(/disposed/);
  });

  test.each([
    [{ optimizer: sgd({ learningRate: 1 }) }, 'which has optimizer of its own'],
    [{ gradientClipNorm: null }, 'which has gradientClipNorm of its own'],
    [{ engine: simd({ relaxed: false }) }, 'which has engine of its own'],
    [
      { environment: { ...environment, actionSpace: new Discrete(3) } },
      'is a QNetwork for 2 actions and observations of shape [1]; the environment has 3 actions',
    ],
    [{ environment: { ...environment, observationSpace: new Discrete(3) } }, 'shape [1]; the'],
  ] satisfies [Partial<DQNAgentOptions>, string][])('is refused with %o', (options, message) => {
    const network = make();
    expect(() => makeAgent({ network, ...options })).toThrow(message);
    network.dispose();
  });
});

import { describe, expect, test, vi } from 'vitest';
import {
  consume,
  describeAgent,
  DQNAgent,
  exportOnnx,
  exportPolicy,
  memoryLog,
  memoryStore,
  mlp,
  OptionsError,
  policyAgreement,
  QNetwork,
  resettingRainbow,
  restoreAgent,
  simd,
  tensorBoardLog,
  train,
  type DQNAgentOptions,
} from '../../src/index.ts';
import type { LearnerChannel, WeightsSnapshot } from '../../src/distributed/channel.ts';
import { Publisher } from '../../src/distributed/publisher.ts';
import { fromTensors } from '../../src/networks/weightTensors.ts';
import { makeEnvironment } from '../../src/environments.ts';
import type { EngineFactory } from '../../src/engines/engine.ts';
import { webgpu } from '../../src/engines/webgpu/webgpu.ts';
import { qValuesOf } from '../../src/remote/qValues.ts';
import { tfjs, toLayersModel } from '../../src/tfjs.ts';
import { gpuSource, hasGpu } from '../engines/webgpu/device.ts';
import '@tensorflow/tfjs-backend-cpu';
import { tensor2d, type Tensor } from '@tensorflow/tfjs-core';

const environment = makeEnvironment('CartPole-v1');

/** One whose target follows so slowly that both copies choose differently now and then. */
async function trained(options: Partial<DQNAgentOptions> = {}): Promise<DQNAgent> {
  const agent = new DQNAgent({
    environment,
    network: mlp({ hidden: [16] }),
    ...{ batchSize: 16, learningStarts: 16, replay: { capacity: 400 }, seed: 5 },
    targetUpdate: { fraction: 0.005 },
    actingWeights: 'target',
    ...options,
  });
  await train(agent, makeEnvironment('CartPole-v1'), { environmentSteps: 300 }).finish();
  return agent;
}

/** Observations all over the space, a few hundred. */
const observations = Array.from({ length: 300 }, (_, index) =>
  Float32Array.from([7, 11, 13, 17], (prime) => Math.sin(prime * (index + 1))),
);

function greedyIn(values: Float32Array): number {
  return values.indexOf(Math.max(...values));
}

async function choicesBy(agent: DQNAgent, weights: 'online' | 'target'): Promise<number[]> {
  const choices: number[] = [];
  for (const observation of observations) {
    choices.push(greedyIn(await agent.network.qValuesAsync(observation, weights)));
  }
  return choices;
}

async function choicesOf(agent: DQNAgent): Promise<number[]> {
  const choices: number[] = [];
  for (const observation of observations) {
    choices.push(await agent.actAsync(observation, { explore: false }));
  }
  return choices;
}

const engines: Readonly<Record<string, () => Promise<EngineFactory>>> = {
  simd: async () => simd(),
  tfjs: async () => tfjs(),
  ...((await hasGpu()) && { webgpu: async () => webgpu({ gpu: await gpuSource() }) }),
};

describe.each(Object.entries(engines))('on %s', (_, makeEngine) => {
  test('chooses by the target where it is asked to, else by the online network', async () => {
    const engine = await makeEngine();
    const [target, online] = [
      await trained({ engine }),
      await trained({ engine, actingWeights: 'online' }),
    ];
    for (const [agent, by, not] of [
      [target, 'target', 'online'],
      [online, 'online', 'target'],
    ] as const) {
      const choices = await choicesOf(agent);
      expect(choices).toEqual(await choicesBy(agent, by));
      expect(choices).not.toEqual(await choicesBy(agent, not));
      if (agent.reads === 'sync') {
        expect(observations.map((each) => agent.act(each, { explore: false }))).toEqual(choices);
        expect(agent.actMany(observations, { explore: false })).toEqual(choices);
      }
      expect(await agent.actManyAsync(observations, { explore: false })).toEqual(choices);
      agent.dispose();
    }
  });

  test('chooses by what the target is after it has moved', async () => {
    const agent = await trained({ engine: await makeEngine() });
    await agent.actAsync(observations[0]!, { explore: false });
    agent.network.syncTarget();
    expect(await choicesOf(agent)).toEqual(await choicesBy(agent, 'online'));
    agent.dispose();
  });
});

test('exports and shown values are those that choose', async () => {
  const agent = await trained();
  const file = await exportPolicy(agent);
  const { sameActions, largestDifference } = await policyAgreement(agent, file, observations);
  expect(sameActions).toBe(1);
  expect(largestDifference).toBeLessThan(1e-5);
  const [first] = observations as [Float32Array];
  expect(qValuesOf(agent, first)).toEqual(agent.network.qValues(first, 'target'));
  expect(agent.network.qValues(first)).not.toEqual(agent.network.qValues(first, 'target'));
  const model = await toLayersModel(agent.network);
  const [values] = (
    model.predict(tensor2d([...first], [1, 4])) as Tensor
  ).arraySync() as number[][];
  expect(values?.[0]).toBeCloseTo(agent.network.qValues(first, 'target')[0]!, 5);
  agent.dispose();
});

test('ONNX and the actors of a learner get the weights that choose', async () => {
  const agent = await trained();
  const { network } = agent;
  const published: WeightsSnapshot[] = [];
  const channel = { publish: (weights: WeightsSnapshot) => void published.push(weights) };
  const publisher = new Publisher(agent, channel as unknown as LearnerChannel, 1);
  const file = await exportOnnx(agent);
  await publisher.begin(0);
  const target = await network.getWeights('target');
  expect(target).not.toEqual(await network.getWeights('online'));
  expect(published[0]?.values).toEqual(fromTensors(network.architecture, target));
  // Now both copies are the target's.
  network.setWeights(target);
  expect(await exportOnnx(agent)).toEqual(file);
  agent.dispose();
});

test('TensorBoard has the values by which the agent chooses', async () => {
  const agent = await trained();
  const asked = vi.spyOn(agent.network, 'qValuesAsync');
  const states = new Float32Array(8);
  const histograms = { everyEnvironmentSteps: 10, agent, states };
  const run = train(agent, makeEnvironment('CartPole-v1'), { environmentSteps: 10 });
  await consume(run, [tensorBoardLog(memoryLog(), { histograms })]).finish();
  expect(asked.mock.calls).toEqual([[states, 'target']]);
  agent.dispose();
});

test('is told in a checkpoint, where it is not as usual', async () => {
  const [target, online] = [await trained(), await trained({ actingWeights: 'online' })];
  expect(describeAgent(target)).toMatchObject({ actingWeights: 'target' });
  expect(describeAgent(online)).not.toHaveProperty('actingWeights');
  for (const agent of [target, online]) {
    const store = memoryStore();
    await agent.save(store);
    const restored = await restoreAgent(store);
    expect(restored.options.actingWeights).toBe(agent.options.actingWeights);
    expect(await choicesOf(restored)).toEqual(await choicesOf(agent));
    for (const each of [agent, restored]) each.dispose();
  }
});

test('is an option of networks too, which agents take as they are', () => {
  const network = new QNetwork({
    environment,
    network: mlp({ hidden: [4] }),
    actingWeights: 'target',
  });
  const agent = new DQNAgent({ environment, network });
  expect(agent.options.actingWeights).toBe('target');
  expect(() => new DQNAgent({ environment, network, actingWeights: 'online' })).toThrow(
    /network is a QNetwork, which has actingWeights of its own/,
  );
  agent.dispose();
});

test('refuses what is none of the two, and follows the paper in resettingRainbow', () => {
  const wrong = 'average' as 'target';
  expect(() => new DQNAgent({ environment, actingWeights: wrong })).toThrow(OptionsError);
  expect(() => new DQNAgent({ environment, actingWeights: wrong })).toThrow(
    /actingWeights must be 'online' or 'target'; received 'average'/,
  );
  expect(resettingRainbow().actingWeights).toBe('target');
});

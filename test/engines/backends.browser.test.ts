import { memory } from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { DQNAgent } from '../../src/agents/dqnAgent.ts';
import { memoryStore } from '../../src/state/memoryStore.ts';
import { cnn } from '../../src/networks/cnn.ts';
import { embedding } from '../../src/networks/embedding.ts';
import { mlp } from '../../src/networks/mlp.ts';
import { QNetwork } from '../../src/qnetwork/qNetwork.ts';
import { adam } from '../../src/optimizers/optimizer.ts';
import { epsilonGreedy } from '../../src/policies/epsilonGreedy.ts';
import { Box } from '../../src/spaces/box.ts';
import { Discrete } from '../../src/spaces/discrete.ts';
import { evaluate } from '../../src/training/evaluate.ts';
import { train } from '../../src/training/train.ts';
import doubleDueling from '../fixtures/update_double_dueling_huber_weighted.json';
import doubleMse from '../fixtures/update_double_mse_weighted_clipped.json';
import plainHuber from '../fixtures/update_dqn_huber.json';
import { replay, worstErrors, type RecordedUpdates } from '../qnetwork/golden.ts';
import { setUpBackend } from '../support/backends.browser.ts';
import { corridorProbe, sideProbe } from '../support/probes.ts';
import { randomBatch } from './cases.ts';
import { expectClose } from './expectClose.ts';
import { tfjs } from '../../src/engines/tfjs/tfjs.ts';
import { engineNamed } from './engineNamed.ts';

const recordings: Record<string, RecordedUpdates> = { plainHuber, doubleMse, doubleDueling };

describe.each(['cpu', 'wasm', 'webgl', 'webgpu'] as const)('%s in Chromium', (backend) => {
  test.each(Object.keys(recordings))('%s: updates as PyTorch', async (name) => {
    const recorded = recordings[name] as RecordedUpdates;
    if (!(await setUpBackend(backend))) return;
    const { losses, tdErrors, weights } = worstErrors(recorded, await replay(recorded, tfjs()));
    expect(losses).toBeLessThan(1e-4);
    expect(tdErrors).toBeLessThan(1e-4);
    expect(weights).toBeLessThan(1e-4);
  });

  test('an agent trains, learns, is saved and loaded', async () => {
    if (!(await setUpBackend(backend))) return;
    const before = memory().numTensors;
    const options = {
      environment: sideProbe(),
      engine: tfjs(),
      network: mlp({ hidden: [16] }),
      optimizer: adam({ learningRate: 1e-2 }),
      policy: epsilonGreedy({ epsilon: 0.5 }),
      batchSize: 32,
      learningStarts: 32,
      replay: { capacity: 500 },
      discount: 0.3,
      targetUpdate: { everyUpdates: 20 },
      train: { everyEnvironmentSteps: 2, updates: 1 },
    };
    const agent = new DQNAgent(options);
    expect(agent.engine.backend).toBe(backend);
    const { updates } = await train(agent, sideProbe(), { environmentSteps: 200 }).finish();
    expect(updates).toBeGreaterThan(80);
    const { mean } = await evaluate(agent, sideProbe(), { episodes: 6 });
    expect(mean).toBe(5);

    const store = memoryStore();
    await agent.save(store);
    const loaded = new DQNAgent({ ...options, seed: 1 });
    await loaded.load(store);
    expect(await loaded.getState()).toEqual(await agent.getState());
    agent.dispose();
    loaded.dispose();
    expect(memory().numTensors).toBe(before);
  });

  test('planes: the values and the update of the simd engine', async () => {
    if (!(await setUpBackend(backend))) return;
    const observationSpace = new Box({ low: 0, high: 255, shape: [4, 9, 8], dtype: 'uint8' });
    const environment = { observationSpace, actionSpace: new Discrete(3) };
    const network = cnn({ convolutions: [{ filters: 5, kernelSize: 4, stride: 2 }], hidden: [6] });
    const [ours, theirs] = (['tfjs', 'simd'] as const).map(
      (engine) => new QNetwork({ environment, network, engine: engineNamed(engine), seed: 3 }),
    ) as [QNetwork, QNetwork];
    const batch = randomBatch({ name: 'planes', environment, network }, 6);
    expectClose(
      await ours.qValuesAsync(batch.observations),
      theirs.qValues(batch.observations),
      1e-4,
    );
    const result = await ours.updateAsync(batch);
    expectClose(result.tdErrors, theirs.update(batch).tdErrors, 1e-4);
    const [gradient, expected] = await Promise.all([ours.gradient(), theirs.gradient()]);
    for (const [name, { data }] of Object.entries(expected)) {
      expectClose(gradient[name]?.data as Float32Array, data, 1e-4);
    }
    ours.dispose();
    theirs.dispose();
  });

  test('an embedding trains', async () => {
    if (!(await setUpBackend(backend))) return;
    const agent = new DQNAgent({
      environment: corridorProbe(4),
      engine: tfjs(),
      network: embedding({ size: 8 }),
      optimizer: adam({ learningRate: 5e-2 }),
      policy: epsilonGreedy({ epsilon: 0.5 }),
      batchSize: 64,
      learningStarts: 100,
      replay: { capacity: 500 },
      discount: 0.8,
      targetUpdate: { everyUpdates: 5 },
      train: { everyEnvironmentSteps: 4, updates: 1 },
    });
    await train(agent, corridorProbe(4), { environmentSteps: 400 }).finish();
    const { mean } = await evaluate(agent, corridorProbe(4), { episodes: 1 });
    expect(mean).toBeCloseTo(1 - 2 * 0.01);
    agent.dispose();
  });
});

test('where reads are asynchronous only, the synchronous calls say what to do', async () => {
  if (!(await setUpBackend('webgpu'))) return;
  const agent = new DQNAgent({
    environment: sideProbe(),
    engine: tfjs(),
    network: mlp({ hidden: [4] }),
    policy: epsilonGreedy({ epsilon: 0 }),
    batchSize: 4,
    learningStarts: 4,
    beforeLearning: 'policy',
  });
  const observation = Float32Array.of(1);
  const { numTensors } = memory();
  expect(agent.reads).toBe('async');
  expect(() => agent.act(observation)).toThrow(/webgpu.*asynchronously.*actAsync/s);
  expect(() => agent.network.qValues(observation)).toThrow(
    expect.objectContaining({ name: 'BackendError' }),
  );
  const step = { observation, action: 0, reward: 1, nextObservation: Float32Array.of(2) };
  for (let count = 0; count < 4; count++) {
    agent.observe({ ...step, terminated: false, truncated: false });
  }
  expect(() => agent.learn()).toThrow('learnAsync');
  expect(memory().numTensors).toBe(numTensors);
  expect([0, 1]).toContain(await agent.actAsync(observation));
  expect((await agent.learnAsync()).updates).toBe(1);
  agent.dispose();
});

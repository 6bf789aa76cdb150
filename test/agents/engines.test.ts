import { setBackend } from '@tensorflow/tfjs-core';
import { describe, expect, test, vi } from 'vitest';
import { DQNAgent } from '../../src/agents/dqnAgent.ts';
import type { DQNAgentOptions } from '../../src/agents/dqnAgentOptions.ts';
import { memoryStore } from '../../src/state/memoryStore.ts';
import { hasRelaxedSimd } from '../../src/engines/simd/kernels.ts';
import { cnn } from '../../src/networks/cnn.ts';
import { embedding } from '../../src/networks/embedding.ts';
import { mlp } from '../../src/networks/mlp.ts';
import { adam } from '../../src/optimizers/optimizer.ts';
import { epsilonGreedy } from '../../src/policies/epsilonGreedy.ts';
import { Box } from '../../src/spaces/box.ts';
import { Discrete } from '../../src/spaces/discrete.ts';
import { evaluate } from '../../src/training/evaluate.ts';
import { train } from '../../src/training/train.ts';
import { setUpBackend } from '../support/backends.ts';
import { corridorProbe, sideProbe } from '../support/probes.ts';
import { simd } from '../../src/engines/simd/simd.ts';
import { tfjs } from '../../src/engines/tfjs/tfjs.ts';

/** What the simd engine runs on here. */
const backend = hasRelaxedSimd() ? 'wasm relaxed simd' : 'wasm simd';

function makeAgent(options: Partial<DQNAgentOptions> = {}): DQNAgent {
  return new DQNAgent({
    environment: sideProbe(),
    network: mlp({ hidden: [16] }),
    optimizer: adam({ learningRate: 3e-3 }),
    batchSize: 16,
    learningStarts: 32,
    replay: { capacity: 500 },
    discount: 0.5,
    targetUpdate: { everyUpdates: 50 },
    ...options,
  });
}

const image = {
  observationSpace: new Box({ low: 0, high: 1, shape: [4, 4, 1] }),
  actionSpace: new Discrete(2),
};

describe('the default', () => {
  test('is simd before any backend is set up', () => {
    const agent = makeAgent();
    expect(agent.engine).toEqual({ name: 'simd', backend });
    expect([0, 1]).toContain(agent.act(Float32Array.of(1), { explore: false }));
    agent.dispose();
  });

  test.each(['cpu', 'wasm'] as const)('is simd where the backend is %s', async (tfjsBackend) => {
    await setUpBackend(tfjsBackend);
    const agent = makeAgent();
    expect(agent.engine.name).toBe('simd');
    expect(agent.options.engine.name).toBe('simd');
    expect(agent.summary()).toContain(`simd on ${backend}`);
    agent.dispose();
  });

  test('is simd for convolutions too', () => {
    const convolutions = [{ filters: 2, kernelSize: 2 }];
    const agent = makeAgent({ environment: image, network: cnn({ convolutions, hidden: [] }) });
    expect(agent.engine).toEqual({ name: 'simd', backend });
    agent.dispose();
  });

  test('says why it cannot run where WebAssembly has no SIMD, then the way out', async () => {
    await setUpBackend('cpu');
    const validate = vi.spyOn(WebAssembly, 'validate').mockReturnValue(false);
    try {
      expect(() => makeAgent()).toThrow(
        expect.objectContaining({
          name: 'BackendError',
          message: expect.stringMatching(
            /^The engine simd\(\) cannot run here: WebAssembly with SIMD is missing.*tfjs\(\).*deepq\/tfjs/,
          ) as string,
        }),
      );
      const agent = makeAgent({ engine: tfjs() });
      expect(agent.engine).toEqual({ name: 'tfjs', backend: 'cpu' });
      agent.dispose();
    } finally {
      validate.mockRestore();
    }
  });

  test('says why it cannot run where a page forbids WebAssembly', () => {
    const instance = vi.spyOn(WebAssembly, 'Instance').mockImplementation(function () {
      throw new WebAssembly.CompileError("Refused by 'wasm-unsafe-eval'");
    });
    try {
      expect(() => makeAgent()).toThrow(
        /^The engine simd\(\) cannot run here.*Content-Security-Policy.*Refused by.*tfjs\(\).*deepq\/tfjs/,
      );
    } finally {
      instance.mockRestore();
    }
  });
});

describe('simd', () => {
  test.each([
    ['huber, double', {}],
    ['dueling, mse, plain', { network: mlp({ hidden: [16], dueling: true }), loss: 'mse' }],
    ['soft target updates', { targetUpdate: { fraction: 0.05 } }],
  ] satisfies [string, Partial<DQNAgentOptions>][])('learns a probe: %s', async (_, options) => {
    const agent = makeAgent({ engine: simd(), ...options });
    await train(agent, sideProbe(), { environmentSteps: 800 }).finish();
    const { mean } = await evaluate(agent, sideProbe(), { episodes: 40 });
    expect(mean).toBe(5);
    agent.dispose();
  });

  test('learns a corridor of states, through an embedding', async () => {
    const agent = makeAgent({
      engine: simd(),
      environment: corridorProbe(),
      network: embedding({ size: 8, hidden: [16] }),
      policy: epsilonGreedy({ epsilon: 0.3 }),
      discount: 0.9,
    });
    await train(agent, corridorProbe(), { environmentSteps: 1500 }).finish();
    const { mean } = await evaluate(agent, corridorProbe(), { episodes: 3 });
    expect(mean).toBeCloseTo(1 - 4 * 0.01);
    agent.dispose();
  });

  test('the same seed gives the same weights, another seed others', async () => {
    const run = async (seed: number) => {
      const agent = makeAgent({ engine: simd(), seed });
      await train(agent, sideProbe(), { environmentSteps: 300, seed }).finish();
      const weights = await agent.network.getWeights();
      agent.dispose();
      return weights;
    };
    expect(await run(7)).toEqual(await run(7));
    expect(await run(8)).not.toEqual(await run(7));
  });

  test('agents move between the engines, and go on alike', async () => {
    await setUpBackend('cpu');
    await setBackend('cpu');
    const [one, other] = [makeAgent({ engine: simd() }), makeAgent({ engine: tfjs(), seed: 5 })];
    await train(one, sideProbe(), { environmentSteps: 100 }).finish();
    const store = memoryStore();
    await one.save(store);
    await other.load(store);
    expect(await other.getState()).toEqual(await one.getState());
    for (const agent of [one, other]) agent.learn();
    const [ours, theirs] = [await one.network.getWeights(), await other.network.getWeights()];
    for (const [name, { data }] of Object.entries(ours)) {
      data.forEach((weight, index) => {
        expect(weight).toBeCloseTo(theirs[name]?.data[index] ?? NaN, 5);
      });
    }
    one.dispose();
    other.dispose();
  });

  test('values that were handed out stay as they are', () => {
    const agent = makeAgent({ engine: simd() });
    const one = agent.network.qValues(Float32Array.of(1));
    const copy = one.slice();
    agent.network.qValues(Float32Array.of(-1));
    expect(one).toEqual(copy);
    agent.dispose();
  });
});

import fc from 'fast-check';
import * as inNode from 'onnxruntime-node';
import * as onTheWeb from 'onnxruntime-web';
import { describe, expect, test } from 'vitest';
import { exportOnnx } from '../../src/deployment/exportOnnx.ts';
import { simd } from '../../src/engines/simd/simd.ts';
import { OptionsError } from '../../src/errors.ts';
import { qHead } from '../../src/heads/qHead.ts';
import { natureCnn } from '../../src/networks/knownCnns.ts';
import { mlp } from '../../src/networks/mlp.ts';
import type { QNetwork } from '../../src/qnetwork/qNetwork.ts';
import { createRandom } from '../../src/random/createRandom.ts';
import { Box } from '../../src/spaces/box.ts';
import { Discrete } from '../../src/spaces/discrete.ts';
import type { Observation } from '../../src/spaces/space.ts';
import { engineCases } from '../engines/cases.ts';
import { exportedHeads } from './heads.ts';
import { drawnNetwork } from './drawnWeights.ts';
import { randomNetwork } from './randomNetwork.ts';

const engine = simd({ relaxed: false });
const box = {
  observationSpace: new Box({ low: -1, high: 1, shape: [3] }),
  actionSpace: new Discrete(4),
};

/** Both run the same models, each with kernels of its own: native code, and WebAssembly. */
const runtimes = { 'onnxruntime-node': inNode, 'onnxruntime-web': onTheWeb } as const;
type Runtime = keyof typeof runtimes;

/** What a runtime makes of a model, for a batch of observations. */
async function run(
  runtime: Runtime,
  model: Uint8Array,
  network: QNetwork,
  observations: readonly Observation[],
): Promise<Float32Array> {
  const { InferenceSession, Tensor } = runtimes[runtime];
  const session = await InferenceSession.create(model);
  const { observationSpace } = network.spaces;
  const shape = [observations.length, ...observationSpace.shape];
  const numbers = observations.flatMap((observation) =>
    typeof observation === 'number' ? [observation] : [...observation],
  );
  const input =
    observationSpace.kind === 'discrete'
      ? new Tensor('int64', BigInt64Array.from(numbers, BigInt), shape)
      : observationSpace.dtype === 'uint8'
        ? new Tensor('uint8', Uint8Array.from(numbers), shape)
        : new Tensor('float32', Float32Array.from(numbers), shape);
  const { values } = await session.run({ observation: input });
  await session.release();
  expect(values?.dims).toEqual([observations.length, network.architecture.actions]);
  return values?.data as Float32Array;
}

/** In both runtimes, values within 1e-5 of the network's, relative to the largest, or to 1. */
async function expectClose(network: QNetwork, seed = 1): Promise<void> {
  const random = createRandom(seed);
  const { observationSpace } = network.spaces;
  const observations = [0, 1, 2].map(() => observationSpace.sample(random));
  const model = await exportOnnx(network);
  const expected = observations.flatMap((observation) => [...network.qValues(observation)]);
  const largest = Math.max(1, ...expected.map(Math.abs));
  for (const runtime of Object.keys(runtimes) as Runtime[]) {
    const values = await run(runtime, model, network, observations);
    expected.forEach((value, index) => {
      const distance = Math.abs((values[index] as number) - value) / largest;
      expect(distance, runtime).toBeLessThan(1e-5);
    });
  }
  network.dispose();
}

describe('ONNX Runtime', () => {
  test.each(engineCases)('$name', async ({ environment, network }) => {
    await expectClose(drawnNetwork({ environment, network, head: qHead(), engine }));
  });

  test.each(exportedHeads)('%s', async (_, head) => {
    for (const spec of [mlp({ hidden: [6, 5] }), mlp({ hidden: [6], dueling: [4] })]) {
      await expectClose(drawnNetwork({ environment: box, network: spec, head, engine }));
    }
  });

  test('natureCnn', async () => {
    const pixels = new Box({ low: 0, high: 255, shape: [4, 84, 84], dtype: 'uint8' });
    const environment = { observationSpace: pixels, actionSpace: new Discrete(4) };
    await expectClose(
      drawnNetwork({ environment, network: natureCnn(), head: qHead(), engine }, 1, 0.03),
    );
  });
});

test('random architectures', async () => {
  await fc.assert(
    fc.asyncProperty(randomNetwork, fc.integer({ min: 1, max: 999 }), async (drawn, seed) => {
      await expectClose(drawnNetwork({ ...drawn, engine }, seed), seed);
    }),
    { numRuns: 60 },
  );
});

test('options of other functions are refused', async () => {
  const source = drawnNetwork({ environment: box, network: mlp({ hidden: [4] }) });
  const withOptions = exportOnnx as (source: unknown, options: object) => Promise<unknown>;
  await expect(withOptions(source, { precision: 'float16' })).rejects.toThrow(/has no options/);
});

test('other things are refused', async () => {
  await expect(exportOnnx({} as never)).rejects.toThrow(OptionsError);
});

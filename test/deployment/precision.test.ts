import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { exportPolicy } from '../../src/deployment/exportPolicy.ts';
import { policyAgreement } from '../../src/deployment/policyAgreement.ts';
import { simd } from '../../src/engines/simd/simd.ts';
import { CheckpointError, ShapeError, ValueError } from '../../src/errors.ts';
import { natureCnn } from '../../src/networks/knownCnns.ts';
import { mlp } from '../../src/networks/mlp.ts';
import { loadPolicy } from '../../src/policy/loadPolicy.ts';
import { QNetwork } from '../../src/qnetwork/qNetwork.ts';
import { createRandom } from '../../src/random/createRandom.ts';
import { Box } from '../../src/spaces/box.ts';
import { Discrete } from '../../src/spaces/discrete.ts';

const environment = {
  observationSpace: new Box({ low: -1, high: 1, shape: [8] }),
  actionSpace: new Discrete(4),
};
const engine = simd({ relaxed: false });
const spec = mlp({ hidden: [32, 32] });
const make = (seed: number): QNetwork => new QNetwork({ environment, network: spec, seed, engine });
const observationsOf = (count: number): Float32Array[] => {
  const random = createRandom(7);
  return Array.from({ length: count }, () => environment.observationSpace.sample(random));
};

describe('the weights of a linear network are its values', () => {
  // Of the observation e_i the values are row i of the kernel, and the biases.
  const inputs = 3;
  const space = {
    observationSpace: new Box({ low: 0, high: 1, shape: [inputs] }),
    actionSpace: new Discrete(2),
  };
  const weightsBack = async (kernel: readonly number[], precision: 'float16' | 'int8') => {
    const network = new QNetwork({ environment: space, network: mlp({ hidden: [] }), engine });
    network.setWeights({
      'output.kernel': { shape: [inputs, 2], data: Float32Array.from(kernel) },
      'output.bias': { shape: [2], data: new Float32Array(2) },
    });
    const policy = loadPolicy(await exportPolicy(network, { precision }));
    network.dispose();
    return [0, 1, 2].flatMap((row) => {
      return [
        ...policy.values(Float32Array.from({ length: inputs }, (_, at) => Number(at === row))),
      ];
    });
  };
  const kernels = fc.array(fc.float({ min: -100, max: 100, noNaN: true }), {
    minLength: 6,
    maxLength: 6,
  });

  test('float16 rounds to 11 binary digits', async () => {
    await fc.assert(
      fc.asyncProperty(kernels, async (kernel) => {
        (await weightsBack(kernel, 'float16')).forEach((weight, index) => {
          const exact = kernel[index] as number;
          const bound = Math.max(Math.abs(exact) * 2 ** -11, 2 ** -25);
          expect(Math.abs(weight - exact)).toBeLessThanOrEqual(bound);
        });
      }),
      { numRuns: 50 },
    );
  });

  test('int8 is off by half a step, of which there are 127 to the largest weight of a unit', async () => {
    await fc.assert(
      fc.asyncProperty(kernels, async (kernel) => {
        const largest = [0, 1].map((unit) =>
          Math.max(...[0, 2, 4].map((row) => Math.abs(kernel[row + unit] as number))),
        );
        (await weightsBack(kernel, 'int8')).forEach((weight, index) => {
          const step = (largest[index % 2] as number) / 127;
          const error = Math.abs(weight - (kernel[index] as number));
          // A step is rounded to single precision, whose smallest number is 2^-149.
          expect(error).toBeLessThanOrEqual(step * (0.5 + 1e-4) + 127 * 2 ** -149);
        });
      }),
      { numRuns: 50 },
    );
  });
});

describe('policyAgreement', () => {
  test('finds no difference in single precision', async () => {
    const network = make(1);
    const agreement = await policyAgreement(
      network,
      await exportPolicy(network),
      observationsOf(50),
    );
    expect(agreement).toMatchObject({ observations: 50, sameActions: 1, largestDifference: 0 });
    expect(agreement.largestValue).toBeGreaterThan(0);
  });

  test('finds little in half precision, and more in bytes', async () => {
    const network = make(2);
    const observations = observationsOf(200);
    const measure = async (precision: 'float16' | 'int8') =>
      policyAgreement(network, await exportPolicy(network, { precision }), observations);
    const half = await measure('float16');
    const bytes = await measure('int8');
    expect(half.largestDifference).toBeGreaterThan(0);
    expect(half.largestDifference).toBeLessThan(2e-4);
    expect(half.sameActions).toBeGreaterThan(0.98);
    expect(bytes.largestDifference).toBeGreaterThan(half.largestDifference);
    expect(bytes.largestDifference).toBeLessThan(1e-2);
    expect(bytes.sameActions).toBeGreaterThan(0.9);
  });

  test('tells the policy of one agent from another agent', async () => {
    const agreement = await policyAgreement(
      make(1),
      await exportPolicy(make(2)),
      observationsOf(100),
    );
    expect(agreement.sameActions).toBeLessThan(0.9);
    expect(agreement.largestDifference).toBeGreaterThan(0.05);
  });

  test('refuses no observations, others, and bytes that are no policy', async () => {
    const network = make(1);
    const file = await exportPolicy(network);
    await expect(policyAgreement(network, file, [])).rejects.toThrow(ValueError);
    const other = [Float32Array.of(1)];
    await expect(policyAgreement(network, file, other)).rejects.toThrow(ShapeError);
    await expect(policyAgreement(network, file.slice(1), other)).rejects.toThrow(CheckpointError);
    await expect(policyAgreement(network, file, 3 as never)).rejects.toThrow(ValueError);
  });
});

test('files take 4, 2 and 1 bytes a weight', async () => {
  const pixels = new Box({ low: 0, high: 255, shape: [4, 84, 84], dtype: 'uint8' });
  const images = { observationSpace: pixels, actionSpace: new Discrete(4) };
  const network = new QNetwork({ environment: images, network: natureCnn(), engine });
  const count = network.architecture.parameterCount;
  for (const [precision, bytes] of [
    ['float32', 4],
    ['float16', 2],
    ['int8', 1],
  ] as const) {
    const file = await exportPolicy(network, { precision });
    expect(file.length).toBeGreaterThan(bytes * count);
    expect(file.length).toBeLessThan(bytes * count * 1.01 + 1_000);
  }
  const observation = pixels.sample(createRandom(1));
  const policy = loadPolicy(await exportPolicy(network));
  expect(policy.values(observation)).toEqual(network.qValues(observation));
  network.dispose();
});

import { describe, expect, test } from 'vitest';
import { buildArchitecture } from '../../src/networks/buildArchitecture.ts';
import { initialWeights } from '../../src/networks/initialize.ts';
import { mlp } from '../../src/networks/mlp.ts';
import { adamw } from '../../src/optimizers/adamw.ts';
import { learningRateAt } from '../../src/optimizers/learningRate.ts';
import { adam, rmsprop, sgd, type OptimizerSpec } from '../../src/optimizers/optimizer.ts';
import { radam } from '../../src/optimizers/radam.ts';
import { createRandom } from '../../src/random/createRandom.ts';
import { Box } from '../../src/spaces/box.ts';
import { Discrete } from '../../src/spaces/discrete.ts';
import { setUpBackend } from '../support/backends.ts';
import { engineNamed } from './engineNamed.ts';

/** One step on a single weight in double precision, as the papers write it. */
type Reference = (
  weight: number,
  gradient: number,
  memory: number[],
  step: number,
  isBias: boolean,
) => number;

/** Adam's `m̂` and `v̂`, with β₁ = 0.8 and β₂ = 0.95. */
function means(gradient: number, memory: number[], step: number): [first: number, second: number] {
  memory[0] = 0.8 * (memory[0] ?? 0) + 0.2 * gradient;
  memory[1] = 0.95 * (memory[1] ?? 0) + 0.05 * gradient ** 2;
  return [memory[0] / (1 - 0.8 ** step), memory[1] / (1 - 0.95 ** step)];
}

const adamOptions = { learningRate: 0.02, beta1: 0.8, beta2: 0.95, epsilon: 1e-3 };

const cases: { name: string; optimizer: OptimizerSpec; reference: Reference }[] = [
  {
    name: 'adam',
    optimizer: adam(adamOptions),
    reference(weight, gradient, memory, step) {
      const [first, second] = means(gradient, memory, step);
      return weight - (0.02 * first) / (Math.sqrt(second) + 1e-3);
    },
  },
  {
    name: 'adamw',
    optimizer: adamw({ ...adamOptions, weightDecay: 2 }),
    reference(weight, gradient, memory, step, isBias) {
      const [first, second] = means(gradient, memory, step);
      const decay = isBias ? 0 : 0.02 * 2 * weight;
      return weight - decay - (0.02 * first) / (Math.sqrt(second) + 1e-3);
    },
  },
  {
    name: 'adamw, biases too',
    optimizer: adamw({ ...adamOptions, weightDecay: 2, decayBiases: true }),
    reference(weight, gradient, memory, step) {
      const [first, second] = means(gradient, memory, step);
      return weight - 0.02 * 2 * weight - (0.02 * first) / (Math.sqrt(second) + 1e-3);
    },
  },
  {
    name: 'radam',
    optimizer: radam(adamOptions),
    reference(weight, gradient, memory, step) {
      const [first, second] = means(gradient, memory, step);
      // ρ∞ = 2 / (1 − 0.95) − 1 = 39; ρ is 1, 1.98, 2.93, … and above 5 from the sixth step on.
      const length = 39 - (2 * step * 0.95 ** step) / (1 - 0.95 ** step);
      expect(length > 5).toBe(step >= 6);
      if (length < 5) return weight - 0.02 * first;
      const r = Math.sqrt(((length - 4) * (length - 2) * 39) / (35 * 37 * length));
      return weight - (0.02 * r * first) / (Math.sqrt(second) + 1e-3);
    },
  },
  {
    name: 'sgd',
    optimizer: sgd({ learningRate: 0.02 }),
    reference: (weight, gradient) => weight - 0.02 * gradient,
  },
  {
    name: 'sgd with momentum',
    optimizer: sgd({ learningRate: 0.02, momentum: 0.7 }),
    reference(weight, gradient, memory) {
      memory[0] = 0.7 * (memory[0] ?? 0) + gradient;
      return weight - 0.02 * memory[0];
    },
  },
  {
    name: 'rmsprop',
    optimizer: rmsprop({ learningRate: 0.02, decay: 0.9, epsilon: 0.01 }),
    reference(weight, gradient, memory) {
      memory[0] = 0.9 * (memory[0] ?? 0) + 0.1 * gradient ** 2;
      return weight - (0.02 * gradient) / (Math.sqrt(memory[0]) + 0.01);
    },
  },
  {
    name: 'centered rmsprop',
    optimizer: rmsprop({ learningRate: 0.02, decay: 0.9, epsilon: 0.01, centered: true }),
    reference(weight, gradient, memory) {
      memory[0] = 0.9 * (memory[0] ?? 0) + 0.1 * gradient ** 2;
      memory[1] = 0.9 * (memory[1] ?? 0) + 0.1 * gradient;
      return weight - (0.02 * gradient) / (Math.sqrt(memory[0] - memory[1] ** 2) + 0.01);
    },
  },
];

describe.each([
  ['tfjs', null, 8192],
  ['tfjs', 0.5, 8192],
  ['tfjs', 0.5, 1],
  ['tfjs', 0.5, 6],
  ['simd', null, 1],
  ['simd', 0.5, 1],
] as const)(
  '%s, gradientClipNorm %s, large arrays from %s',
  (choice, gradientClipNorm, largeArray) => {
    test.each(cases)(
      '$name takes the steps of its definition',
      async ({ optimizer, reference }) => {
        await setUpBackend('wasm');
        const random = createRandom(5);
        const space = new Box({ low: -9, high: 9, shape: [3] });
        const architecture = buildArchitecture(mlp({ hidden: [4] }), space, new Discrete(2));
        const weights = initialWeights(architecture, random);
        const engine = engineNamed(choice, { largeArray }).create({
          architecture,
          optimizer,
          gradientClipNorm,
          weights,
        });
        const expected = Float64Array.from(weights);
        const memories = Array.from(expected, (): number[] => []);

        for (let step = 1; step <= 8; step++) {
          const pass = engine.forwardForTraining(
            Float32Array.from({ length: 15 }, () => random.normal()),
            5,
          );
          pass.outputs.discard();
          pass.backward(
            Float32Array.from({ length: 10 }, () => random.normal()),
            learningRateAt(optimizer, step - 1),
          );
          const gradient = engine.gradient().sync();
          const norm = Math.hypot(...gradient);
          expect(Math.abs(engine.gradientNorm / norm - 1)).toBeLessThan(1e-5);
          const factor = gradientClipNorm !== null && norm > 0.5 ? 0.5 / norm : 1;
          if (gradientClipNorm !== null) expect(factor).toBeLessThan(1);
          const isBias = (index: number): boolean =>
            architecture.parameters.some(
              ({ name, offset, size }) =>
                name.endsWith('.bias') && index >= offset && index < offset + size,
            );
          gradient.forEach((slope, index) => {
            const memory = memories[index] ?? [];
            expected[index] = reference(
              ...[expected[index] ?? NaN, slope * factor, memory, step, isBias(index)],
            );
          });
        }
        const { online, updates } = await engine.getState();
        expect(updates).toBe(8);
        online.forEach((weight, index) => {
          expect(Math.abs(weight - (expected[index] ?? NaN))).toBeLessThan(1e-5);
        });
        engine.dispose();
      },
    );
  },
);

test('a schedule of the learning rate counts updates', () => {
  const optimizer = adam({ learningRate: (updates) => 1 / (1 + updates) });
  expect([0, 1, 3].map((updates) => learningRateAt(optimizer, updates))).toEqual([1, 0.5, 0.25]);
  const broken = adam({ learningRate: () => -1 });
  expect(() => learningRateAt(broken, 7)).toThrow('learningRate returned -1 at count 7');
});

test.each([
  () => adam({ learningRate: 0 }),
  () => adam({ learningRate: NaN }),
  () => adam({ learningRate: 1, beta1: 1 }),
  () => adam({ learningRate: 1, epsilon: 0 }),
  () => adam({ learningRate: 1, lazyRows: 1 as never }),
  () => adamw({ learningRate: 0 }),
  () => adamw({ learningRate: 1, weightDecay: -0.1 }),
  () => adamw({ learningRate: 1, decayBiases: 'no' as never }),
  () => adamw({ learningRate: 1, beta2: 1 }),
  () => adamw({ learningRate: 1, decay: 1 } as never),
  () => radam({ learningRate: 1, epsilon: 0 }),
  () => radam({ learningRate: 1, lazyRows: true } as never),
  () => sgd({ learningRate: 1, momentum: -0.1 }),
  () => rmsprop({ learningRate: 1, decay: 2 }),
  () => adam({ learningRate: 1, beta3: 1 } as never),
])('an impossible option is refused: %s', (make) => {
  expect(make).toThrow(expect.objectContaining({ name: 'OptionsError' }));
});

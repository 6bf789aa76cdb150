import { describe, expect, test } from 'vitest';
import { Arena } from '../../../src/engines/simd/arena.ts';
import type { ActionKernels } from '../../../src/engines/simd/layers/denseOfActions.ts';
import { createWorkspace, type PassName } from '../../../src/engines/simd/workspace.ts';
import { buildArchitecture } from '../../../src/networks/buildArchitecture.ts';
import { initialWeights } from '../../../src/networks/initialize.ts';
import { mlp, type MlpOptions } from '../../../src/networks/mlp.ts';
import { drawNoise } from '../../../src/networks/noise.ts';
import { sgd } from '../../../src/optimizers/optimizer.ts';
import { createRandom } from '../../../src/random/createRandom.ts';
import { Box } from '../../../src/spaces/box.ts';
import { Discrete } from '../../../src/spaces/discrete.ts';
import { expectClose } from '../expectClose.ts';
import { makeOn } from '../onEngine.ts';
import { builds } from './support.ts';
import { loadKernels } from '../../../src/engines/simd/kernels.ts';

const plain = { optimizer: sgd({ learningRate: 0.1 }), gradientClipNorm: null };
const space = new Box({ low: -Infinity, high: Infinity, shape: [3] });

/** A gradient in the outputs of the actions that were taken; `null` for those of all. */
function gradientOf(batch: number, actions: number, width: number, taken: number[] | null) {
  const random = createRandom(batch);
  return Float32Array.from({ length: batch * actions * width }, (_, index) => {
    const row = Math.floor(index / (actions * width));
    const action = Math.floor(index / width) % actions;
    const value = random.normal();
    return !taken || taken[row] === action ? value : 0;
  });
}

describe.each(builds)('$backend', ({ relaxed }) => {
  test.each([
    [1, 1, 8, 5],
    [7, 3, 9, 4],
    [13, 4, 51, 11],
    [5, 6, 8, 1],
  ])(
    'as the dense layer, to the bit: %i rows, %i actions of %i',
    (batch, actions, width, inputs) => {
      const memory = new WebAssembly.Memory({ initial: 4 });
      const kernels: ActionKernels = loadKernels(memory, relaxed);
      const random = createRandom(1);
      const floats = new Float32Array(memory.buffer);
      let end = 64;
      const put = (length: number, value: (index: number) => number): number => {
        const place = end;
        for (let index = 0; index < length; index++) floats[place / 4 + index] = value(index);
        end += 4 * (length + 64);
        return place;
      };
      const units = actions * width;
      // The last action is never taken, and one row has no gradient at all.
      const taken = Array.from({ length: batch }, (_, row) =>
        row === 3 ? -1 : row % Math.max(1, actions - 1),
      );
      const slopes = gradientOf(batch, actions, width, taken);
      const x = put(batch * inputs, () => random.normal());
      const dz = put(slopes.length, (index) => slopes[index]!);
      const kernel = put(inputs * units, () => random.normal());
      const places = [0, 1].map(() => [
        put(inputs * units, () => NaN),
        put(batch * inputs, () => NaN),
      ]);
      const [[dkernel, dx], [ours, oursX]] = places as [[number, number], [number, number]];
      const found = put(batch, () => NaN);
      const scratch = end;
      kernels.denseKernelGradient(x, dz, dkernel, batch, inputs, units, scratch);
      kernels.denseInputGradient(dz, kernel, dx, batch, inputs, units, 0, scratch);
      const sizes = [batch, inputs, actions, width] as const;
      const by = (add: number): boolean => {
        if (kernels.findActions(dz, batch, actions, width, found) === 0) return false;
        const given = [x, dz, kernel, ours, oursX, found, ...sizes, add] as const;
        // Action by action, as threads do.
        for (let each = 0; each < actions; each++) {
          kernels.gradientsByAction(...given, each, 1, scratch);
        }
        return true;
      };
      expect(by(0)).toBe(true);
      const read = (place: number, length: number): number[] => [
        ...floats.subarray(place / 4, place / 4 + length),
      ];
      expect(read(ours, inputs * units)).toEqual(read(dkernel, inputs * units));
      expect(read(oursX, batch * inputs)).toEqual(read(dx, batch * inputs));
      const add = 1;
      kernels.denseInputGradient(dz, kernel, dx, batch, inputs, units, add, scratch);
      by(add);
      expect(read(oursX, batch * inputs)).toEqual(read(dx, batch * inputs));
      if (actions === 1) return;
      floats[dz / 4 + width * actions - 1] = 1;
      floats[dz / 4] = 1;
      expect(by(0)).toBe(false);
      floats[dz / 4] = NaN;
      expect(by(0)).toBe(false);
    },
  );
});

describe.each<[string, Partial<MlpOptions>]>([
  ['plain', {}],
  ['noisy', { noisy: {} }],
  ['dueling', { dueling: [6] }],
  ['dueling without layers before', { hidden: [], dueling: true }],
  ['dueling, noisy', { dueling: [6], noisy: {} }],
])('a distribution for each action, %s', (_, options) => {
  test('outputs of the actions that are wanted are those of the whole pass', async () => {
    const [actions, width] = [3, 9];
    const spec = mlp({ hidden: [5], activation: 'tanh', ...options });
    const architecture = buildArchitecture(spec, space, new Discrete(actions), width);
    const random = createRandom(2);
    const weights = initialWeights(architecture, random);
    const draws = { noise: drawNoise(architecture, random), fractions: null };
    const engine = await makeOn('simd', { architecture, weights, ...plain });
    for (const batch of [1, 3, 7]) {
      const rows = Float32Array.from({ length: batch * 3 }, () => random.normal());
      const taken = Array.from({ length: batch }, (__, row) => (2 * row) % actions);
      const all = engine.forward('online', rows, batch, draws).sync().slice();
      const some = engine.forwardForTraining(rows, batch, draws, taken).outputs.sync().slice();
      const pick = (outputs: Float32Array): number[] =>
        taken.flatMap((action, row) => {
          const first = (row * actions + action) * width;
          return [...outputs.subarray(first, first + width)];
        });
      // Of a dueling network the mean over actions is taken off the weights, not the outputs.
      if ('dueling' in options) expectClose(pick(some), pick(all), 1e-6);
      else expect(pick(some)).toEqual(pick(all));
      const wanted = new Set(taken.map((action, row) => row * actions + action));
      const isWanted = (index: number): boolean => wanted.has(Math.floor(index / width));
      expect(some.filter((value, index) => value !== 0 && !isWanted(index))).toHaveLength(0);
      // A pass that wants all gives all again.
      const again = engine.forwardForTraining(rows, batch, draws).outputs.sync();
      expect([...again]).toEqual([...all]);
    }
    engine.dispose();
  });

  test.each([
    ['of the action that was taken', [2, 0, 1, 1, 2, 2, 0]],
    ['of all actions', null],
  ])('the gradient %s is that of the other engine', async (__, taken) => {
    const [batch, actions, width] = [7, 3, 9];
    const spec = mlp({ hidden: [5], activation: 'tanh', ...options });
    const architecture = buildArchitecture(spec, space, new Discrete(actions), width);
    const random = createRandom(2);
    const weights = initialWeights(architecture, random);
    const draws = { noise: drawNoise(architecture, random), fractions: null };
    const rows = Float32Array.from({ length: batch * 3 }, () => random.normal());
    const upstream = gradientOf(batch, actions, width, taken);
    const gradients: Float32Array[] = [];
    for (const name of ['simd', 'tfjs on cpu'] as const) {
      const engine = await makeOn(name, { architecture, weights, ...plain });
      const pass = engine.forwardForTraining(rows, batch, draws);
      pass.outputs.discard();
      pass.backward(upstream, 0.1);
      gradients.push(engine.gradient().sync().slice());
      engine.dispose();
    }
    expectClose(gradients[0]!, [...gradients[1]!], 1e-5);
  });
});

test('a pass outside of updates takes no room for single actions', () => {
  const [actions, width] = [4, 51];
  const spec = mlp({ hidden: [64], dueling: true });
  const architecture = buildArchitecture(spec, space, new Discrete(actions), width);
  const roomOf = (name: PassName): number => {
    const arena = new Arena(new WebAssembly.Memory({ initial: 1 }));
    return createWorkspace(arena, architecture, 1_000, 1_000, name).scratchSize;
  };
  // A row of the features and of an action's outputs is packed for each row of a batch.
  expect(roomOf('target') - roomOf('online')).toBeGreaterThan(1_000 * (64 + width));
  expect(roomOf('training')).toBeGreaterThanOrEqual(roomOf('target'));
});

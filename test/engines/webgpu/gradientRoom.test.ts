import { expect, test } from 'vitest';
import type { Buffers, Slice } from '../../../src/engines/webgpu/buffers.ts';
import { placeInKernel, type GradientRoom } from '../../../src/engines/webgpu/gradientRoom.ts';
import { layOutWeights } from '../../../src/engines/webgpu/layout.ts';
import type { DeviceModel } from '../../../src/engines/webgpu/model.ts';
import { PlanBuilder } from '../../../src/engines/webgpu/planBuilder.ts';
import { buildArchitecture } from '../../../src/networks/buildArchitecture.ts';
import { mlp } from '../../../src/networks/mlp.ts';
import { Box } from '../../../src/spaces/box.ts';
import { Discrete } from '../../../src/spaces/discrete.ts';

/** Kernels and biases of 3 × 5 and 5 × 2, with deviations: 15, 5, 15, 5, 10, 2, 10 and 2 numbers. */
function makeBuilder(): PlanBuilder {
  const space = new Box({ low: -1, high: 1, shape: [3] });
  const architecture = buildArchitecture(mlp({ hidden: [5], noisy: {} }), space, new Discrete(2));
  const slice = { offset: 0, length: 4 } as Slice;
  const model = { architecture, layout: layOutWeights(architecture), gradient: slice };
  const shape = {
    lanes: ['online'],
    batch: 2,
    fractions: 1,
    bytes: false,
    training: true,
  } as const;
  const buffers = { allocate: () => slice } as unknown as Buffers;
  return new PlanBuilder(model as unknown as DeviceModel, shape, buffers);
}

/** What an expression of WGSL comes to, for part `s`, row `m` and unit `n`. */
function placeOf(room: GradientRoom, rows: number, units: number, at: readonly number[]): number {
  const text = placeInKernel(room, rows, units).replaceAll(/(\d)u/g, '$1').replace('==', '===');
  const evaluate = new Function(
    's, m, n',
    `const select = (no, yes, is) => (is ? yes : no); return ${text};`,
  ) as (...at: readonly number[]) => number;
  return evaluate(...at);
}

test('a gradient that is no sum goes to its place, however odd its arrays are', () => {
  const builder = makeBuilder();
  const room = builder.gradientRoom([0, 1, 2, 3], 1);
  expect(builder.segments).toEqual([]);
  expect(builder.partials).toBe(0);
  expect(room.places).toEqual([0, 16, 24, 40]);
  expect(placeOf(room, 3, 5, [0, 2, 4])).toBe(14);
  // The bias begins at a multiple of 4.
  expect(placeOf(room, 3, 5, [0, 3, 0])).toBe(16);
});

test('parts of sums are laid out as the gradient is: one piece of code sums up a layer', () => {
  const builder = makeBuilder();
  builder.gradientRoom([0, 1, 2, 3], 2);
  const room = builder.gradientRoom([4, 5, 6, 7], 3);
  expect(builder.segments).toEqual([
    { offset: 0, size: 48, start: 0, splits: 2 },
    { offset: 48, size: 32, start: 96, splits: 3 },
  ]);
  expect(builder.partials).toBe(96 + 96);
  expect(room.places).toEqual([96, 108, 112, 124]);
  expect(placeOf(room, 5, 2, [2, 5, 1])).toBe(108 + 64 + 1);
});

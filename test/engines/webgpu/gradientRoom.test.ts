import { expect, test } from 'vitest';
import type { Buffers, Slice } from '../../../src/engines/webgpu/buffers.ts';
import { placeInKernel } from '../../../src/engines/webgpu/gradientRoom.ts';
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

test('a gradient that is no sum goes to its place, however odd its arrays are', () => {
  const builder = makeBuilder();
  const room = builder.gradientRoom([0, 1, 2, 3], 1);
  expect(builder.segments).toEqual([]);
  expect(builder.partials).toBe(0);
  expect(room.places).toEqual([0, 16, 24, 40]);
  // The bias begins at a multiple of 4.
  const place = '0u + s * 0u + m * 5u + n + select(0u, 1u, m == 3u)';
  expect(placeInKernel(room, 3, 5)).toBe(place);
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
  const place = '96u + s * 32u + m * 2u + n + select(0u, 2u, m == 5u)';
  expect(placeInKernel(room, 5, 2)).toBe(place);
});

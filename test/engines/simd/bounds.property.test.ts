import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  loadKernels,
  type Kernels,
  type PartName,
  type Pointer,
} from '../../../src/engines/simd/kernels.ts';
import { SPILL_NUMBERS } from '../../../src/engines/simd/geometry.ts';
import { maxPoolKind } from '../../../src/networks/layers/maxPool.ts';
import { Box } from '../../../src/spaces/box.ts';
import { createRandom } from '../../../src/random/createRandom.ts';
import { fours, Room } from './room.ts';
import { builds } from './support.ts';

/** What a kernel is tried with. */
interface Shape {
  readonly batch: number;
  readonly inputs: number;
  readonly units: number;
  /** Any number from 0 to 4. */
  readonly choice: number;
}

const shapes = fc.record({
  batch: fc.integer({ min: 1, max: 20 }),
  inputs: fc.integer({ min: 1, max: 40 }),
  units: fc.integer({ min: 1, max: 40 }),
  choice: fc.integer({ min: 0, max: 4 }),
  seed: fc.integer({ min: 1, max: 1e6 }),
});

/** Those too that compute parts of others. */
type AllKernels = Kernels & Record<PartName, (...given: number[]) => number | undefined>;

/** The first half of so many and the second one: where each begins, and how many it has. */
function halves(count: number): readonly (readonly [number, number])[] {
  const half = Math.ceil(count / 2);
  return count === 1
    ? [[0, 1]]
    : [
        [0, half],
        [half, count - half],
      ];
}

/** Calls of every kernel, with room exactly as its description asks for. */
const calls: Record<string, (kernels: AllKernels, room: Room, shape: Shape) => void> = {
  denseColumns(kernels, room, { batch, inputs, units, choice }) {
    const [x, kernel, bias] = room.read(batch * inputs, inputs * units, units);
    const [y] = room.write(batch * units);
    const scratch = room.scratch(SPILL_NUMBERS + 8 * inputs);
    const sizes = [batch, inputs, units] as const;
    for (const [first, count] of halves(units)) {
      const at = 4 * first;
      const given = [x, kernel + at, bias + at, y + at, ...sizes, count, choice % 2, scratch];
      kernels.denseColumns(...given);
    }
  },
  denseInputColumns(kernels, room, { batch, inputs, units, choice }) {
    const [dz, kernel] = room.read(batch * units, inputs * units);
    const [dx] = room.write(batch * inputs);
    const scratch = room.scratch(SPILL_NUMBERS + 8 * units);
    const sizes = [batch, inputs, units] as const;
    for (const [first, count] of halves(inputs)) {
      const from = kernel + 4 * first * units;
      kernels.denseInputColumns(dz, from, dx + 4 * first, ...sizes, count, choice % 2, scratch);
    }
  },
  denseKernelColumns(kernels, room, { batch, inputs, units }) {
    const [transposed, dz] = room.read(inputs * batch, batch * units);
    const [gradient] = room.write(inputs * units);
    const scratch = room.scratch(SPILL_NUMBERS + 8 * batch);
    const sizes = [batch, inputs, units] as const;
    for (const [first, count] of halves(units)) {
      const at = 4 * first;
      kernels.denseKernelColumns(transposed, dz + at, gradient + at, ...sizes, count, scratch);
    }
  },
  transpose(kernels, room, { batch, inputs }) {
    const [from] = room.read(batch * inputs);
    const [to] = room.write(batch * inputs);
    for (const [first, count] of halves(inputs)) {
      kernels.transpose(from + 4 * first, batch, count, inputs, to + 4 * first * batch);
    }
  },
  packFilters(kernels, room, shape) {
    const { filters, patch, place } = convolution(shape);
    const [kernel] = room.read(patch * filters);
    const [packed] = room.write(patch * eights(filters));
    const geometry = place(room);
    const bytes = kernels.packFilters(kernel, geometry, filters, packed);
    expect(bytes).toBe(4 * patch * eights(filters));
  },
  packPatch(kernels, room, shape) {
    const { filters, patch, place } = convolution(shape);
    const [kernel] = room.read(patch * filters);
    const [packed] = room.write(filters * eights(patch));
    const geometry = place(room);
    const bytes = kernels.packPatch(kernel, geometry, patch, packed);
    expect(bytes).toBe(4 * filters * eights(patch));
  },
  convPanels(kernels, room, shape) {
    const { images, outputs, filters, patch, relu, place } = convolution(shape);
    const [x, packed, bias] = room.read(images, patch * eights(filters), filters);
    const [y] = room.write(outputs * filters);
    const scratch = room.scratch(SPILL_NUMBERS + PANEL_ROWS * patch);
    const geometry = place(room);
    for (const [first, count] of halves(shape.batch)) {
      const from = x + (4 * first * images) / shape.batch;
      const to = y + (4 * first * outputs * filters) / shape.batch;
      kernels.convPanels(from, packed, bias, to, geometry, count, relu, scratch);
    }
  },
  convInputPanels(kernels, room, shape) {
    const { images, outputs, filters, patch, place } = convolution(shape);
    const [dz, packed] = room.read(outputs * filters, filters * eights(patch));
    const [dx] = room.write(images);
    const scratch = room.scratch(SPILL_NUMBERS + PANEL_ROWS * patch);
    const geometry = place(room);
    for (const [first, count] of halves(shape.batch)) {
      const from = dz + (4 * first * outputs * filters) / shape.batch;
      const to = dx + (4 * first * images) / shape.batch;
      kernels.convInputPanels(from, packed, to, geometry, count, scratch);
    }
  },
  convKernelRows(kernels, room, shape) {
    const { images, outputs, filters, patch, place } = convolution(shape);
    const [x, dz] = room.read(images, outputs * filters);
    const [gradient] = room.write(patch * filters);
    const step = (Math.ceil(patch / 16) | 1) * 16;
    const scratch = room.scratch(SPILL_NUMBERS + PANEL_ROWS * (eights(filters) + step));
    const geometry = place(room);
    for (const [low, count] of halves(patch)) {
      const to = gradient + 4 * low * filters;
      kernels.convKernelRows(x, dz, to, geometry, shape.batch, low, count, scratch);
    }
  },
  someColumnSums(kernels, room, { batch, units }) {
    const [from] = room.read(batch * units);
    const [to] = room.write(units);
    for (const [first, count] of halves(units)) {
      kernels.someColumnSums(from + 4 * first, batch, units, count, to + 4 * first);
    }
  },
  squaresOfBlocks(kernels, room, { choice }) {
    const size = choice % 2 ? 4096 : 1024;
    const [from] = room.read(2 * size);
    const [to] = room.write(8);
    kernels.squaresOfBlocks(from, choice % 2, 2, to);
    const total =
      choice % 2 ? kernels.quickSumOfSquares(from, 2 * size) : kernels.sumOfSquares(from, 2 * size);
    expect(kernels.addUp(to, 4)).toBe(total);
  },
  addUp(kernels, room, { batch }) {
    const [from] = room.read(2 * batch);
    expect(kernels.addUp(from, batch)).not.toBeNaN();
  },
  sumOfSquaresOnto(kernels, room, { inputs, units }) {
    const [from] = room.read(fours(inputs * units));
    const alone = kernels.sumOfSquares(from, fours(inputs * units));
    const onto = kernels.sumOfSquaresOnto(alone, from, fours(inputs * units));
    expect(onto).toBeCloseTo(2 * alone, 6);
  },
  quickSumOfSquaresOnto(kernels, room, { inputs, units }) {
    const [from] = room.read(fours(inputs * units));
    const alone = kernels.quickSumOfSquares(from, fours(inputs * units));
    const onto = kernels.quickSumOfSquaresOnto(alone, from, fours(inputs * units));
    expect(onto).toBeCloseTo(2 * alone, 6);
  },
  interleaveImages(kernels, room, { batch, inputs, choice }) {
    const size = inputs * (1 + choice);
    const [from] = room.read(Math.ceil((batch * size) / 4));
    const [to] = room.write(batch * size);
    kernels.interleaveImages(from, to, inputs, 1 + choice, 0.5, batch);
  },
  denseForward(kernels, room, { batch, inputs, units, choice }) {
    const [x, kernel, bias] = room.read(batch * inputs, inputs * units, units);
    const [y] = room.write(batch * units);
    const scratch = room.scratch(SPILL_NUMBERS + 8 * inputs);
    kernels.denseForward(x, kernel, bias, y, batch, inputs, units, choice % 2, scratch);
  },
  denseInputGradient(kernels, room, { batch, inputs, units, choice }) {
    const [dz, kernel] = room.read(batch * units, inputs * units);
    const [dx] = room.write(batch * inputs);
    const scratch = room.scratch(SPILL_NUMBERS + 8 * units);
    kernels.denseInputGradient(dz, kernel, dx, batch, inputs, units, choice % 2, scratch);
  },
  denseKernelGradient(kernels, room, { batch, inputs, units }) {
    const [x, dz] = room.read(batch * inputs, batch * units);
    const [gradient] = room.write(inputs * units);
    const scratch = room.scratch(SPILL_NUMBERS + 8 * batch + batch * inputs);
    kernels.denseKernelGradient(x, dz, gradient, batch, inputs, units, scratch);
  },
  forwardByAction(kernels, room, { batch, inputs, units, choice }) {
    const actions = 1 + choice;
    const [x, kernel, bias] = room.read(batch * inputs, inputs * actions * units, actions * units);
    const [y] = room.write(batch * actions * units);
    const taken = room.indices(batch, actions);
    const scratch = room.scratch(SPILL_NUMBERS + 8 * inputs + batch * (1 + inputs + units));
    const sizes = [batch, inputs, actions, units] as const;
    for (const half of halves(actions)) {
      kernels.forwardByAction(x, kernel, bias, y, taken, ...sizes, ...half, scratch);
    }
  },
  findActions(kernels, room, { batch, units, choice }) {
    const actions = 1 + choice;
    // One action for each row, but for one shape in three.
    const taken = (row: number): number => (batch % 3 > 0 ? row % actions : -1);
    const [dz] = room.read(batch * actions * units);
    room.zero(dz, batch * actions * units, (index) => {
      const row = Math.floor(index / (actions * units));
      const action = Math.floor(index / units) % actions;
      return taken(row) >= 0 && taken(row) !== action;
    });
    const found = room.scratch(batch);
    kernels.findActions(dz, batch, actions, units, found);
  },
  gradientsByAction(kernels, room, { batch, inputs, units, choice }) {
    const actions = 1 + choice;
    const [x, kernel, dz] = room.read(
      batch * inputs,
      inputs * actions * units,
      batch * actions * units,
    );
    const [gradient] = room.write(inputs * actions * units);
    const taken = room.indices(batch, actions);
    const dx = choice > 2 ? 0 : room.write(batch * inputs)[0];
    const rows = batch * (1 + units + 2 * inputs);
    const scratch = room.scratch(SPILL_NUMBERS + 8 * Math.max(batch, units) + rows);
    const sizes = [batch, inputs, actions, units, inputs % 2] as const;
    for (const half of halves(actions)) {
      kernels.gradientsByAction(x, dz, kernel, gradient, dx, taken, ...sizes, ...half, scratch);
    }
  },
  convForward(kernels, room, shape) {
    const { images, outputs, filters, patch, relu, place } = convolution(shape);
    const [x, kernel, bias] = room.read(images, patch * filters, filters);
    const [y] = room.write(outputs * filters);
    const scratch = room.scratch(SPILL_NUMBERS + patch * eights(filters) + PANEL_ROWS * patch);
    kernels.convForward(x, kernel, bias, y, place(room), shape.batch, relu, scratch);
  },
  convInputGradient(kernels, room, shape) {
    const { images, outputs, filters, patch, place } = convolution(shape);
    const [dz, kernel] = room.read(outputs * filters, patch * filters);
    const [dx] = room.write(images);
    const scratch = room.scratch(SPILL_NUMBERS + filters * eights(patch) + PANEL_ROWS * patch);
    kernels.convInputGradient(dz, kernel, dx, place(room), shape.batch, scratch);
  },
  convKernelGradient(kernels, room, shape) {
    const { images, outputs, filters, patch, place } = convolution(shape);
    const [x, dz] = room.read(images, outputs * filters);
    const [gradient] = room.write(patch * filters);
    const step = (Math.ceil(patch / 16) | 1) * 16;
    const scratch = room.scratch(SPILL_NUMBERS + PANEL_ROWS * (eights(filters) + step));
    kernels.convKernelGradient(x, dz, gradient, place(room), shape.batch, scratch);
  },
  layerNormForward(kernels, room, { batch, units }) {
    const [x, scale, offset] = room.read(batch * units, units, units);
    const [y, moments] = room.write(batch * units, 2 * batch);
    kernels.layerNormForward(x, scale, offset, y, moments, batch, units, 1e-5);
  },
  layerNormGradient(kernels, room, { batch, units, choice }) {
    const [x, scale, moments] = room.read(batch * units, units, 2 * batch);
    const [dy] = room.read(batch * units);
    const [dscale, doffset] = room.write(units, units);
    const dx = choice > 2 ? 0 : room.write(batch * units)[0];
    kernels.layerNormGradient(x, scale, moments, dy, dscale, doffset, dx, batch, units);
  },
  maxPoolForward(kernels, room, shape) {
    const { images, outputs, place } = pool(shape);
    const [x] = room.read(images);
    const [y] = room.write(outputs);
    kernels.maxPoolForward(x, y, place(room), shape.batch);
  },
  maxPoolGradient(kernels, room, shape) {
    const { images, outputs, place } = pool(shape);
    const [x, dy] = room.read(images, outputs);
    const [dx] = room.write(images);
    kernels.maxPoolGradient(x, dy, dx, place(room), shape.batch);
  },
  averagePoolForward(kernels, room, shape) {
    const { images, outputs, place } = pool(shape);
    const [x] = room.read(images);
    const [y] = room.write(outputs);
    kernels.averagePoolForward(x, y, place(room), shape.batch);
  },
  averagePoolGradient(kernels, room, shape) {
    const { images, outputs, place } = pool(shape);
    const [dy] = room.read(outputs);
    const [dx] = room.write(images);
    kernels.averagePoolGradient(dy, dx, place(room), shape.batch);
  },
  activate(kernels, room, { inputs, choice }) {
    const [y] = room.write(fours(inputs));
    kernels.activate(y, inputs, choice);
  },
  activationGradient(kernels, room, { inputs, choice }) {
    const [y] = room.read(fours(inputs));
    const [dy] = room.write(fours(inputs));
    kernels.activationGradient(y, dy, inputs, choice);
  },
  columnSums(kernels, room, { batch, units }) {
    const [from] = room.read(batch * units);
    const [to] = room.write(units);
    kernels.columnSums(from, batch, units, to);
  },
  sumOfSquares(kernels, room, { inputs, units }) {
    const [from] = room.read(fours(inputs * units));
    expect(kernels.sumOfSquares(from, fours(inputs * units))).not.toBeNaN();
  },
  quickSumOfSquares(kernels, room, { inputs, units }) {
    const length = fours(inputs * units);
    const [from] = room.read(length);
    const exact = kernels.sumOfSquaresWide(from, length);
    expect(Math.abs(kernels.quickSumOfSquares(from, length) / exact - 1)).toBeLessThan(1e-6);
  },
  sumOfSquaresWide(kernels, room, { inputs, units }) {
    const [from] = room.read(inputs * units);
    expect(kernels.sumOfSquaresWide(from, inputs * units)).not.toBeNaN();
  },
  uniqueRows(kernels, room, { batch, inputs }) {
    const indices = room.indices(batch, inputs);
    const marks = room.integers(...new Array<number>(Math.ceil(inputs / 4)).fill(0));
    const rows = room.scratch(batch);
    const count = kernels.uniqueRows(indices, batch, marks, rows);
    expect(count).toBeGreaterThan(0);
    expect(count).toBeLessThanOrEqual(Math.min(batch, inputs));
  },
  clearRows(kernels, room, { inputs, units }) {
    const [table] = room.write(inputs * units);
    for (let row = 0; row < inputs; row++) kernels.clearRows(table, room.integers(row), 1, units);
  },
  sumOfSquaresOfRows(kernels, room, { batch, inputs, units }) {
    const [table] = room.read(inputs * units);
    const rows = room.indices(batch, inputs);
    expect(kernels.sumOfSquaresOfRows(table, rows, batch, units)).not.toBeNaN();
  },
  dueling(kernels, room, { batch, units, choice }) {
    const size = 1 + 3 * choice;
    const [value, advantage] = room.read(batch * size, batch * units * size);
    const [q] = room.write(batch * units * size);
    kernels.dueling(value, advantage, q, batch, units, size);
  },
  duelingOfTaken(kernels, room, { batch, units, choice }) {
    const size = 1 + 3 * choice;
    const [value, advantage] = room.read(batch * size, batch * units * size);
    const [q] = room.write(batch * units * size);
    const taken = room.indices(batch, units);
    kernels.duelingOfTaken(value, advantage, q, taken, batch, units, size);
  },
  sumOfActions(kernels, room, { batch, units, choice }) {
    const size = 1 + 3 * choice;
    const [from] = room.read(batch * units * size);
    const [to] = room.write(batch * size);
    kernels.sumOfActions(from, to, batch, units, size);
  },
  centreActions(kernels, room, { batch, inputs, units, choice }) {
    const [to] = room.write(batch * inputs * units);
    const from = choice > 2 ? to : room.read(batch * inputs * units)[0];
    kernels.centreActions(from, to, batch, inputs, units);
  },
  duelingGradient(kernels, room, { batch, units, choice }) {
    const size = 1 + 3 * choice;
    const [q] = room.read(batch * units * size);
    const [value, advantage] = room.write(batch * size, batch * units * size);
    kernels.duelingGradient(q, value, advantage, batch, units, size);
  },
  noisyWeights(kernels, room, { inputs, units, choice }) {
    const [mean, sigma, output] = room.read(inputs * units, inputs * units, units);
    const input = choice > 2 ? 0 : room.read(inputs)[0];
    const [to] = room.write(inputs * units);
    kernels.noisyWeights(mean, sigma, input, output, to, inputs, units);
  },
  noisyGradient(kernels, room, { inputs, units, choice }) {
    const [gradient, output] = room.read(inputs * units, units);
    const input = choice > 2 ? 0 : room.read(inputs)[0];
    const [to] = room.write(inputs * units);
    kernels.noisyGradient(gradient, input, choice === 2 ? 0 : output, to, inputs, units);
  },
  embeddingForward(kernels, room, { batch, inputs, units }) {
    const [table] = room.read(inputs * units);
    const [y] = room.write(batch * units);
    kernels.embeddingForward(room.indices(batch, inputs), table, y, batch, units);
  },
  embeddingGradient(kernels, room, { batch, inputs, units }) {
    const [dy, gradient] = [room.read(batch * units)[0], room.write(inputs * units)[0]];
    const indices = room.indices(batch, inputs);
    for (let row = 0; row < inputs; row++) {
      kernels.clearRows(gradient, room.integers(row), 1, units);
    }
    kernels.embeddingGradient(indices, dy, gradient, batch, units);
  },
  cosines(kernels, room, { batch, inputs, choice }) {
    const [fractions] = room.read(batch);
    const [to] = room.write(batch * inputs);
    kernels.cosines(fractions, to, batch, inputs, choice % 2);
  },
  fractionProduct(kernels, room, { batch, units, choice }) {
    const [x, phi] = room.read(batch * units, batch * (1 + choice) * units);
    const [y] = room.write(batch * (1 + choice) * units);
    kernels.fractionProduct(x, phi, y, batch, 1 + choice, units);
  },
  fractionProductGradient(kernels, room, { batch, units, choice }) {
    const [x, phi] = room.read(batch * units, batch * (1 + choice) * units);
    const [dy] = room.write(batch * (1 + choice) * units);
    const dx = choice > 2 ? 0 : room.write(batch * units)[0];
    kernels.fractionProductGradient(x, phi, dy, dx, batch, 1 + choice, units);
  },
  transposeEach(kernels, room, { batch, inputs, choice }) {
    const [from] = room.read(batch * inputs * (1 + choice));
    const [to] = room.write(batch * inputs * (1 + choice));
    kernels.transposeEach(from, batch, inputs, 1 + choice, to);
  },
  scaleBytes(kernels, room, { inputs }) {
    const [from] = room.read(Math.ceil(inputs / 4));
    const [to] = room.write(fours(inputs));
    kernels.scaleBytes(from, to, inputs, 0.5);
  },
  scaleNumbers(kernels, room, { inputs }) {
    const [at] = room.write(fours(inputs));
    kernels.scaleNumbers(at, inputs, 0.5);
  },
  interleaveBytes(kernels, room, { batch, inputs, choice }) {
    const [pixels, channels] = [batch * inputs, 1 + choice];
    const [from] = room.read(Math.ceil((pixels * channels) / 4));
    const [to] = room.write(pixels * channels);
    kernels.interleaveBytes(from, to, pixels, channels, 0.5);
  },
  interleaveNumbers(kernels, room, { batch, inputs, choice }) {
    const [pixels, channels] = [batch * inputs, 1 + choice];
    const [from] = room.read(pixels * channels);
    const [to] = room.write(pixels * channels);
    kernels.interleaveNumbers(from, to, pixels, channels, 0.5);
  },
  adam(kernels, room, { inputs }) {
    const length = fours(inputs);
    const [gradient] = room.read(length);
    const [weights, first, second] = room.write(length, length, length);
    kernels.adam(weights, gradient, first, second, length, 0.5, 0.1, 0.001, 0.01, 1e-3);
  },
  adamOfRows(kernels, room, { inputs, units }) {
    const length = inputs * units;
    const [gradient] = room.read(length);
    const [weights, first, second] = room.write(length, length, length);
    const rows = room.integers(...Array.from({ length: inputs }, (_, row) => row));
    const numbers = [0.5, 0.1, 0.001, 0.01, 1e-3, 0.9] as const;
    kernels.adamOfRows(weights, gradient, first, second, rows, inputs, units, ...numbers);
  },
  shrink(kernels, room, { inputs, units }) {
    const [weights] = room.write(inputs * units);
    kernels.shrink(weights, inputs * units, 0.5);
  },
  sgd(kernels, room, { inputs, choice }) {
    const length = fours(inputs);
    const [gradient] = room.read(length);
    const [weights, velocity] = room.write(length, length);
    kernels.sgd(weights, gradient, choice % 2 ? velocity : 0, length, 0.5, 0.9, 0.01);
  },
  rmsprop(kernels, room, { inputs, choice }) {
    const length = fours(inputs);
    const [gradient] = room.read(length);
    const [weights, square, mean] = room.write(length, length, length);
    const centered = choice % 2 ? mean : 0;
    kernels.rmsprop(weights, gradient, square, centered, length, 0.5, 0.1, 0.01, 1e-3);
  },
  towards(kernels, room, { inputs }) {
    const [to] = room.read(fours(inputs));
    const [from] = room.write(fours(inputs));
    kernels.towards(from, to, fours(inputs), 0.5);
  },
};

/** Patches that the kernels of convolutions lay out at a time. */
const PANEL_ROWS = 8;

/** A convolution of some shape, without a remainder on one side and with zeros around it. */
function convolution({ batch, inputs, units, choice }: Shape): {
  readonly images: number;
  readonly outputs: number;
  readonly filters: number;
  readonly patch: number;
  readonly relu: number;
  place(room: Room): Pointer;
} {
  const [kernelSize, stride, zeros] = [1 + (choice % 3), 1 + (choice % 2), choice > 2 ? 1 : 0];
  const [height, width, channels] = [3 + (inputs % 4), 3 + (inputs % 5), 1 + (inputs % 6)];
  const along = (length: number): number =>
    Math.floor((length + 2 * zeros - kernelSize) / stride) + 1;
  const [rows, columns] = [along(height), along(width)];
  const filters = 1 + (units % 11);
  return {
    images: batch * height * width * channels,
    outputs: batch * rows * columns,
    filters,
    patch: kernelSize * kernelSize * channels,
    relu: choice % 2,
    place: (room) =>
      room.integers(
        ...[height, width, channels, kernelSize, stride, zeros, zeros],
        ...[rows, columns, filters, PANEL_ROWS],
      ),
  };
}

/** A pooling layer of some shape, within the image or beyond it. */
function pool({ batch, inputs, units, choice }: Shape): {
  readonly images: number;
  readonly outputs: number;
  place(room: Room): Pointer;
} {
  const layer = maxPoolKind.build(
    {
      type: 'maxPool',
      size: 1 + (choice % 3),
      stride: 1 + (units % 3),
      padding: choice > 2 ? 'same' : 'valid',
      activation: 'linear',
    },
    {
      shape: [3 + (inputs % 4), 3 + (inputs % 5), 1 + (units % 11)],
      size: 0,
      previous: null,
      space: new Box({ low: 0, high: 1, shape: [1] }),
    },
    { addParameter: () => 0, addNoise: () => 0 },
  );
  const { inputShape, outputShape, size, stride, padding } = layer;
  return {
    images: batch * inputShape[0] * inputShape[1] * inputShape[2],
    outputs: batch * layer.units,
    place: (room) =>
      room.integers(
        ...inputShape,
        size,
        stride,
        padding[0],
        padding[2],
        ...outputShape.slice(0, 2),
      ),
  };
}

function eights(length: number): number {
  return Math.ceil(length / 8) * 8;
}

test('every kernel is called', () => {
  const kernels = loadKernels(new WebAssembly.Memory({ initial: 1 }), false);
  expect(Object.keys(calls).sort()).toEqual(Object.keys(kernels).sort());
});

describe.each(builds)('$backend', ({ relaxed }) => {
  test.each(Object.entries(calls))('%s keeps to its places, and reads no other', (_, call) => {
    fc.assert(
      fc.property(shapes, ({ seed, ...shape }) => {
        const memory = new WebAssembly.Memory({ initial: 8 });
        const room = new Room(memory, createRandom(seed));
        call(loadKernels(memory, relaxed) as AllKernels, room, shape);
        room.check();
      }),
      { numRuns: 60 },
    );
  });
});

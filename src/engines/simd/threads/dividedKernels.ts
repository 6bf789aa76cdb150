import type { Kernels, Pointer } from '../kernels.ts';
import { dividedProducts } from './dividedProducts.ts';
import { job, LINE, WALK } from './job.ts';
import type { Team } from './team.ts';

/** Nanoseconds for each number that Adam steps. */
const STEP = 0.6;

const jobs = {
  someColumnSums: job('someColumnSums', 3, -1, LINE),
  activate: job('activate', 1, -1, LINE),
  activationGradient: job('activationGradient', 2, -1, LINE),
  adam: job('adam', 4, -1, LINE),
  sgd: job('sgd', 3, -1, LINE),
  rmsprop: job('rmsprop', 4, -1, LINE),
  shrink: job('shrink', 1, -1, LINE),
  towards: job('towards', 2, -1, LINE),
  squaresOfBlocks: job('squaresOfBlocks', 2, -1, 1),
  scaleBytes: job('scaleBytes', 2, -1, 4 * LINE),
  interleaveImages: job('interleaveImages', 5, -1, 1),
  noisyWeights: job('noisyWeights', 5, -1, 1),
  noisyGradient: job('noisyGradient', 4, -1, 1),
  maxPoolForward: job('maxPoolForward', 3, -1, 1),
  maxPoolGradient: job('maxPoolGradient', 4, -1, 1),
  averagePoolForward: job('averagePoolForward', 3, -1, 1),
  averagePoolGradient: job('averagePoolGradient', 3, -1, 1),
  layerNormForward: job('layerNormForward', 5, -1, 1),
  cosines: job('cosines', 2, -1, 1),
  fractionProduct: job('fractionProduct', 3, -1, 1),
  fractionProductGradient: job('fractionProductGradient', 4, -1, 1),
} as const;

/**
 * The kernels, of which those that take long are divided among threads. Each thread
 * computes outputs of its own, and every output in the order in which one thread would:
 * the results are the same, bit for bit, whoever computes them.
 *
 * @param integerAt - Reads the memory, for the geometry of convolutions and pooling.
 * @param sums - Room for two float64 numbers for each 1,024 weights.
 */
export function dividedKernels(
  kernels: Kernels,
  team: Team,
  integerAt: (pointer: Pointer) => number,
  sums: Pointer,
): Kernels {
  const windowsOf = (windows: Pointer) => {
    const at = (index: number): number => integerAt(windows + 4 * index);
    const [imageBytes, outputBytes] = [4 * at(0) * at(1) * at(2), 4 * at(7) * at(8) * at(2)];
    return { imageBytes, outputBytes, nanoseconds: (WALK / 2) * (imageBytes + outputBytes) };
  };
  /** Divides whole blocks, and adds their sums up in order; the rest is added behind. */
  const squares = (from: Pointer, length: number, isQuick: boolean): number => {
    const size = isQuick ? 4096 : 1024;
    const count = Math.floor(length / size);
    const time = WALK * count * size;
    const steps = [4 * size, 0, 0, 16];
    team.run(jobs.squaresOfBlocks, time, count, [from, isQuick ? 1 : 0, 0, sums], steps);
    const total = kernels.addUp(sums, 2 * count);
    const [rest, left] = [from + 4 * count * size, length - count * size];
    return isQuick
      ? kernels.quickSumOfSquaresOnto(total, rest, left)
      : kernels.sumOfSquaresOnto(total, rest, left);
  };
  return {
    ...kernels,
    ...dividedProducts(kernels, team, integerAt),
    divides: true,
    sumOfSquares(from, length) {
      const isLong = length >= 2048 && team.pays(WALK * length);
      return isLong ? squares(from, length, false) : kernels.sumOfSquares(from, length);
    },
    quickSumOfSquares(from, length) {
      const isLong = length >= 8192 && team.pays(WALK * length);
      return isLong ? squares(from, length, true) : kernels.quickSumOfSquares(from, length);
    },
    scaleBytes(from, to, length, scale) {
      team.run(jobs.scaleBytes, WALK * length, length, [from, to, 0, scale], [1, 4, 0, 0]);
    },
    interleaveImages(from, to, pixels, channels, scale, count) {
      const size = pixels * channels;
      const first = [from, to, pixels, channels, scale, 0];
      team.run(jobs.interleaveImages, WALK * size * count, count, first, [
        size,
        4 * size,
        0,
        0,
        0,
        0,
      ]);
    },
    noisyWeights(mean, sigma, inputNoise, outputNoise, to, inputs, units) {
      const row = 4 * units;
      team.run(
        jobs.noisyWeights,
        2 * WALK * inputs * units,
        inputs,
        [mean, sigma, inputNoise, outputNoise, to, 0, units],
        [row, row, inputNoise === 0 ? 0 : 4, 0, row, 0, 0],
      );
    },
    noisyGradient(weightGradient, inputNoise, outputNoise, sigmaGradient, inputs, units) {
      const row = 4 * units;
      team.run(
        jobs.noisyGradient,
        2 * WALK * inputs * units,
        inputs,
        [weightGradient, inputNoise, outputNoise, sigmaGradient, 0, units],
        [row, inputNoise === 0 ? 0 : 4, 0, row, 0, 0],
      );
    },
    maxPoolForward(x, y, windows, batch) {
      const { imageBytes, outputBytes, nanoseconds } = windowsOf(windows);
      const steps = [imageBytes, outputBytes, 0, 0];
      team.run(jobs.maxPoolForward, batch * nanoseconds, batch, [x, y, windows, 0], steps);
    },
    maxPoolGradient(x, dy, dx, windows, batch) {
      const { imageBytes, outputBytes, nanoseconds } = windowsOf(windows);
      const steps = [imageBytes, outputBytes, imageBytes, 0, 0];
      team.run(jobs.maxPoolGradient, batch * nanoseconds, batch, [x, dy, dx, windows, 0], steps);
    },
    averagePoolForward(x, y, windows, batch) {
      const { imageBytes, outputBytes, nanoseconds } = windowsOf(windows);
      const steps = [imageBytes, outputBytes, 0, 0];
      team.run(jobs.averagePoolForward, batch * nanoseconds, batch, [x, y, windows, 0], steps);
    },
    averagePoolGradient(dy, dx, windows, batch) {
      const { imageBytes, outputBytes, nanoseconds } = windowsOf(windows);
      const steps = [outputBytes, imageBytes, 0, 0];
      team.run(jobs.averagePoolGradient, batch * nanoseconds, batch, [dy, dx, windows, 0], steps);
    },
    layerNormForward(x, scale, offset, y, moments, rows, length, epsilon) {
      const row = 4 * length;
      team.run(
        jobs.layerNormForward,
        3 * WALK * rows * length,
        rows,
        [x, scale, offset, y, moments, 0, length, epsilon],
        [row, 0, 0, row, 8, 0, 0, 0],
      );
    },
    cosines(fractions, to, rows, count, first) {
      const given = [fractions, to, 0, count, first];
      team.run(jobs.cosines, 5 * WALK * rows * count, rows, given, [4, 4 * count, 0, 0, 0]);
    },
    fractionProduct(x, phi, y, batch, fractions, units) {
      const row = 4 * units;
      team.run(
        jobs.fractionProduct,
        2 * WALK * batch * fractions * units,
        batch,
        [x, phi, y, 0, fractions, units],
        [row, row * fractions, row * fractions, 0, 0, 0],
      );
    },
    fractionProductGradient(x, phi, dy, dx, batch, fractions, units) {
      const row = 4 * units;
      team.run(
        jobs.fractionProductGradient,
        3 * WALK * batch * fractions * units,
        batch,
        [x, phi, dy, dx, 0, fractions, units],
        [row, row * fractions, row * fractions, dx === 0 ? 0 : row, 0, 0, 0],
      );
    },
    shrink(weights, length, factor) {
      team.run(jobs.shrink, WALK * length, length, [weights, 0, factor], [4, 0, 0]);
    },
    columnSums(from, rows, columns, to) {
      const given = [from, rows, columns, 0, to];
      team.run(jobs.someColumnSums, WALK * rows * columns, columns, given, [4, 0, 0, 0, 4]);
    },
    activate(y, length, activation) {
      // Of the activations that come here, the quickest computes an exponential.
      team.run(jobs.activate, 10 * WALK * length, length, [y, 0, activation], [4, 0, 0]);
    },
    activationGradient(y, dy, length, activation) {
      const given = [y, dy, 0, activation];
      team.run(jobs.activationGradient, WALK * length, length, given, [4, 4, 0, 0]);
    },
    adam(weights, gradient, first, second, length, ...numbers) {
      const given = [weights, gradient, first, second, 0, ...numbers];
      team.run(jobs.adam, STEP * length, length, given, [4, 4, 4, 4, ...zeros]);
    },
    sgd(weights, gradient, velocity, length, ...numbers) {
      const given = [weights, gradient, velocity, 0, ...numbers];
      const steps = [4, 4, velocity === 0 ? 0 : 4, ...zeros];
      team.run(jobs.sgd, WALK * 2 * length, length, given, steps);
    },
    rmsprop(weights, gradient, meanSquare, mean, length, ...numbers) {
      const given = [weights, gradient, meanSquare, mean, 0, ...numbers];
      const steps = [4, 4, 4, mean === 0 ? 0 : 4, ...zeros];
      team.run(jobs.rmsprop, STEP * length, length, given, steps);
    },
    towards(from, to, length, fraction) {
      team.run(jobs.towards, WALK * 2 * length, length, [from, to, 0, fraction], [4, 4, 0, 0]);
    },
  };
}

/** For the arguments that are the same for all chunks. */
const zeros: readonly number[] = [0, 0, 0, 0, 0, 0, 0, 0];

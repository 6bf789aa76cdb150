import type { Kernels, Pointer } from '../kernels.ts';
import { dividedProducts } from './dividedProducts.ts';
import { job, LINE, WALK } from './job.ts';
import type { Team } from './team.ts';

/** Nanoseconds for each number that Adam steps. */
const STEP = 0.6;

/** How the work of a call is divided. */
type Division = readonly [
  nanoseconds: number,
  /** How much there is of what is divided. */
  total: number,
  /** What each argument grows by, from one to the next of what is divided; those behind stay. */
  steps: readonly number[],
];

/** How the calls of a kernel are divided. */
type Split<F> = F extends (...given: infer Given extends number[]) => unknown
  ? readonly [
      /** Which argument says how much of what is divided a call computes. */
      countAt: number,
      /** Chunks begin at multiples of this. */
      grain: number,
      divide: (...given: Given) => Division,
    ]
  : never;

type Splits = { readonly [Name in keyof Kernels]?: Split<Kernels[Name]> };

const squaresOfBlocks = job('squaresOfBlocks', 2, -1, 1);
const someColumnSums = job('someColumnSums', 3, -1, LINE);

/** The kernels whose chunks are calls of themselves. */
function splitsOf(integerAt: (pointer: Pointer) => number): Splits {
  /** Of pooling, image by image: what its arguments grow by is made of the bytes of both. */
  const pool = (
    windows: Pointer,
    batch: number,
    steps: (image: number, output: number) => readonly number[],
  ): Division => {
    const at = (index: number): number => integerAt(windows + 4 * index);
    const [image, output] = [4 * at(0) * at(1) * at(2), 4 * at(7) * at(8) * at(2)];
    return [batch * (WALK / 2) * (image + output), batch, steps(image, output)];
  };
  const forward = (image: number, output: number): readonly number[] => [image, output];
  return {
    // Of the activations that come here, the quickest computes an exponential.
    activate: [1, LINE, (_y, length) => [10 * WALK * length, length, [4]]],
    activationGradient: [2, LINE, (_y, _dy, length) => [WALK * length, length, [4, 4]]],
    adam: [
      4,
      LINE,
      (_weights, _gradient, _first, _second, length) => [STEP * length, length, [4, 4, 4, 4]],
    ],
    sgd: [
      3,
      LINE,
      (_weights, _gradient, velocity, length) => [
        2 * WALK * length,
        length,
        [4, 4, ifAny(velocity, 4)],
      ],
    ],
    rmsprop: [
      4,
      LINE,
      (_weights, _gradient, _meanSquare, mean, length) => [
        STEP * length,
        length,
        [4, 4, 4, ifAny(mean, 4)],
      ],
    ],
    shrink: [1, LINE, (_weights, length) => [WALK * length, length, [4]]],
    towards: [2, LINE, (_from, _to, length) => [2 * WALK * length, length, [4, 4]]],
    scaleBytes: [2, 4 * LINE, (_from, _to, length) => [WALK * length, length, [1, 4]]],
    interleaveImages: [
      5,
      1,
      (_from, _to, pixels, channels, _scale, count) => {
        const size = pixels * channels;
        return [WALK * size * count, count, [size, 4 * size]];
      },
    ],
    noisyWeights: [
      5,
      1,
      (_mean, _sigma, inputNoise, _outputNoise, _to, inputs, units) => {
        const row = 4 * units;
        return [2 * WALK * inputs * units, inputs, [row, row, ifAny(inputNoise, 4), 0, row]];
      },
    ],
    noisyGradient: [
      4,
      1,
      (_weightGradient, inputNoise, _outputNoise, _sigmaGradient, inputs, units) => {
        const row = 4 * units;
        return [2 * WALK * inputs * units, inputs, [row, ifAny(inputNoise, 4), 0, row]];
      },
    ],
    centreActions: [
      2,
      1,
      (_from, _to, rows, actions, size) => {
        const row = 4 * actions * size;
        return [2 * WALK * rows * actions * size, rows, [row, row]];
      },
    ],
    dueling: [
      3,
      1,
      (_value, _advantage, _q, batch, actions, size) => {
        const row = 4 * actions * size;
        return [2 * WALK * batch * actions * size, batch, [4 * size, row, row]];
      },
    ],
    sumOfActions: [
      2,
      1,
      (_from, _to, rows, actions, size) => {
        const row = 4 * actions * size;
        return [WALK * rows * actions * size, rows, [row, 4 * size]];
      },
    ],
    maxPoolForward: [3, 1, (_x, _y, windows, batch) => pool(windows, batch, forward)],
    maxPoolGradient: [
      4,
      1,
      (_x, _dy, _dx, windows, batch) =>
        pool(windows, batch, (image, output) => [image, output, image]),
    ],
    averagePoolForward: [3, 1, (_x, _y, windows, batch) => pool(windows, batch, forward)],
    averagePoolGradient: [
      3,
      1,
      (_dy, _dx, windows, batch) => pool(windows, batch, (image, output) => [output, image]),
    ],
    layerNormForward: [
      5,
      1,
      (_x, _scale, _offset, _y, _moments, rows, length) => {
        const row = 4 * length;
        return [3 * WALK * rows * length, rows, [row, 0, 0, row, 8]];
      },
    ],
    cosines: [
      2,
      1,
      (_fractions, _to, rows, count) => [5 * WALK * rows * count, rows, [4, 4 * count]],
    ],
    fractionProduct: [
      3,
      1,
      (_x, _phi, _y, batch, fractions, units) => {
        const row = 4 * units;
        const rows = row * fractions;
        return [2 * WALK * batch * fractions * units, batch, [row, rows, rows]];
      },
    ],
    fractionProductGradient: [
      4,
      1,
      (_x, _phi, _dy, dx, batch, fractions, units) => {
        const row = 4 * units;
        const rows = row * fractions;
        return [3 * WALK * batch * fractions * units, batch, [row, rows, rows, ifAny(dx, row)]];
      },
    ],
  };
}

/** What a pointer grows by: nothing where it points to nothing. */
function ifAny(pointer: Pointer, step: number): number {
  return pointer === 0 ? 0 : step;
}

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
  /** Divides whole blocks, and adds their sums up in order; the rest is added behind. */
  const squares = (from: Pointer, length: number, isQuick: boolean): number => {
    const size = isQuick ? 4096 : 1024;
    const count = Math.floor(length / size);
    const time = WALK * count * size;
    const steps = [4 * size, 0, 0, 16];
    team.run(squaresOfBlocks, time, count, [from, isQuick ? 1 : 0, 0, sums], steps);
    const total = kernels.addUp(sums, 2 * count);
    const [rest, left] = [from + 4 * count * size, length - count * size];
    return isQuick
      ? kernels.quickSumOfSquaresOnto(total, rest, left)
      : kernels.sumOfSquaresOnto(total, rest, left);
  };
  type Kernel = (...given: number[]) => void;
  const wholes = kernels as unknown as Readonly<Record<string, Kernel>>;
  const divided = Object.entries(splitsOf(integerAt) as Record<string, Split<Kernel>>).map(
    ([name, [countAt, grain, divide]]): readonly [string, Kernel] => {
      const whole = wholes[name] as Kernel;
      const chunks = job(name as keyof Kernels, countAt, -1, grain);
      return [
        name,
        (...given) => {
          const [nanoseconds, total, steps] = divide(...given);
          if (!team.pays(nanoseconds)) whole(...given);
          else team.run(chunks, nanoseconds, total, given, steps);
        },
      ];
    },
  );
  return {
    ...kernels,
    ...dividedProducts(kernels, team, integerAt),
    ...Object.fromEntries(divided),
    divides: true,
    sumOfSquares(from, length) {
      const isLong = length >= 2048 && team.pays(WALK * length);
      return isLong ? squares(from, length, false) : kernels.sumOfSquares(from, length);
    },
    quickSumOfSquares(from, length) {
      const isLong = length >= 8192 && team.pays(WALK * length);
      return isLong ? squares(from, length, true) : kernels.quickSumOfSquares(from, length);
    },
    columnSums(from, rows, columns, to) {
      const time = WALK * rows * columns;
      if (columns < 2 * LINE || !team.pays(time)) {
        kernels.columnSums(from, rows, columns, to);
        return;
      }
      team.run(someColumnSums, time, columns, [from, rows, columns, 0, to], [4, 0, 0, 0, 4]);
    },
  };
}

import type { Activation } from '../../../networks/activation.ts';
import type { DenseLayer } from '../../../networks/layers/dense.ts';
import { fours } from '../layout.ts';

/** A layer, and where its numbers are. */
export interface RowLayer {
  readonly layer: DenseLayer;
  readonly index: number;
  readonly inputs: number;
  readonly units: number;
  readonly activation: Activation;
  /** How many fours its units are, the last one filled up. */
  readonly fours: number;
  readonly isLast: boolean;
  /** Parts that the inputs of a unit are split into, on the way forward: a power of 2. */
  readonly parts: number;
  /** Parts that the units of an input are split into, on the way back: a power of 2. */
  readonly partsBack: number;
  /** Where its outputs begin in the memory of the workgroup, of shape `[lanes, units]`. */
  readonly hiddenAt: number;
  /** Where the gradient of its outputs, before their activation, begins there: of the first lane alone. */
  readonly slopesAt: number;
  /** Where its outputs begin in the buffer `rows`, of the first lane: `[rows, units]`; `null` of the last. */
  readonly outputAt: number | null;
  /** Where the gradient of its outputs begins in that buffer: `[rows, units]`. */
  readonly gradientAt: number;
}

/** How a workgroup computes the last layers of a row. */
export interface RowLayout {
  readonly layers: readonly RowLayer[];
  readonly lanes: number;
  readonly threads: number;
  /** Numbers of the buffer `rows`. */
  readonly length: number;
  /** WGSL: the memory of the workgroup. */
  readonly memory: string;
  /** Numbers of 4 bytes that it takes, gaps between the arrays included. */
  readonly words: number;
}

/** Threads of a workgroup: many, as they wait for weights most of the time; all GPUs have so many. */
const MOST_THREADS = 256;
const LEAST_THREADS = 64;

/** Inputs of a unit that one thread adds up, about. */
const INPUTS_A_THREAD = 8;

/** Where a binding may begin, in numbers: at a multiple of 256 bytes. */
const ALIGNMENT = 64;

/** Divides the work of a row among threads, and gives the numbers of all layers their places. */
export function layOutRows(layers: readonly DenseLayer[], lanes: number, rows: number): RowLayout {
  const foursOf = (units: number): number => Math.ceil(units / 4);
  const wanted = layers.map(
    ({ inputs, units }) => lanes * foursOf(units) * Math.ceil(inputs / INPUTS_A_THREAD),
  );
  const threads = Math.min(MOST_THREADS, Math.max(LEAST_THREADS, ...wanted.map(powerFrom)));
  /** Gives out places one behind the other, each beginning at a multiple of `unit`. */
  const taker = (unit: number): ((count: number) => number) => {
    let used = 0;
    return (count) => {
      const begin = used;
      used += Math.ceil(count / unit) * unit;
      return begin;
    };
  };
  const [hidden, slopes, buffer] = [taker(1), taker(4), taker(ALIGNMENT)];
  const laid = layers.map((layer, index): RowLayer => {
    const { inputs, units, activation } = layer;
    const isLast = index === layers.length - 1;
    const unitFours = foursOf(units);
    return {
      ...{ layer, index, inputs, units, activation, fours: unitFours, isLast },
      parts: powerUpTo(Math.min(threads / (lanes * unitFours), inputs)),
      partsBack: powerUpTo(Math.min(threads / inputs, unitFours)),
      hiddenAt: isLast ? 0 : hidden(lanes * units),
      slopesAt: isLast ? 0 : slopes(units),
      outputAt: isLast ? null : buffer(rows * units),
      gradientAt: buffer(rows * units),
    };
  });
  const last = laid.at(-1) as RowLayer;
  const arrays = [
    ['gradient', 'f32', 4 * last.fours],
    ['rowOutputs', 'f32', lanes * last.units],
    ['rowHidden', 'f32', Math.max(1, hidden(0))],
    ['rowSlopes', 'f32', Math.max(4, slopes(0))],
    ['rowParts', 'vec4f', threads],
  ] as const;
  return {
    layers: laid,
    lanes,
    threads,
    length: buffer(0),
    memory: arrays
      .map(([name, type, length]) => `var<workgroup> ${name}: array<${type}, ${length}>;`)
      .join('\n'),
    // Each begins at a multiple of 16 bytes.
    words: arrays.reduce(
      (sum, [, type, length]) => sum + fours(type === 'f32' ? length : 4 * length),
      0,
    ),
  };
}

/** The least power of 2 that is not below. */
function powerFrom(value: number): number {
  return 2 ** Math.ceil(Math.log2(value));
}

/** The largest power of 2 that is not above; 1 at least. */
function powerUpTo(value: number): number {
  return 2 ** Math.max(0, Math.floor(Math.log2(value)));
}

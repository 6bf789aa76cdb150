import { isShortList } from '../../validation/lists.ts';
import { OptionsError } from '../../errors.ts';
import { rejectUnknownOptions, requireInteger, show } from '../../validation/options.ts';
import type { LayerKind } from './layerKind.ts';

/**
 * Gives the numbers of each row another shape; their order stays.
 *
 * @category Networks
 */
export interface ReshapeSpec {
  /** Tells it from the other layers. */
  readonly type: 'reshape';
  /** Of one row; one of the lengths may be −1, for what is left. */
  readonly shape: readonly number[];
}

/**
 * A change of shape with its dimensions.
 *
 * @category Networks
 */
export interface ReshapeLayer {
  /** Tells it from the other layers. */
  readonly type: 'reshape';
  /** The shape of an input row. */
  readonly inputShape: readonly number[];
  /** The shape of an output row. */
  readonly outputShape: readonly number[];
  /** Elements of a row. */
  readonly units: number;
}

/**
 * Options of {@link reshape}.
 *
 * @category Networks
 */
export interface ReshapeOptions {
  /**
   * Of one row, such as `[height, width, channels]`; one of the lengths may be
   * −1, for what is left.
   */
  readonly shape: readonly number[];
}

/**
 * Gives each row another shape, such as that of images for a convolution after
 * dense layers. Dense layers need none: they take inputs of any shape.
 *
 * @throws {OptionsError} If an option is unknown or out of range.
 * @category Networks
 */
export function reshape(options: ReshapeOptions): ReshapeSpec {
  rejectUnknownOptions('reshape', options, ['shape']);
  return reshapeKind.resolve({ type: 'reshape', shape: options.shape });
}

/**
 * Makes plain rows of numbers, as `reshape({ shape: [-1] })` does.
 *
 * @category Networks
 */
export function flatten(): ReshapeSpec {
  return { type: 'reshape', shape: [-1] };
}

/** All that networks know of it. */
export const reshapeKind: LayerKind<ReshapeSpec, ReshapeLayer> = {
  takes: 'rows',
  resolve: ({ shape }) => ({ type: 'reshape', shape: requireShape(shape) }),
  build({ shape }, { shape: inputShape, size }) {
    const known = shape.reduce((product, length) => (length < 0 ? product : product * length), 1);
    const outputShape = shape.map((length) => (length < 0 ? size / known : length));
    const units = outputShape.reduce((product, length) => product * length, 1);
    if (units !== size || !outputShape.every(Number.isInteger)) {
      throw new OptionsError(
        `A reshape to [${shape.join(', ')}] does not suit rows of shape [${inputShape.join(', ')}], ` +
          `which hold ${size} numbers; the lengths must have that product, and one may be -1.`,
      );
    }
    return { type: 'reshape', inputShape, outputShape, units };
  },
  settle: ({ outputShape }) => ({ type: 'reshape', shape: outputShape }),
  describe: ({ inputShape, outputShape }) => ({
    text: `reshape ${inputShape.join('×')} → ${outputShape.join('×')}`,
    weights: 0,
    products: 0,
  }),
};

function requireShape(shape: unknown): readonly number[] {
  if (!Array.isArray(shape) || shape.length === 0 || !isShortList(shape)) {
    throw new OptionsError(
      `shape must be a list of lengths, such as [8, 8, 1]; received ${show(shape)}.`,
    );
  }
  const lengths = shape.map((length: unknown) =>
    length === -1 ? -1 : requireInteger('Each length in shape', length, { min: 1, max: 2 ** 28 }),
  );
  if (lengths.indexOf(-1) !== lengths.lastIndexOf(-1)) {
    throw new OptionsError(`At most one length in shape may be -1; received ${show(shape)}.`);
  }
  return lengths;
}

import { OptionsError } from '../errors.ts';
import type { Box, BoxDtype } from '../spaces/box.ts';
import type { ObservationSpace } from '../spaces/space.ts';
import { requireInteger, show } from '../validation/options.ts';

/** How observations of a box fall into frames. */
export interface FrameLayout {
  /** Frames in an observation, at least 2. */
  readonly count: number;
  /** The dimensions of one frame. */
  readonly shape: readonly number[];
  /** The number of elements of one frame. */
  readonly size: number;
  readonly dtype: BoxDtype;
}

/** Elements of frames side by side. */
export type Frames = Float32Array | Uint8Array;

/**
 * Frames of zeros.
 *
 * @throws {RangeError} If there is not enough memory.
 */
export function allocateFrames({ size, dtype }: FrameLayout, count: number): Frames {
  return dtype === 'uint8' ? new Uint8Array(count * size) : new Float32Array(count * size);
}

/**
 * Decides how observations fall into frames along their first dimension.
 *
 * @param frames - The option: a number, or `'auto'`.
 * @returns `null` if they are to be kept whole.
 * @throws {OptionsError} If the observations do not fall into so many frames.
 */
export function resolveFrames(space: ObservationSpace, frames: unknown): FrameLayout | null {
  if (frames === 'auto') {
    return isStackOfPlanes(space) ? layOut(space, space.shape[0] as number) : null;
  }
  if (typeof frames !== 'number') {
    throw new OptionsError(
      `frames must be 'auto' or a whole number of at least 1; received ${show(frames)}.`,
    );
  }
  const count = requireInteger('frames', frames, { min: 1 });
  if (count === 1) return null;
  const first = space.kind === 'box' ? (space.shape[0] ?? 1) : 1;
  if (space.kind === 'discrete' || first % count !== 0) {
    throw new OptionsError(
      `frames must divide the first dimension of observations, which are of ${space.toString()}; ` +
        `received ${count}. Give a divisor, or 1 to keep observations whole.`,
    );
  }
  return layOut(space, count);
}

function isStackOfPlanes(space: ObservationSpace): space is Box<'uint8'> {
  if (space.kind === 'discrete' || space.dtype !== 'uint8' || space.shape.length !== 3)
    return false;
  const [planes, height, width] = space.shape as [number, number, number];
  return planes > 1 && planes < height && planes < width;
}

function layOut({ shape, size, dtype }: Box<BoxDtype>, count: number): FrameLayout {
  const [first = 1, ...rest] = shape;
  return {
    count,
    shape: first === count ? rest : [first / count, ...rest],
    size: size / count,
    dtype,
  };
}

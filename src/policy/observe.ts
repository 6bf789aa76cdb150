import { ShapeError, ValueError } from '../errors.ts';
import type { PolicyObservations } from './header.ts';
import { sizeOf } from './malformed.ts';
import { textOf } from './textOf.ts';

/** Where observations come from, how they are scaled and laid out. */
export interface Input {
  readonly observations: PolicyObservations;
  readonly scale: number;
  readonly planes: boolean;
}

/**
 * Makes an observation into the input of the first layer: checked, scaled, and planes of
 * an image as pixels.
 *
 * @throws {ValueError} If the type is wrong, or an element is NaN, infinite or no state.
 * @throws {ShapeError} If the length is wrong.
 */
export function toInput(
  { observations, scale, planes }: Input,
  observation: unknown,
): Float32Array {
  if (observations.kind === 'discrete') {
    const { n } = observations;
    const state = observation as number;
    if (Number.isInteger(state) && state >= 0 && state < n) return Float32Array.of(state);
    throw new ValueError(
      `An observation of this policy is a whole number from 0 to ${n - 1}; received ` +
        `${textOf(observation)}.`,
    );
  }
  const { shape, dtype } = observations;
  const size = sizeOf(shape);
  const numbers = requireRow(observation, dtype, size);
  const factor = Math.fround(scale);
  const pixels = planes ? size / (shape[0] as number) : 1;
  const channels = size / pixels;
  const input = new Float32Array(size);
  for (let index = 0; index < size; index++) {
    const value = numbers[index] as number;
    if (!Number.isFinite(value)) {
      throw new ValueError(`Element ${index} of the observation is ${value}; it must be finite.`);
    }
    const to = (index % pixels) * channels + Math.floor(index / pixels);
    input[to] = value * factor;
  }
  return input;
}

function requireRow(
  observation: unknown,
  dtype: 'float32' | 'uint8',
  size: number,
): Float32Array | Uint8Array {
  // By its tag: arrays of another frame or thread are instances of other classes.
  const type = dtype === 'uint8' ? 'Uint8Array' : 'Float32Array';
  const tag = Object.prototype.toString.call(observation);
  if (ArrayBuffer.isView(observation) && tag === `[object ${type}]`) {
    const row = observation as Float32Array | Uint8Array;
    if (row.length === size) return row;
    throw new ShapeError(
      `An observation of this policy has ${size} elements; received ${row.length}.`,
    );
  }
  throw new ValueError(
    `An observation of this policy is a ${type} of ${size} elements; received ${tag}. ` +
      `Convert it with ${type}.from(…).`,
  );
}

import type { StateReader } from '../state/stateReader.ts';
import type { State, StateArray } from '../state/state.ts';
import { forEachPart, type TensorInParts } from '../state/tensorInParts.ts';
import { CheckpointError } from '../errors.ts';
import { isFloat32Array, isUint8Array } from '../validation/typedArrays.ts';
import type { BoxDtype } from '../spaces/box.ts';
import type { ObservationSpace } from '../spaces/space.ts';
import type { ObservationBatch } from './batch.ts';

/** Observations side by side from a state, every element allowed by the space. */
export function readObservations(
  reader: StateReader,
  key: string,
  space: ObservationSpace,
  rows: number,
): TensorInParts<ObservationBatch> {
  if (space.kind === 'box') return readElements(reader, key, space.dtype, [rows, ...space.shape]);
  const states = reader.parts(key, Int32Array, [rows]);
  requireAll(reader, key, states, (value) => space.contains(value));
  return states;
}

/** The elements of a box, or of parts of it, from a state; all finite. */
export function readElements(
  reader: StateReader,
  key: string,
  dtype: BoxDtype,
  shape: readonly (number | null)[],
): TensorInParts<Float32Array | Uint8Array> {
  if (dtype === 'uint8') return reader.parts(key, Uint8Array, shape);
  const elements = reader.parts(key, Float32Array, shape);
  requireFinite(reader, key, elements);
  return elements;
}

/** Throws unless each element of a tensor is finite. */
export function requireFinite(reader: StateReader, key: string, tensor: TensorInParts): void {
  requireParts(reader, key, tensor, areFinite, Number.isFinite);
}

/** The largest finite number of single precision, as bits. */
const LARGEST = 0x7f7f_ffff;

/** Without a branch for each element: bits without the sign that are above those of the largest. */
function areFinite(part: StateArray): boolean {
  if (!isFloat32Array(part)) return part.every(Number.isFinite);
  const bits = new Int32Array(part.buffer, part.byteOffset, part.length);
  let sign = 0;
  let index = 0;
  for (; index + 3 < bits.length; index += 4) {
    sign |=
      (LARGEST - ((bits[index] as number) & 0x7fff_ffff)) |
      (LARGEST - ((bits[index + 1] as number) & 0x7fff_ffff)) |
      (LARGEST - ((bits[index + 2] as number) & 0x7fff_ffff)) |
      (LARGEST - ((bits[index + 3] as number) & 0x7fff_ffff));
  }
  for (; index < bits.length; index++) sign |= LARGEST - ((bits[index] as number) & 0x7fff_ffff);
  return sign >= 0;
}

/** Asks part by part: the element that is wrong is looked for only where there is one. */
function requireParts<T extends StateArray>(
  reader: StateReader,
  key: string,
  tensor: TensorInParts<T>,
  areValid: (part: T) => boolean,
  isValid: (element: number) => boolean,
  use?: (part: T, start: number) => void,
): void {
  forEachPart(tensor.parts(), (part, start) => {
    if (areValid(part)) {
      use?.(part, start);
      return;
    }
    const index = part.findIndex((element) => !isValid(element));
    throw reader.error(`element ${start + index} of ${key} is ${part[index]}`);
  });
}

/**
 * Throws unless each element of a tensor of whole numbers is from 0 to `end` − 1.
 *
 * @param use - Gets each part that was found right, with the index of its first element.
 */
export function requireBelow<T extends Int32Array | Uint8Array>(
  reader: StateReader,
  key: string,
  tensor: TensorInParts<T>,
  end: number,
  use?: (part: T, start: number) => void,
): void {
  const isBelow = (element: number): boolean => element >= 0 && element < end;
  const areValid = (part: T): boolean =>
    end === 2 && isUint8Array(part) ? areFlags(part) : areBelow(part, end);
  requireParts(reader, key, tensor, areValid, isBelow, use);
}

/** Zeros and ones: four at a time, as far as they lie in whole words. */
function areFlags(part: Uint8Array): boolean {
  const words = part.byteOffset % 4 === 0 ? part.length >> 2 : 0;
  const fours = new Int32Array(part.buffer, words > 0 ? part.byteOffset : 0, words);
  let bits = 0;
  for (let word = 0; word < words; word++) bits |= fours[word] as number;
  for (let index = 4 * words; index < part.length; index++) bits |= part[index] as number;
  return (bits & ~0x0101_0101) === 0;
}

/** Without a branch for each element: the sign says what is out of range. */
function areBelow(part: Int32Array | Uint8Array, end: number): boolean {
  const last = end - 1;
  let bits = 0;
  let index = 0;
  for (; index + 3 < part.length; index += 4) {
    const a = part[index] as number;
    const b = part[index + 1] as number;
    const c = part[index + 2] as number;
    const d = part[index + 3] as number;
    bits |= a | (last - a) | b | (last - b) | c | (last - c) | d | (last - d);
  }
  for (; index < part.length; index++) {
    const element = part[index] as number;
    bits |= element | (last - element);
  }
  return bits >= 0;
}

/** Throws unless each element of a tensor passes. */
export function requireAll(
  reader: StateReader,
  key: string,
  tensor: TensorInParts,
  isValid: (element: number) => boolean,
): void {
  requireParts(reader, key, tensor, (part) => part.every(isValid), isValid);
}

/** Throws if observations were saved in another number of frames than they are kept in. */
export function rejectOtherFrames(reader: StateReader, state: State, frames: number): void {
  // States of whole observations do not name the number, as they came first.
  const saved = Object.hasOwn(state, 'framesPerObservation')
    ? reader.integer('framesPerObservation', { min: 2, max: Number.MAX_SAFE_INTEGER })
    : 1;
  if (saved === frames) return;
  throw new CheckpointError(
    `The replay buffer was saved with frames: ${saved}, but this one has frames: ${frames}. ` +
      `Make it with frames: ${saved}, or load the agent without it: ` +
      'agent.load(store, { replay: false }).',
  );
}

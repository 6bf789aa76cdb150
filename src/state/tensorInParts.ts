import { isIterableOfParts } from '../validation/iterable.ts';
import { CheckpointError, OptionsError, ShapeError, ValueError } from '../errors.ts';
import { rejectUnknownOptions, requireFunction, show } from '../validation/options.ts';
import { typedArrayName } from '../validation/typedArrays.ts';
import type { StateArray, StateTensor } from './state.ts';

/**
 * About how long a part is: small enough to stay in the processor's cache, and since fresh memory
 * costs more than what is done with it.
 */
export const PART_BYTES: number = 2 ** 18;

/**
 * A class of typed arrays, such as `Float32Array`.
 *
 * @category Checkpoints
 */
export interface StateArrayType<T extends StateArray = StateArray> {
  /** Such as `'Float32Array'`. */
  readonly name: string;
  /** Bytes of one element. */
  readonly BYTES_PER_ELEMENT: number;
  new (length: number): T;
  new (buffer: ArrayBuffer, byteOffset?: number, length?: number): T;
}

/**
 * What a {@link TensorInParts} is made from.
 *
 * @category Checkpoints
 */
export interface TensorInPartsOptions<T extends StateArray> {
  /** The dimensions. */
  readonly shape: readonly number[];
  /** The class of the parts, such as `Uint8Array`. */
  readonly Type: StateArrayType<T>;
  /** Begins anew at each call. Each part need only be valid until the next one is asked for. */
  readonly parts: () => Iterable<T>;
}

/**
 * A tensor whose elements come in parts, one after another, so that it need
 * never be in memory as a whole, and may be larger than one array can be.
 *
 * A replay buffer hands its observations to a checkpoint in this way. Whatever
 * reads `data`, as of any {@link StateTensor}, gets all of it in a new array.
 *
 * @example
 * ```ts
 * import { encodeCheckpoint, TensorInParts } from 'deepq';
 *
 * const counts = new TensorInParts({
 *   shape: [2, 3],
 *   Type: Int32Array,
 *   parts: () => [Int32Array.of(1, 2, 3), Int32Array.of(4, 5, 6)],
 * });
 * counts.data; // Int32Array [1, 2, 3, 4, 5, 6]
 * encodeCheckpoint({ kind: 'counts', state: { counts } });
 * ```
 * @category Checkpoints
 */
export class TensorInParts<T extends StateArray = StateArray> implements StateTensor {
  readonly shape: readonly number[];
  /** The class of the parts. */
  readonly Type: StateArrayType<T>;
  readonly #parts: () => Iterable<T>;

  /** @throws {OptionsError} If an option is unknown, or not what it should be. */
  constructor(options: TensorInPartsOptions<T>) {
    rejectUnknownOptions('TensorInParts', options, ['shape', 'Type', 'parts']);
    const { shape, Type, parts } = options;
    requireShape('TensorInParts shape', shape);
    requireArrayType('TensorInParts Type', Type);
    requireFunction('TensorInParts parts', parts);
    this.shape = shape;
    this.Type = Type;
    this.#parts = parts;
  }

  /** How many elements there are. */
  get length(): number {
    return elementsIn(this.shape);
  }

  /**
   * All elements, in a new array.
   *
   * @throws {CheckpointError} If they are more than one array can hold.
   */
  get data(): T {
    const all = allocate(this.Type, this.length);
    let offset = 0;
    for (const part of this.parts()) {
      all.set(part, offset);
      offset += part.length;
    }
    return all;
  }

  /**
   * The elements in order. A part is only valid until the next one is asked for.
   *
   * @throws {ShapeError} At the end, if there are not as many elements as the
   *   shape says.
   * @throws {ValueError} At a part that is none of the class.
   */
  *parts(): Generator<T, void, undefined> {
    const { length } = this;
    let seen = 0;
    const given: unknown = this.#parts();
    const isIterable = isIterableOfParts(given);
    for (const part of isIterable ? (given as Iterable<T>) : [given as T]) {
      if (!isIterable || typedArrayName(part) !== this.Type.name) {
        throw new ValueError(
          `The parts of a tensor must be an iterable of ${this.Type.name}s; received ${show(part)}.`,
        );
      }
      seen += part.length;
      if (seen > length) break;
      yield part;
    }
    if (seen === length) return;
    throw new ShapeError(
      `The parts of a tensor of shape [${this.shape.join(', ')}] must hold ${length} elements ` +
        `in all; received ${seen}${seen > length ? ' or more' : ''}. Correct the shape or the parts.`,
    );
  }
}

/** Whether a tensor comes in parts. By its members, since there may be two copies of this class. */
export function isInParts(tensor: object): tensor is TensorInParts {
  return 'parts' in tensor && typeof tensor.parts === 'function' && 'Type' in tensor;
}

/** The elements of any tensor in parts; those of an ordinary one are views of its array. */
export function* partsOf(tensor: StateTensor): Generator<StateArray, void, undefined> {
  if (isInParts(tensor)) {
    yield* tensor.parts();
    return;
  }
  const { data } = tensor;
  const step = PART_BYTES / data.BYTES_PER_ELEMENT;
  for (let begin = 0; begin < data.length; begin += step) yield data.subarray(begin, begin + step);
}

/** Calls a function for each part, with the index of its first element. */
export function forEachPart<T extends StateArray>(
  parts: Iterable<T>,
  use: (part: T, start: number) => void,
): void {
  let start = 0;
  for (const part of parts) {
    use(part, start);
    start += part.length;
  }
}

/** Calls a function for each element, in order. */
export function forEachElement(
  tensor: StateTensor,
  use: (element: number, index: number) => void,
): void {
  forEachPart(partsOf(tensor), (part, start) => {
    for (let index = 0; index < part.length; index++) use(part[index] as number, start + index);
  });
}

/** Writes the rows from `begin` to `end`, which is not among them, to the start of `part`. */
export type FillRows<T extends StateArray> = (part: T, begin: number, end: number) => void;

/**
 * A tensor whose rows are made when they are asked for.
 *
 * @param shape - The first dimension counts the rows.
 * @param start - Called where the rows begin anew; they are asked for in order.
 */
export function tensorOfRows<T extends StateArray>(
  Type: StateArrayType<T>,
  shape: readonly [number, ...number[]],
  start: () => FillRows<T>,
): TensorInParts<T> {
  const [rows, ...rest] = shape;
  const rowLength = elementsIn(rest);
  function* parts(): Generator<T> {
    const step = Math.floor(PART_BYTES / Math.max(1, rowLength * Type.BYTES_PER_ELEMENT)) || 1;
    const part = new Type(Math.min(step, rows) * rowLength);
    const fill = start();
    for (let begin = 0; begin < rows; begin += step) {
      const end = Math.min(begin + step, rows);
      fill(part, begin, end);
      yield part.subarray(0, (end - begin) * rowLength) as T;
    }
  }
  return new TensorInParts({ shape, Type, parts });
}

/**
 * Throws unless `shape` is a list of lengths.
 *
 * @throws {OptionsError}
 */
export function requireShape(name: string, shape: unknown): void {
  const isShape =
    Array.isArray(shape) &&
    shape.length <= MAX_DIMENSIONS &&
    Array.from(shape as unknown[]).every((n) => Number.isSafeInteger(n) && Number(n) >= 0);
  if (isShape && Number.isSafeInteger(elementsIn(shape as number[]))) return;
  throw new OptionsError(
    `${name} must be an array of whole numbers of at least 0, such as [2, 3]; received ${show(shape)}.`,
  );
}

/**
 * Throws unless `Type` is a class of arrays that checkpoints hold.
 *
 * @throws {OptionsError}
 */
export function requireArrayType(name: string, Type: unknown): void {
  const found: unknown = typeof Type === 'function' ? Type.name : undefined;
  if (ARRAY_NAMES.some((each) => each === found)) return;
  throw new OptionsError(`${name} must be ${ARRAY_NAMES.join(', ')}; received ${show(Type)}.`);
}

/** The classes of arrays that a checkpoint can hold. */
const ARRAY_NAMES = ['Float64Array', 'Float32Array', 'Int32Array', 'Uint32Array', 'Uint8Array'];

/** More than any tensor has. */
export const MAX_DIMENSIONS = 64;

/** How many elements a shape has room for. */
export function elementsIn(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** A new array; an error of this library where it would be too long. */
function allocate<T extends StateArray>(Type: StateArrayType<T>, length: number): T {
  try {
    return new Type(length);
  } catch (cause) {
    throw new CheckpointError(
      `A tensor of ${length} elements is more than one ${Type.name} can hold here; ` +
        'read it part by part, by its method parts().',
      { cause },
    );
  }
}

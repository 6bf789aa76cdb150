import { CheckpointError, OptionsError, ValueError } from '../errors.ts';
import { createRandom } from '../random/createRandom.ts';
import type { Random, RandomState } from '../random/random.ts';
import { show, showShape } from '../validation/show.ts';
import { typedArrayName } from '../validation/typedArrays.ts';
import { arrayTypeOf, isArrayOf } from './arrayTypes.ts';
import type { State, StateArray, StateTensor, StateValue } from './state.ts';
import {
  elementsIn,
  isInParts,
  MAX_DIMENSIONS,
  partsOf,
  requireArrayType,
  TensorInParts,
  type StateArrayType,
} from './tensorInParts.ts';

/** More steps than any run takes, and far from where whole numbers end. */
const MAX_COUNT = 281_474_976_710_656; // 2⁴⁸

/**
 * Reads the fields of a state that came from a file: its type proves nothing,
 * so each field is checked where it is read. Every method throws a
 * {@link CheckpointError} that names the field; what the caller himself got wrong, such as a
 * field's name that is no string, is a {@link ValueError} or an {@link OptionsError}.
 *
 * @example
 * ```ts
 * import { StateReader } from 'deepq';
 *
 * const reader = new StateReader('Counter', { steps: 5 });
 * reader.integer('steps', { min: 0, max: 10 }); // 5
 * ```
 * @category Checkpoints
 */
export class StateReader {
  readonly #where: string;
  readonly #state: State;

  /**
   * @param where - What the state belongs to, for messages.
   * @throws {CheckpointError} If `state` is no record.
   * @throws {ValueError} If `where` is no string.
   */
  constructor(where: string, state: unknown) {
    if (typeof where !== 'string') {
      throw new ValueError(
        `new StateReader(where, state) needs a string as where, such as 'Counter'; received ${show(where)}.`,
      );
    }
    this.#where = where;
    if (!isRecord(state)) throw this.error(`must be a record; received ${show(state)}`);
    this.#state = state;
  }

  /** An error about this state; for rules that go beyond a single field. */
  error(problem: string, options?: ErrorOptions): CheckpointError {
    const text: unknown = problem;
    return new CheckpointError(
      `State of the ${this.#where}: ${typeof text === 'string' ? text : show(text)}. ` +
        'The checkpoint belongs to something else or is damaged; load one that was saved from the same setup.',
      options,
    );
  }

  /** A whole number from `min` to `max`. */
  integer(key: string, range: { readonly min: number; readonly max: number }): number {
    const value = this.#get(key);
    const { min, max } = Object(range) as Partial<typeof range>;
    if (typeof min !== 'number' || typeof max !== 'number') {
      throw new ValueError(
        `StateReader.integer(key, { min, max }) needs two numbers; received ${show(min)} and ${show(max)}.`,
      );
    }
    if (typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max) {
      return value;
    }
    throw this.error(
      `${key} must be a whole number from ${min} to ${max}; received ${show(value)}`,
    );
  }

  /** A finite number. */
  number(key: string): number {
    const value = this.#get(key);
    if (typeof value === 'number' && Number.isFinite(value)) return value;
    throw this.error(`${key} must be a finite number; received ${show(value)}`);
  }

  /** True or false. */
  boolean(key: string): boolean {
    const value = this.#get(key);
    if (typeof value === 'boolean') return value;
    throw this.error(`${key} must be true or false; received ${show(value)}`);
  }

  /** A string. */
  string(key: string): string {
    const value = this.#get(key);
    if (typeof value === 'string') return value;
    throw this.error(`${key} must be a string; received ${show(value)}`);
  }

  /** A state within the state. */
  record(key: string): State {
    const value = this.#get(key);
    if (isRecord(value)) return value;
    throw this.error(`${key} must be a record; received ${show(value)}`);
  }

  /** A new stream that goes on where the saved one was. */
  random(key: string): Random {
    const value = this.#get(key);
    const random = createRandom(0);
    try {
      random.setState(value as unknown as RandomState);
    } catch (cause) {
      const problem = `${key} must be the state of a random stream; received ${show(value)}`;
      throw this.error(problem, { cause });
    }
    return random;
  }

  /** A number of steps, updates and the like. */
  count(key: string, max: number = MAX_COUNT): number {
    return this.integer(key, { min: 0, max });
  }

  /**
   * The data of a tensor of a given type and shape.
   *
   * @param shape - `null` stands for any length; several of them must agree
   *   with the data, not with one another.
   */
  tensor<T extends StateArray>(
    key: string,
    Type: StateArrayType<T>,
    shape: readonly (number | null)[],
  ): T {
    // The type has been checked; the data of a tensor in parts is made here.
    return this.#require(key, Type, shape).data as T;
  }

  /** As {@link StateReader.tensor}, but in parts, for what is large. */
  parts<T extends StateArray>(
    key: string,
    Type: StateArrayType<T>,
    shape: readonly (number | null)[],
  ): TensorInParts<T> {
    const tensor = this.#require(key, Type, shape);
    const parts = (): Iterable<T> => partsOf(tensor) as Iterable<T>;
    return new TensorInParts({ shape: tensor.shape, Type, parts });
  }

  #require(key: string, Type: StateArrayType, shape: readonly (number | null)[]): StateTensor {
    const value = this.#get(key);
    requireArrayType(`The Type of ${key}`, Type);
    requireAnyShape(key, shape);
    const wanted = `${key} must be a ${Type.name} of shape [${shape.map((n) => n ?? 'any').join(', ')}]`;
    if (!isTensor(value)) throw this.error(`${wanted}; received ${show(value)}`);
    const isShaped =
      value.shape.length === shape.length &&
      shape.every((length, axis) => length === null || length === value.shape[axis]);
    if (isInParts(value)) {
      const name = arrayTypeOf(value)?.name;
      if (isShaped && name === Type.name) return value;
      throw this.error(`${wanted}; received ${String(name)} of shape ${showShape(value.shape)}`);
    }
    const isOfType = isShaped && isArrayOf(Type, value.data);
    if (isOfType && elementsIn(value.shape) === value.data.length) return value;
    // Of data of another type the class alone, as its shape says how much there is.
    const received = isOfType ? show(value.data) : (typedArrayName(value.data) ?? show(value.data));
    throw this.error(`${wanted}; received ${received} of shape ${showShape(value.shape)}`);
  }

  #get(key: string): StateValue | undefined {
    if (typeof key !== 'string') {
      throw new ValueError(`A StateReader reads a field by its name; received ${show(key)}.`);
    }
    // A key such as 'constructor' must not be found on the prototype.
    return Object.hasOwn(this.#state, key) ? this.#state[key] : undefined;
  }
}

function requireAnyShape(key: string, shape: unknown): void {
  const isList = Array.isArray(shape) && shape.length <= MAX_DIMENSIONS;
  const lengths = isList ? Array.from(shape as unknown[]) : [];
  if (isList && lengths.every((n) => n === null || typeof n === 'number')) return;
  throw new OptionsError(
    `The shape of ${key} must be an array of numbers, or null for any; received ${show(shape)}.`,
  );
}

/** Whether a value is a tensor, as opposed to a record, list or scalar. */
export function isTensor(value: unknown): value is StateTensor {
  if (typeof value !== 'object' || value === null) return false;
  if (!('shape' in value && Array.isArray(value.shape))) return false;
  // Not by `data`, which a tensor in parts would have to put together first.
  return isInParts(value) || ('data' in value && ArrayBuffer.isView(value.data));
}

function isRecord(value: unknown): value is State {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  // A promise is a state that was not awaited.
  return !isTensor(value) && typeof (value as { readonly then?: unknown }).then !== 'function';
}

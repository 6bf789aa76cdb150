import { CheckpointError, ShapeError, ValueError } from '../errors.ts';
import { show } from '../validation/options.ts';
import { typedArrayName } from '../validation/typedArrays.ts';
import { isTensor } from './stateReader.ts';
import { arrayTypeOf } from './arrayTypes.ts';
import { METADATA_KEY } from './safetensors.ts';
import { SEAL_NAME } from './seal.ts';
import type { State, StateTensor, StateValue } from './state.ts';
import { MAX_DEPTH, parseStrictJson } from './strictJson.ts';
import { elementsIn, isInParts } from './tensorInParts.ts';

/**
 * A state as JSON, its tensors taken out and named by their path.
 *
 * In the JSON, `{"$tensor": name}` stands for a tensor and `{"$number": "-0"}`
 * for the one finite number that JSON cannot write. Keys of the state that
 * begin with `$` get another one in front.
 */
export interface SplitState {
  readonly json: string;
  readonly tensors: ReadonlyMap<string, StateTensor>;
}

/** Names in a file that belong to something else. */
const RESERVED: readonly string[] = [METADATA_KEY, SEAL_NAME];

/**
 * Takes a state apart.
 *
 * @throws {ValueError} If it holds NaN, infinity, `undefined`, or anything
 *   else that would not come back as it was; the message says where.
 * @throws {ShapeError} If a tensor's data does not fill its shape.
 */
export function splitState(state: State): SplitState {
  const tensors = new Map<string, StateTensor>();

  function visit(value: unknown, path: string, depth: number): unknown {
    if (depth > MAX_DEPTH) {
      throw new ValueError(
        `The state is nested deeper than ${MAX_DEPTH} levels at '${path.slice(0, 60)}…'; ` +
          'make sure that no part of it contains itself.',
      );
    }
    if (typeof value === 'number') return encodeNumber(value, path);
    if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
    if (isTensor(value)) return { $tensor: addTensor(value, path) };
    // Array.from, unlike map, visits holes, which are undefined and refused.
    if (Array.isArray(value)) {
      return Array.from(value, (item, index) => visit(item, join(path, String(index)), depth + 1));
    }
    if (!isPlainObject(value)) throw unsupported(value, path, asTensor(value));
    // fromEntries makes '__proto__' a property like any other.
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [
        key.startsWith('$') ? `$${key}` : key,
        visit(item, join(path, key), depth + 1),
      ]),
    );
  }

  function addTensor(tensor: StateTensor, path: string): string {
    checkTensor(tensor, path);
    // A key may hold a dot, so that two paths can read the same.
    let name = path;
    for (let copy = 2; tensors.has(name) || RESERVED.includes(name); copy++) {
      name = `${path}~${copy}`;
    }
    tensors.set(name, tensor);
    return name;
  }

  if (!isPlainObject(state) || isTensor(state)) throw unsupported(state, 'state');
  return { json: JSON.stringify(visit(state, '', 0)), tensors };
}

/**
 * Puts a state together again. What `splitState` cannot have written is refused:
 * a tensor that is there twice or not at all, a number that is infinite.
 *
 * @throws {CheckpointError} If the parts do not belong together.
 */
export function joinState({ json, tensors }: SplitState): State {
  const left = new Map(tensors);

  function visit(value: unknown, depth: number): StateValue {
    if (depth > MAX_DEPTH) throw malformed(`is nested deeper than ${MAX_DEPTH} levels`);
    if (typeof value === 'number' && !Number.isFinite(value)) {
      throw malformed('holds a number that is too large');
    }
    if (typeof value !== 'object' || value === null) return value as StateValue;
    if (Array.isArray(value)) return value.map((item) => visit(item, depth + 1));
    const entries = Object.entries(value);
    const [first] = entries;
    if (entries.length === 1 && first?.[0] === '$tensor') return take(first[1]);
    if (entries.length === 1 && first?.[0] === '$number' && first[1] === '-0') return -0;
    return Object.fromEntries(
      entries.map(([key, item]) => [decodeKey(key), visit(item, depth + 1)]),
    );
  }

  function take(name: unknown): StateTensor {
    const tensor = left.get(String(name));
    if (!tensor) throw malformed(`refers to a tensor that is missing: ${show(name)}`);
    left.delete(String(name));
    return tensor;
  }

  const root = visit(parse(json), 0);
  const [unused] = left.keys();
  if (unused !== undefined) throw malformed(`does not refer to the tensor ${show(unused)}`);
  if (isPlainObject(root) && !isTensor(root)) return root;
  throw malformed('is not a record');
}

function decodeKey(key: string): string {
  if (!key.startsWith('$')) return key;
  if (key.startsWith('$$')) return key.slice(1);
  throw malformed(`holds the name ${show(key)}, which has no meaning`);
}

function encodeNumber(value: number, path: string): unknown {
  if (!Number.isFinite(value)) {
    throw new ValueError(
      `'${path}' must be a finite number to be saved; received ${value}. ` +
        'Save null or a string in its place, or put it in a tensor.',
    );
  }
  return Object.is(value, -0) ? { $number: '-0' } : value;
}

function checkTensor(tensor: StateTensor, path: string): void {
  const { shape } = tensor;
  if (!arrayTypeOf(tensor)) {
    throw new ValueError(
      `Tensor '${path}' must hold a Float32Array, Float64Array, Int32Array, Uint32Array or ` +
        `Uint8Array; received ${show(isInParts(tensor) ? tensor.Type : tensor.data)}. Convert it.`,
    );
  }
  const sizes = shape.every((size) => Number.isSafeInteger(size) && size >= 0);
  // Those in parts are counted when they come.
  const length = isInParts(tensor) ? elementsIn(shape) : tensor.data.length;
  if (sizes && elementsIn(shape) === length) return;
  throw new ShapeError(
    `Tensor '${path}' must hold as many elements as its shape says; ` +
      `received ${length} elements for shape [${shape.join(', ')}]. Correct the shape.`,
  );
}

function unsupported(value: unknown, path: string, hint = ''): ValueError {
  return new ValueError(
    `'${path}' cannot be saved; received ${show(value)}. A state holds finite numbers, strings, ` +
      `booleans, null, tensors { shape, data }, and lists and plain objects of these.${hint}`,
  );
}

/** How a typed array, such as the fields of a board, is written instead. */
function asTensor(value: unknown): string {
  if (typedArrayName(value) === undefined) return '';
  return ` Write it as { shape: [${(value as ArrayLike<unknown>).length}], data }.`;
}

function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  // Object.prototype of this realm or another: the end of the chain.
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function join(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}

function parse(json: string): unknown {
  try {
    return parseStrictJson(json);
  } catch (cause) {
    throw malformed('is not JSON', { cause });
  }
}

function malformed(problem: string, options?: ErrorOptions): CheckpointError {
  return new CheckpointError(
    `The state in this checkpoint ${problem}; load another copy of it.`,
    options,
  );
}

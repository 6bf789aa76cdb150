import { CheckpointError } from '../errors.ts';
import type { StateArray, StateTensor } from './state.ts';
import { decodeUtf8, encodeUtf8 } from './utf8.ts';

/** The tensors and the `__metadata__` of a safetensors file. */
export interface Safetensors {
  readonly metadata: ReadonlyMap<string, string>;
  readonly tensors: ReadonlyMap<string, StateTensor>;
}

/** The header entry that is not a tensor. */
export const METADATA_KEY = '__metadata__';

/** The header's length, at the start of the file, takes this many bytes. */
export const LENGTH_BYTES = 8;

const DTYPES = [
  ['F64', Float64Array],
  ['F32', Float32Array],
  ['I32', Int32Array],
  ['U32', Uint32Array],
  ['U8', Uint8Array],
] as const;

/**
 * Lays tensors out as a safetensors file: the header's length (8 bytes,
 * little-endian), a JSON header, the data. The header is padded and wide
 * elements come first, so that each tensor is aligned without gaps (the
 * format forbids them).
 *
 * Typed arrays are copied as they lie in memory, little-endian on everything
 * that runs JavaScript today.
 *
 * @throws {CheckpointError} If the file would be larger than an array can be.
 * @see https://github.com/huggingface/safetensors#format
 */
export function writeSafetensors({ metadata, tensors }: Safetensors): Uint8Array {
  const sorted = [...tensors].sort(
    ([, a], [, b]) => b.data.BYTES_PER_ELEMENT - a.data.BYTES_PER_ELEMENT,
  );
  // Joined by hand: in an object, names such as '0' would jump the queue.
  const entries = [
    `${JSON.stringify(METADATA_KEY)}:${JSON.stringify(Object.fromEntries(metadata))}`,
  ];
  let end = 0;
  for (const [name, { shape, data }] of sorted) {
    const begin = end;
    end += data.byteLength;
    const entry = { dtype: dtypeOf(data), shape, data_offsets: [begin, end] };
    entries.push(`${JSON.stringify(name)}:${JSON.stringify(entry)}`);
  }
  const json = encodeUtf8(`{${entries.join(',')}}`);
  const dataStart = LENGTH_BYTES + Math.ceil(json.length / 8) * 8;

  const bytes = allocate(dataStart + end);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(dataStart - LENGTH_BYTES), true);
  bytes.fill(0x20, LENGTH_BYTES, dataStart);
  bytes.set(json, LENGTH_BYTES);
  let offset = dataStart;
  for (const [, { data }] of sorted) {
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), offset);
    offset += data.byteLength;
  }
  return bytes;
}

/**
 * Reads a safetensors file. Tensors are copies, so the bytes may be dropped.
 *
 * @throws {CheckpointError} If the header and the data do not make sense
 *   together.
 */
export function parseSafetensors(bytes: Uint8Array): Safetensors {
  const header = parseHeader(bytes);
  const data = bytes.subarray(LENGTH_BYTES + headerLength(bytes));
  const metadata = new Map<string, string>();
  const found: (StateTensor & { readonly name: string; readonly begin: number })[] = [];
  for (const [name, entry] of Object.entries(header)) {
    if (name === METADATA_KEY) readMetadata(entry, metadata);
    else found.push({ name, ...readTensor(name, entry, data) });
  }
  // Every byte belongs to exactly one tensor, as the format demands.
  let covered = 0;
  for (const { name, begin, data: array } of found.toSorted(
    (a, b) => a.begin - b.begin || a.data.byteLength - b.data.byteLength,
  )) {
    if (begin !== covered) throw malformed(`tensor '${name}' overlaps another or leaves a gap`);
    covered += array.byteLength;
  }
  if (covered !== data.length)
    throw malformed(`${data.length - covered} bytes belong to no tensor`);
  return {
    metadata,
    tensors: new Map(found.map(({ name, shape, data: array }) => [name, { shape, data: array }])),
  };
}

/** The length that the file begins with; it may be anything. */
export function headerLength(bytes: Uint8Array): number {
  if (bytes.length < LENGTH_BYTES) throw malformed('it is too short to have a header');
  const words = new DataView(bytes.buffer, bytes.byteOffset);
  return words.getUint32(0, true) + words.getUint32(4, true) * 2 ** 32;
}

/** The header as an object; what its entries hold is still to be checked. */
export function parseHeader(bytes: Uint8Array): Readonly<Record<string, unknown>> {
  const length = headerLength(bytes);
  if (length > bytes.length - LENGTH_BYTES) throw malformed('its header is longer than the file');
  let header: unknown;
  try {
    header = JSON.parse(decodeUtf8(bytes.subarray(LENGTH_BYTES, LENGTH_BYTES + length)));
  } catch (cause) {
    throw malformed('its header is not JSON', { cause });
  }
  if (isObject(header)) return header;
  throw malformed('its header is not an object');
}

function readMetadata(entry: unknown, metadata: Map<string, string>): void {
  if (!isObject(entry)) throw malformed(`${METADATA_KEY} is not an object`);
  for (const [key, value] of Object.entries(entry)) {
    if (typeof value !== 'string') throw malformed(`${METADATA_KEY}.${key} is not a string`);
    metadata.set(key, value);
  }
}

function readTensor(
  name: string,
  entry: unknown,
  data: Uint8Array,
): StateTensor & { readonly begin: number } {
  const { dtype, shape, data_offsets: offsets } = isObject(entry) ? entry : {};
  const TypedArray = DTYPES.find(([known]) => known === dtype)?.[1];
  if (!TypedArray) throw malformed(`tensor '${name}' has an unknown dtype`);
  if (!areSizes(shape) || !areSizes(offsets)) {
    throw malformed(`tensor '${name}' has no proper shape or offsets`);
  }
  const [begin = 0, end = 0] = offsets;
  const byteLength = shape.reduce((product, n) => product * n, TypedArray.BYTES_PER_ELEMENT);
  if (offsets.length !== 2 || end - begin !== byteLength || end > data.length) {
    throw malformed(`tensor '${name}' does not fit its place in the file`);
  }
  // A copy starts at 0, hence aligned. (A Node Buffer's own slice() is no copy.)
  const { buffer } = new Uint8Array(data.subarray(begin, end));
  return { shape, data: new TypedArray(buffer), begin };
}

function dtypeOf(data: StateArray): string {
  const found = DTYPES.find(([, TypedArray]) => data instanceof TypedArray);
  if (found) return found[0];
  throw new CheckpointError(`Checkpoints cannot hold a ${(data as object).constructor.name}.`);
}

function allocate(length: number): Uint8Array<ArrayBuffer> {
  try {
    return new Uint8Array(length);
  } catch (cause) {
    throw new CheckpointError(
      `A checkpoint of ${length} bytes is more than one array can hold here; ` +
        'save it without the replay buffer, or lower the capacity of that.',
      { cause },
    );
  }
}

function areSizes(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function malformed(problem: string, options?: ErrorOptions): CheckpointError {
  return new CheckpointError(
    `This is not a well-formed safetensors file: ${problem}. Load another copy of it.`,
    options,
  );
}

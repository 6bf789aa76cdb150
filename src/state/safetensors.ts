import { CheckpointError, ValueError } from '../errors.ts';
import { ARRAY_TYPES, arrayTypeOf } from './arrayTypes.ts';
import { readBytes, type CheckpointSource } from './source.ts';
import type { StateTensor } from './state.ts';
import { parseStrictJson } from './strictJson.ts';
import { decodeUtf8Strictly, encodeUtf8 } from './utf8.ts';
import { elementsIn, type StateArrayType } from './tensorInParts.ts';

/** The header entry that is not a tensor. */
export const METADATA_KEY = '__metadata__';

/** The header's length, at the start of the file, takes this many bytes. */
export const LENGTH_BYTES = 8;

/** The longest header that the library of the format's authors takes. */
const MAX_HEADER_BYTES = 100_000_000;

/** What a file begins with, and how it goes on. */
export interface Layout {
  /** The header's length and the header. */
  readonly header: Uint8Array;
  /** The tensors in the order in which their data follows. */
  readonly tensors: readonly StateTensor[];
  /** How long the file is. */
  readonly byteLength: number;
}

/**
 * Lays tensors out as a safetensors file: the header's length (8 bytes,
 * little-endian), a JSON header, the data. The header is padded and wide
 * elements come first, so that each tensor is aligned without gaps (the
 * format forbids them).
 *
 * Typed arrays are written as they lie in memory, little-endian on everything
 * that runs JavaScript today.
 *
 * @param last - Comes after all others, aligned or not.
 * @throws {ValueError} If the header is too long.
 * @see https://github.com/huggingface/safetensors#format
 */
export function layOut(
  metadata: ReadonlyMap<string, string>,
  tensors: ReadonlyMap<string, StateTensor>,
  last?: readonly [string, StateTensor],
): Layout {
  const typed = [...tensors].map(([name, tensor]) => ({ name, tensor, ...describe(tensor) }));
  typed.sort((a, b) => b.elementBytes - a.elementBytes);
  if (last) typed.push({ name: last[0], tensor: last[1], ...describe(last[1]) });
  // Joined by hand: in an object, names such as '0' would jump the queue.
  const entries = [
    `${JSON.stringify(METADATA_KEY)}:${JSON.stringify(Object.fromEntries(metadata))}`,
  ];
  let end = 0;
  for (const { name, tensor, dtype, elementBytes } of typed) {
    const begin = end;
    end += elementsIn(tensor.shape) * elementBytes;
    const entry = { dtype, shape: tensor.shape, data_offsets: [begin, end] };
    entries.push(`${JSON.stringify(name)}:${JSON.stringify(entry)}`);
  }
  const json = encodeUtf8(`{${entries.join(',')}}`);
  const dataStart = LENGTH_BYTES + Math.ceil(json.length / 8) * 8;
  requireShortHeader(dataStart - LENGTH_BYTES);
  const header = new Uint8Array(dataStart).fill(0x20);
  new DataView(header.buffer).setBigUint64(0, BigInt(dataStart - LENGTH_BYTES), true);
  header.set(json, LENGTH_BYTES);
  return { header, tensors: typed.map(({ tensor }) => tensor), byteLength: dataStart + end };
}

/** Where a tensor lies in a file. */
export interface PlacedTensor {
  readonly Type: StateArrayType;
  readonly shape: readonly number[];
  /** The first byte, counted from the start of the file. */
  readonly begin: number;
  /** The byte after the last one. */
  readonly end: number;
}

/** The tensors and the `__metadata__` of a safetensors file. */
export interface Directory {
  readonly metadata: ReadonlyMap<string, string>;
  readonly tensors: ReadonlyMap<string, PlacedTensor>;
}

/**
 * Reads the header of a safetensors file, believing nothing: what comes out lies
 * within the file, and each byte of the data belongs to exactly one tensor.
 *
 * @throws {CheckpointError} If the header and the data do not make sense
 *   together.
 */
export function readDirectory(source: CheckpointSource): Directory {
  const header = readHeader(source);
  const dataStart = LENGTH_BYTES + headerLength(source);
  const metadata = new Map<string, string>();
  const tensors = new Map<string, PlacedTensor>();
  for (const [name, entry] of Object.entries(header)) {
    if (name === METADATA_KEY) readMetadata(entry, metadata);
    else tensors.set(name, readTensor(name, entry, dataStart, source.byteLength));
  }
  let covered = dataStart;
  for (const [name, { begin, end }] of [...tensors].sort(
    ([, a], [, b]) => a.begin - b.begin || a.end - b.end,
  )) {
    if (begin !== covered) throw malformed(`tensor '${name}' overlaps another or leaves a gap`);
    covered = end;
  }
  if (covered !== source.byteLength) {
    throw malformed(`${source.byteLength - covered} bytes belong to no tensor`);
  }
  return { metadata, tensors };
}

/** The length of the header; more than the file's if that is too short for one. */
export function headerLength(source: CheckpointSource): number {
  if (source.byteLength < LENGTH_BYTES) return Infinity;
  const start = readBytes(source, 0, LENGTH_BYTES);
  return Number(new DataView(start.buffer).getBigUint64(0, true));
}

/** The header as it was written: what is in it is still to be checked. */
export function readHeader(source: CheckpointSource): Readonly<Record<string, unknown>> {
  const length = headerLength(source);
  if (length > source.byteLength - LENGTH_BYTES) throw malformed('its header is longer than it');
  if (length > MAX_HEADER_BYTES) throw malformed('its header is longer than the format allows');
  const bytes = readBytes(source, LENGTH_BYTES, LENGTH_BYTES + length);
  let header: unknown;
  try {
    header = parseStrictJson(decodeUtf8Strictly(bytes));
  } catch (cause) {
    throw malformed('its header is not JSON in UTF-8', { cause });
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
  dataStart: number,
  fileEnd: number,
): PlacedTensor {
  const { dtype, shape, data_offsets: offsets } = isObject(entry) ? entry : {};
  const Type = ARRAY_TYPES.get(String(dtype));
  if (!Type) throw malformed(`tensor '${name}' has an unknown dtype`);
  if (!areSizes(shape) || !areSizes(offsets)) {
    throw malformed(`tensor '${name}' has no proper shape or offsets`);
  }
  const [begin = 0, end = 0] = offsets;
  const byteLength = elementsIn(shape) * Type.BYTES_PER_ELEMENT;
  if (offsets.length !== 2 || end - begin !== byteLength || dataStart + end > fileEnd) {
    throw malformed(`tensor '${name}' does not fit its place in the file`);
  }
  return { Type, shape, begin: dataStart + begin, end: dataStart + end };
}

function describe(tensor: StateTensor): { dtype: string; elementBytes: number } {
  const Type = arrayTypeOf(tensor);
  for (const [dtype, Known] of ARRAY_TYPES) {
    if (Known === Type) return { dtype, elementBytes: Known.BYTES_PER_ELEMENT };
  }
  throw new CheckpointError('A checkpoint cannot hold arrays of this type.');
}

function requireShortHeader(length: number): void {
  if (length <= MAX_HEADER_BYTES) return;
  throw new ValueError(
    `What a state holds beside tensors must fit into ${MAX_HEADER_BYTES} bytes of JSON; ` +
      `received ${length}. Put long lists of numbers into tensors { shape, data }.`,
  );
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

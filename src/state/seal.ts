import { CheckpointError } from '../errors.ts';
import { crc32 } from './crc32.ts';
import { headerLength, LENGTH_BYTES, METADATA_KEY, readHeader } from './safetensors.ts';
import { readBytes, readParts, type CheckpointSource } from './source.ts';
import type { StateTensor } from './state.ts';

/**
 * The version of the format that this code reads and writes. Version 1, from
 * before the first release, had its checksum in the header.
 */
export const FORMAT_VERSION = '2';

/** How every deepq checkpoint goes on after the length of its header. */
const OPENING = `{"${METADATA_KEY}":{"format":"deepq","formatVersion":"`;

/** The metadata that must come first, in this order, for the version to be found. */
export const SEAL_METADATA: readonly (readonly [string, string])[] = [
  ['format', 'deepq'],
  ['formatVersion', FORMAT_VERSION],
];

/**
 * The name of the last tensor, which holds the checksum: so it can be written
 * after all other bytes, which are not in memory any more by then.
 */
export const SEAL_NAME = '__checksum__';

/** The checksum's length. */
export const SEAL_BYTES = 4;

/** Stands for the checksum in the layout of a file. */
export const SEAL: StateTensor = {
  shape: [SEAL_BYTES],
  data: /* @__PURE__ */ new Uint8Array(SEAL_BYTES),
};

/** Four bytes, the highest first: the CRC-32 of all bytes before them. */
export function sealOf(crc: number): Uint8Array {
  const bytes = new Uint8Array(SEAL_BYTES);
  new DataView(bytes.buffer).setUint32(0, crc);
  return bytes;
}

/**
 * Throws unless the bytes are, to the bit, what was written, and says what
 * happened to them otherwise. Reads all of them once.
 *
 * @throws {CheckpointError}
 */
export function verifySeal(source: CheckpointSource): void {
  const { byteLength } = source;
  checkOpening(source);
  checkVersion(source);
  if (headerLength(source) > byteLength - LENGTH_BYTES - SEAL_BYTES) throw truncated(byteLength);
  let crc = 0;
  for (const part of readParts(source, 0, byteLength - SEAL_BYTES)) crc = crc32(part, crc);
  const found = readBytes(source, byteLength - SEAL_BYTES, byteLength);
  if (sealOf(crc).every((byte, index) => byte === found[index])) return;
  throw byteLength < announcedLength(source) ? truncated(byteLength) : corrupted();
}

function checkOpening(source: CheckpointSource): void {
  const opening = ascii(source, LENGTH_BYTES, LENGTH_BYTES + OPENING.length);
  if (opening === OPENING) return;
  if (source.byteLength < LENGTH_BYTES + OPENING.length && OPENING.startsWith(opening)) {
    throw truncated(source.byteLength);
  }
  const found = opening.startsWith('{"')
    ? 'a safetensors file of another program'
    : 'something else';
  throw new CheckpointError(
    `This is not a checkpoint of deepq but ${found} (or its first bytes are damaged); ` +
      'load what encodeCheckpoint or agent.save wrote.',
  );
}

function checkVersion(source: CheckpointSource): void {
  const start = LENGTH_BYTES + OPENING.length;
  const [version = '', ...rest] = ascii(source, start, start + 10).split('"');
  if (version === FORMAT_VERSION && rest.length > 0) return;
  if (rest.length === 0 && source.byteLength < start + 10) throw truncated(source.byteLength);
  if (!/^[1-9]\d*$/.test(version)) throw corrupted();
  if (Number(version) < Number(FORMAT_VERSION)) {
    throw new CheckpointError(
      `This checkpoint has format version ${version}, which was in use before the first release ` +
        `of deepq; this deepq reads version ${FORMAT_VERSION}. Load it with the deepq that saved it.`,
    );
  }
  throw new CheckpointError(
    `This checkpoint has format version ${version}, but this deepq reads version ${FORMAT_VERSION} ` +
      'at most; update deepq.',
  );
}

/** How long the header says the file is; 0 if it cannot be read. */
function announcedLength(source: CheckpointSource): number {
  try {
    const ends = Object.values(readHeader(source)).map(
      (entry) => (entry as { data_offsets?: readonly number[] }).data_offsets?.[1] ?? 0,
    );
    return LENGTH_BYTES + headerLength(source) + ends.reduce((a, b) => Math.max(a, b), 0);
  } catch {
    return 0;
  }
}

function ascii(source: CheckpointSource, start: number, end: number): string {
  return String.fromCharCode(...readBytes(source, start, end));
}

function truncated(length: number): CheckpointError {
  return new CheckpointError(
    `This checkpoint is truncated: it ends after ${length} bytes, before it is complete. ` +
      'The copy was cut short; load another one.',
  );
}

function corrupted(): CheckpointError {
  return new CheckpointError(
    'This checkpoint is corrupted: its checksum does not match its content. Load another copy.',
  );
}

import { CheckpointError } from '../errors.ts';
import { crc32 } from './crc32.ts';
import { headerLength, LENGTH_BYTES, METADATA_KEY, parseHeader } from './safetensors.ts';
import { encodeUtf8 } from './utf8.ts';

/** The version of the format that this code reads and writes. */
export const FORMAT_VERSION = '1';

const ZEROS = '00000000';

/** How every deepq checkpoint goes on after the length of its header. */
const OPENING = `{"${METADATA_KEY}":{"format":"deepq","formatVersion":"`;
const BEFORE_CHECKSUM = `${OPENING}${FORMAT_VERSION}","checksum":"`;
const CHECKSUM_START = LENGTH_BYTES + BEFORE_CHECKSUM.length;
const CHECKSUM_END = CHECKSUM_START + ZEROS.length;

/** The metadata that must come first, in this order, for `seal` to find its place. */
export const SEAL_METADATA: readonly (readonly [string, string])[] = [
  ['format', 'deepq'],
  ['formatVersion', FORMAT_VERSION],
  ['checksum', ZEROS],
];

/**
 * Writes the checksum into a file that begins with {@link SEAL_METADATA}: the
 * CRC-32 of the whole file with the eight digits still zero.
 */
export function seal(bytes: Uint8Array): void {
  bytes.set(encodeUtf8(checksum(bytes)), CHECKSUM_START);
}

/**
 * Throws unless `bytes` are, to the bit, what `seal` left behind, and says
 * what happened to them otherwise.
 *
 * @throws {CheckpointError}
 */
export function verifySeal(bytes: Uint8Array): void {
  checkOpening(bytes);
  checkVersion(bytes);
  if (bytes.length < CHECKSUM_END || headerLength(bytes) > bytes.length - LENGTH_BYTES) {
    throw truncated(bytes.length);
  }
  const intact =
    ascii(bytes, LENGTH_BYTES, CHECKSUM_START) === BEFORE_CHECKSUM &&
    ascii(bytes, CHECKSUM_START, CHECKSUM_END) === checksum(bytes);
  if (intact) return;
  throw bytes.length < announcedLength(bytes) ? truncated(bytes.length) : corrupted();
}

function checksum(bytes: Uint8Array): string {
  let crc = crc32(bytes.subarray(0, CHECKSUM_START));
  crc = crc32(encodeUtf8(ZEROS), crc);
  crc = crc32(bytes.subarray(CHECKSUM_END), crc);
  return crc.toString(16).padStart(ZEROS.length, '0');
}

function checkOpening(bytes: Uint8Array): void {
  const opening = ascii(bytes, LENGTH_BYTES, LENGTH_BYTES + OPENING.length);
  if (opening === OPENING) return;
  if (bytes.length < LENGTH_BYTES + OPENING.length && OPENING.startsWith(opening)) {
    throw truncated(bytes.length);
  }
  const found = opening.startsWith('{"')
    ? 'a safetensors file of another program'
    : 'something else';
  throw new CheckpointError(
    `This is not a checkpoint of deepq but ${found} (or its first bytes are damaged); ` +
      'load what encodeCheckpoint or agent.save wrote.',
  );
}

function checkVersion(bytes: Uint8Array): void {
  const start = LENGTH_BYTES + OPENING.length;
  const [version = '', ...rest] = ascii(bytes, start, start + 10).split('"');
  if (version === FORMAT_VERSION && rest.length > 0) return;
  if (rest.length === 0 && bytes.length < start + 10) throw truncated(bytes.length);
  if (!/^[1-9]\d*$/.test(version)) throw corrupted();
  throw new CheckpointError(
    `This checkpoint has format version ${version}, but this deepq reads version ${FORMAT_VERSION} ` +
      'at most; update deepq.',
  );
}

/** How long the header says the file is; 0 if it cannot be read. */
function announcedLength(bytes: Uint8Array): number {
  try {
    const ends = Object.values(parseHeader(bytes)).map(
      (entry) => (entry as { data_offsets?: readonly number[] }).data_offsets?.[1] ?? 0,
    );
    return LENGTH_BYTES + headerLength(bytes) + ends.reduce((a, b) => Math.max(a, b), 0);
  } catch {
    return 0;
  }
}

function ascii(bytes: Uint8Array, start: number, end: number): string {
  return String.fromCharCode(...bytes.subarray(start, end));
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

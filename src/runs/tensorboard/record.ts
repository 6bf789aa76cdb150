import { maskedCrc32c } from './crc32c.ts';

/** Length (8 bytes) and its checksum (4) stand before the data, their checksum (4) after. */
const BEFORE = 12;
const AFTER = 4;

/**
 * One record of a file of records: its length, the data, and a checksum of either.
 *
 * @see https://www.tensorflow.org/tutorials/load_data/tfrecord#tfrecords_format_details
 */
export function frameRecord(data: Uint8Array): Uint8Array<ArrayBuffer> {
  const record = new Uint8Array(BEFORE + data.length + AFTER);
  const view = new DataView(record.buffer);
  view.setUint32(0, data.length, true);
  view.setUint32(8, maskedCrc32c(record.subarray(0, 8)), true);
  record.set(data, BEFORE);
  view.setUint32(BEFORE + data.length, maskedCrc32c(data), true);
  return record;
}

/**
 * How many bytes from the front are whole records with good checksums: a process that was
 * killed leaves half a record behind, after which no reader gets on.
 */
export function wholeRecords(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let whole = 0;
  for (;;) {
    const left = bytes.length - whole;
    if (left < BEFORE + AFTER) return whole;
    const length = view.getUint32(whole, true);
    const isShort = view.getUint32(whole + 4, true) === 0 && length <= left - BEFORE - AFTER;
    if (!isShort) return whole;
    const header = bytes.subarray(whole, whole + 8);
    if (view.getUint32(whole + 8, true) !== maskedCrc32c(header)) return whole;
    const end = whole + BEFORE + length;
    const data = bytes.subarray(whole + BEFORE, end);
    if (view.getUint32(end, true) !== maskedCrc32c(data)) return whole;
    whole = end + AFTER;
  }
}

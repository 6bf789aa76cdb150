/** Castagnoli's polynomial, bits reversed. */
const POLYNOMIAL = 0x82f6_3b78;

let cachedTable: Int32Array | undefined;

function makeTable(): Int32Array {
  return Int32Array.from({ length: 256 }, (_, byte) => {
    let remainder = byte;
    for (let bit = 0; bit < 8; bit++) {
      remainder = remainder & 1 ? (remainder >>> 1) ^ POLYNOMIAL : remainder >>> 1;
    }
    return remainder;
  });
}

/** CRC-32C, as in iSCSI: an unsigned 32-bit number. */
export function crc32c(bytes: Uint8Array): number {
  const table = (cachedTable ??= makeTable());
  let remainder = -1;
  for (let at = 0; at < bytes.length; at++) {
    remainder = table[(remainder ^ bytes[at]!) & 0xff]! ^ (remainder >>> 8);
  }
  return ~remainder >>> 0;
}

/**
 * The checksum as records have it: turned and moved, so that the checksum of data that hold
 * checksums stays a good one.
 *
 * @see https://github.com/tensorflow/tensorflow/blob/master/tensorflow/core/lib/hash/crc32c.h
 */
export function maskedCrc32c(bytes: Uint8Array): number {
  const crc = crc32c(bytes);
  return (((crc >>> 15) | (crc << 17)) + 0xa282_ead8) >>> 0;
}

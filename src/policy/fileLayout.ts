import { crc32 } from '../state/crc32.ts';
import type { Precision } from './header.ts';
import type { TensorPlan } from './layerPlan.ts';

// A policy file, all numbers little-endian:
//
//   0  4 bytes   "DQPF"
//   4  uint32    version
//   8  uint32    length of the header in bytes
//  12  uint32    CRC-32 of bytes 4 to 11 and of all from byte 16 on
//  16            the header: JSON in UTF-8
//      then      the weights, array by array

/** The four letters at the start. */
export const MAGIC = 0x46_50_51_44;

/** Files of other versions are refused. */
export const VERSION = 1;

/** Where the header begins. */
export const HEADER_START = 16;

/** A header is some hundred bytes long. */
export const MAX_HEADER_BYTES = 65_536;

/** The checksum that belongs into a file. */
export function checksumOf(bytes: Uint8Array): number {
  return crc32(bytes.subarray(HEADER_START), crc32(bytes.subarray(4, 12)));
}

/** How many bytes an array of weights takes. */
export function bytesOf({ rows, columns, isKernel }: TensorPlan, precision: Precision): number {
  const count = rows * columns;
  if (precision === 'float16') return 2 * count;
  return precision === 'int8' && isKernel ? 4 * columns + count : 4 * count;
}

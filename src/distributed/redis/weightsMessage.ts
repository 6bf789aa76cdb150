import { crc32 } from '../../state/crc32.ts';
import { areFinite } from '../../validation/areFinite.ts';
import type { WeightsSnapshot } from '../channel.ts';

/** `DQWT`. */
const MAGIC = 0x5457_5144;
const FORMAT = 1;
/** Magic, format, checksum, count; version, updates and environment steps. */
export const HEADER_BYTES = 40;

/** Weights as bytes. */
export function encodeWeights(weights: WeightsSnapshot): Uint8Array {
  const { version, updates, environmentSteps, values } = weights;
  const bytes = new Uint8Array(HEADER_BYTES + values.byteLength);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, MAGIC, true);
  view.setUint32(4, FORMAT, true);
  view.setUint32(12, values.length, true);
  view.setFloat64(16, version, true);
  view.setFloat64(24, updates, true);
  view.setFloat64(32, environmentSteps, true);
  new Float32Array(bytes.buffer, HEADER_BYTES).set(values);
  view.setUint32(8, crc32(bytes.subarray(12)), true);
  return bytes;
}

/** The version that the first bytes tell; 0 where they are none of weights. */
export function versionOf(bytes: Uint8Array): number {
  if (bytes.length < HEADER_BYTES) return 0;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const isOurs = view.getUint32(0, true) === MAGIC && view.getUint32(4, true) === FORMAT;
  const version = isOurs ? view.getFloat64(16, true) : 0;
  return Number.isSafeInteger(version) && version > 0 ? version : 0;
}

/** Weights from bytes; null where they are damaged, or hold NaN or infinity. */
export function decodeWeights(bytes: Uint8Array): WeightsSnapshot | null {
  const version = versionOf(bytes);
  if (version === 0) return null;
  // A copy lies straight in memory; slice() of Node's Buffer makes none.
  const copy = new Uint8Array(bytes);
  const view = new DataView(copy.buffer, copy.byteOffset);
  const count = view.getUint32(12, true);
  if (copy.length !== HEADER_BYTES + 4 * count) return null;
  if (view.getUint32(8, true) !== crc32(copy.subarray(12))) return null;
  const values = new Float32Array(copy.buffer, copy.byteOffset + HEADER_BYTES, count);
  const [updates, environmentSteps] = [view.getFloat64(24, true), view.getFloat64(32, true)];
  const areCounts = [updates, environmentSteps].every(
    (one) => Number.isSafeInteger(one) && one >= 0,
  );
  return areCounts && areFinite(values) ? { version, updates, environmentSteps, values } : null;
}

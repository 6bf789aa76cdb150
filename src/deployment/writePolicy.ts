import { ValueError } from '../errors.ts';
import {
  bytesOf,
  checksumOf,
  HEADER_START,
  MAGIC,
  MAX_HEADER_BYTES,
  VERSION,
} from '../policy/fileLayout.ts';
import { LARGEST_HALF, toHalf } from '../policy/half.ts';
import type { PolicyHeader, Precision } from '../policy/header.ts';
import { encodeUtf8 } from '../state/utf8.ts';

/** An array of weights on its way into a file. */
export interface WrittenTensor {
  /** Such as `layer0.kernel`. */
  readonly name: string;
  readonly data: Float32Array;
  readonly rows: number;
  readonly columns: number;
  /** Whether it may be stored in bytes. */
  readonly isKernel: boolean;
}

/**
 * Writes a policy file.
 *
 * @throws {ValueError} If a weight does not fit the precision, or the header is too long.
 */
export function writePolicy(
  header: PolicyHeader,
  tensors: readonly WrittenTensor[],
): Uint8Array<ArrayBuffer> {
  const { precision } = header;
  const json = encodeUtf8(JSON.stringify(header));
  if (json.length > MAX_HEADER_BYTES) {
    throw new ValueError(
      `The layers of a policy must be described by at most ${MAX_HEADER_BYTES} bytes; ` +
        `received ${json.length}. Use fewer layers.`,
    );
  }
  const length = tensors.reduce((sum, tensor) => sum + bytesOf(tensor, precision), 0);
  const file = new Uint8Array(HEADER_START + json.length + length);
  const view = new DataView(file.buffer);
  view.setUint32(0, MAGIC, true);
  view.setUint32(4, VERSION, true);
  view.setUint32(8, json.length, true);
  file.set(json, HEADER_START);
  let start = HEADER_START + json.length;
  for (const tensor of tensors) {
    writeTensor(view, start, tensor, precision);
    start += bytesOf(tensor, precision);
  }
  view.setUint32(12, checksumOf(file), true);
  return file;
}

function writeTensor(
  view: DataView,
  start: number,
  { name, data, columns, isKernel }: WrittenTensor,
  precision: Precision,
): void {
  if (precision === 'int8' && isKernel) {
    writeBytes(view, start, data, columns);
    return;
  }
  data.forEach((weight, index) => {
    if (precision !== 'float16') view.setFloat32(start + 4 * index, weight, true);
    else view.setUint16(start + 2 * index, toHalf(requireHalf(name, weight)), true);
  });
}

/** Each column has a scale of its own, so that its largest weight becomes ±127. */
function writeBytes(view: DataView, start: number, data: Float32Array, columns: number): void {
  const scales = new Float32Array(columns);
  data.forEach((weight, index) => {
    const column = index % columns;
    scales[column] = Math.max(scales[column] as number, Math.abs(weight) / 127);
  });
  scales.forEach((scale, column) => {
    view.setFloat32(start + 4 * column, scale, true);
  });
  data.forEach((weight, index) => {
    const scale = scales[index % columns] as number;
    const steps = scale === 0 ? 0 : Math.round(weight / scale);
    view.setInt8(start + 4 * columns + index, Math.min(Math.max(steps, -127), 127));
  });
}

function requireHalf(name: string, weight: number): number {
  if (Math.abs(weight) <= LARGEST_HALF) return weight;
  throw new ValueError(
    `precision 'float16' holds weights up to ${LARGEST_HALF}; ${name} has ${weight}. Use 'float32'.`,
  );
}

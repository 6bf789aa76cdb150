import { ShapeError, ValueError } from '../../errors.ts';
import { encodeUtf8 } from '../../state/utf8.ts';
import { isShortList } from '../../validation/lists.ts';
import { show } from '../../validation/options.ts';
import { typedArrayName } from '../../validation/typedArrays.ts';

/** NumPy's name for the elements of a typed array, lowest byte first. */
const TYPES: Readonly<Record<string, string>> = {
  Float64Array: '<f8',
  Float32Array: '<f4',
  Int32Array: '<i4',
  Uint32Array: '<u4',
  BigInt64Array: '<i8',
  Uint8Array: '|u1',
};

/**
 * An array for NumPy.
 *
 * @category Runs
 */
export interface NpyArray {
  /** The lengths of its dimensions; `[]` of a single number. */
  readonly shape: readonly number[];
  /** Its elements, the last dimension running fastest. */
  readonly data:
    Float64Array | Float32Array | Int32Array | Uint32Array | BigInt64Array | Uint8Array;
}

/**
 * The bytes of a `.npy` file, which `numpy.load` reads.
 *
 * @throws {ShapeError} If the shape does not fit the data.
 * @throws {ValueError} If the data are none of these typed arrays.
 * @see https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
 * @category Runs
 */
export function encodeNpy({ shape, data }: NpyArray): Uint8Array<ArrayBuffer> {
  const type = TYPES[typedArrayName(data) ?? ''];
  if (type === undefined) {
    throw new ValueError(
      `encodeNpy needs data in a typed array of ${Object.keys(TYPES).join(', ')}; received ${show(data)}.`,
    );
  }
  const isShape = isShortList(shape) && shape.every((one) => Number.isSafeInteger(one) && one >= 0);
  const size = isShape ? shape.reduce((product, one) => product * one, 1) : NaN;
  if (size !== data.length) {
    throw new ShapeError(
      `encodeNpy needs a shape that fits ${data.length} elements; received ${show(shape)}.`,
    );
  }
  const list = shape.length === 1 ? `${shape[0]!},` : shape.join(', ');
  const dictionary = `{'descr': '${type}', 'fortran_order': False, 'shape': (${list}), }`;
  // Padded so that the data begin at a multiple of 64.
  const length = Math.ceil((10 + dictionary.length + 1) / 64) * 64;
  const bytes = new Uint8Array(length + data.byteLength);
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0]);
  new DataView(bytes.buffer).setUint16(8, length - 10, true);
  bytes.set(encodeUtf8(`${dictionary.padEnd(length - 11)}\n`), 10);
  bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), length);
  return bytes;
}

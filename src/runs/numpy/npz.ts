import { ValueError } from '../../errors.ts';
import { crc32 } from '../../state/crc32.ts';
import { encodeUtf8 } from '../../state/utf8.ts';
import { encodeNpy, type NpyArray } from './npy.ts';

/** 1 January 1980: the same arrays give the same bytes at any time. */
const DATE = 0x21;
/** Names are UTF-8. */
const FLAGS = 0x0800;
/** The version of the format that is needed: 2.0. */
const VERSION = 20;

/**
 * The bytes of a `.npz` file, which `numpy.load` reads: a zip of `.npy` files that are not
 * compressed.
 *
 * @param arrays - By their names.
 * @throws {ShapeError} If a shape does not fit its data.
 * @throws {ValueError} If data are none of the typed arrays of {@link NpyArray}, or the file
 *   would have more than 4 GiB.
 * @example
 * ```ts
 * import { encodeNpz } from 'deepq';
 *
 * const scores = { shape: [2, 3], data: Float64Array.of(1, 2, 3, 4, 5, 6) };
 * const bytes = encodeNpz({ scores }); // numpy.load('scores.npz')['scores']
 * ```
 * @see https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
 * @category Runs
 */
export function encodeNpz(arrays: Readonly<Record<string, NpyArray>>): Uint8Array<ArrayBuffer> {
  const files: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let offset = 0;
  for (const [key, array] of Object.entries(arrays)) {
    const name = encodeUtf8(`${key}.npy`);
    const data = encodeNpy(array);
    const common = header(data, name);
    files.push(numbers([4, 0x0403_4b50]), common, name, data);
    directory.push(
      numbers([4, 0x0201_4b50], [2, VERSION]),
      common,
      // No comment, first disk, no attributes.
      numbers([2, 0], [2, 0], [2, 0], [4, 0], [4, offset]),
      name,
    );
    offset += 4 + common.length + name.length + data.length;
  }
  const size = directory.reduce((sum, { length }) => sum + length, 0);
  if (offset + size > 0xffff_ffff) {
    throw new ValueError(
      `encodeNpz makes files of up to 4 GiB; received arrays of ${offset} bytes. Split them.`,
    );
  }
  const count = Object.keys(arrays).length;
  const end = numbers(
    ...([
      [4, 0x0605_4b50],
      [2, 0],
      [2, 0],
      [2, count],
      [2, count],
    ] as const),
    ...([
      [4, size],
      [4, offset],
      [2, 0],
    ] as const),
  );
  return concatenate([...files, ...directory, end]);
}

/** What stands before the name in both places. */
function header(data: Uint8Array, name: Uint8Array): Uint8Array {
  return numbers(
    ...([
      [2, VERSION],
      [2, FLAGS],
      [2, 0],
      [2, 0],
      [2, DATE],
      [4, crc32(data)],
    ] as const),
    ...([
      [4, data.length],
      [4, data.length],
      [2, name.length],
      [2, 0],
    ] as const),
  );
}

/** Numbers of 2 or 4 bytes each, lowest byte first. */
function numbers(...fields: readonly (readonly [bytes: 2 | 4, value: number])[]): Uint8Array {
  const bytes: number[] = [];
  for (const [count, value] of fields) {
    for (let shift = 0; shift < 8 * count; shift += 8) bytes.push((value >>> shift) & 0xff);
  }
  return Uint8Array.from(bytes);
}

function concatenate(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

import { ShapeError } from '../../errors.ts';
import { requireChoice } from '../../validation/options.ts';
import { requirePixels } from './requirePixels.ts';

/**
 * How red, green and blue become one gray:
 *
 * - `'ale'`: `round(0.2989 R + 0.587 G + 0.114 B)`, the palette of the Arcade
 *   Learning Environment and so of Gymnasium's `AtariPreprocessing`.
 * - `'opencv'`: `(9798 R + 19235 G + 3735 B + 16384) >> 15`, `cvtColor` of
 *   OpenCV and so `WarpFrame` of Stable-Baselines3.
 * - `'gymnasium'`: `trunc(0.2125 R + 0.7154 G + 0.0721 B)`, Gymnasium's
 *   `GrayscaleObservation`.
 *
 * @category Images
 */
export type GrayscaleFormula = 'ale' | 'opencv' | 'gymnasium';

/** The names of all formulas. */
export const GRAYSCALE_FORMULAS: readonly GrayscaleFormula[] = ['ale', 'opencv', 'gymnasium'];

/** The share of each channel in a gray, and what is added before the fraction is dropped. */
const SHARES = {
  ale: { red: 0.2989, green: 0.587, blue: 0.114, offset: 0.5 },
  // Sums of multiples of 2^-15 are exact.
  opencv: { red: 9798 / 32768, green: 19235 / 32768, blue: 3735 / 32768, offset: 0.5 },
  gymnasium: { red: 0.2125, green: 0.7154, blue: 0.0721, offset: 0 },
} as const;

/** What each of the 256 values of a channel adds to a gray. */
export interface GrayTables {
  readonly red: Float64Array;
  readonly green: Float64Array;
  readonly blue: Float64Array;
  readonly offset: number;
}

/** @throws {OptionsError} If there is no such formula. */
export function grayTables(name: string, formula: GrayscaleFormula): GrayTables {
  const shares = SHARES[requireChoice(name, formula, GRAYSCALE_FORMULAS)];
  const table = (share: number): Float64Array =>
    Float64Array.from({ length: 256 }, (_, value) => share * value);
  const { red, green, blue, offset } = shares;
  return { red: table(red), green: table(green), blue: table(blue), offset };
}

/**
 * Writes the grays of RGB pixels; `gray` has a third of the length of `rgb`.
 *
 * Four pixels that are as the four before them take over their grays: screens
 * of games are mostly areas of one colour.
 */
export function writeGray(tables: GrayTables, rgb: Uint8Array, gray: Uint8Array): void {
  const pixels = gray.length;
  if (rgb.byteOffset % 4 !== 0 || gray.byteOffset % 4 !== 0) {
    write(tables, rgb, gray, 0, pixels);
    return;
  }
  const groups = pixels >> 2;
  const words = new Int32Array(rgb.buffer, rgb.byteOffset, 3 * groups);
  const grayWords = new Int32Array(gray.buffer, gray.byteOffset, groups);
  write(tables, rgb, gray, 0, Math.min(4, pixels));
  for (let group = 1, word = 3; group < groups; group++, word += 3) {
    if (
      words[word] === words[word - 3] &&
      words[word + 1] === words[word - 2] &&
      words[word + 2] === words[word - 1]
    ) {
      grayWords[group] = grayWords[group - 1] as number;
      continue;
    }
    write(tables, rgb, gray, 4 * group, 4 * group + 4);
  }
  write(tables, rgb, gray, 4 * groups, pixels);
}

function write(
  { red, green, blue, offset }: GrayTables,
  rgb: Uint8Array,
  gray: Uint8Array,
  begin: number,
  end: number,
): void {
  for (let pixel = begin, byte = 3 * begin; pixel < end; pixel++, byte += 3) {
    const sum =
      (red[rgb[byte] as number] as number) +
      (green[rgb[byte + 1] as number] as number) +
      (blue[rgb[byte + 2] as number] as number);
    gray[pixel] = (sum + offset) | 0;
  }
}

/**
 * Raises every gray to that of an RGB pixel, where that is higher.
 *
 * @param known - RGB pixels whose grays `gray` has already, or null: where
 *   both pictures agree, nothing is computed. Most of a screen does not move.
 */
export function raiseToGray(
  tables: GrayTables,
  rgb: Uint8Array,
  gray: Uint8Array,
  known: Uint8Array | null,
): void {
  const pixels = gray.length;
  if (known === null || rgb.byteOffset % 4 !== 0 || known.byteOffset % 4 !== 0) {
    raise(tables, rgb, gray, 0, pixels);
    return;
  }
  // Four pixels are twelve bytes: three words.
  const groups = pixels >> 2;
  const words = new Int32Array(rgb.buffer, rgb.byteOffset, 3 * groups);
  const knownWords = new Int32Array(known.buffer, known.byteOffset, 3 * groups);
  for (let group = 0, word = 0; group < groups; group++, word += 3) {
    if (
      words[word] === knownWords[word] &&
      words[word + 1] === knownWords[word + 1] &&
      words[word + 2] === knownWords[word + 2]
    ) {
      continue;
    }
    raise(tables, rgb, gray, 4 * group, 4 * group + 4);
  }
  raise(tables, rgb, gray, 4 * groups, pixels);
}

function raise(
  { red, green, blue, offset }: GrayTables,
  rgb: Uint8Array,
  gray: Uint8Array,
  begin: number,
  end: number,
): void {
  for (let pixel = begin, byte = 3 * begin; pixel < end; pixel++, byte += 3) {
    const sum =
      (red[rgb[byte] as number] as number) +
      (green[rgb[byte + 1] as number] as number) +
      (blue[rgb[byte + 2] as number] as number);
    const value = (sum + offset) | 0;
    if (value > (gray[pixel] as number)) gray[pixel] = value;
  }
}

/**
 * The grays of a picture.
 *
 * @param rgb - Red, green and blue of each pixel; shape `[height, width, 3]`.
 * @param formula - Which shares the colours have.
 * @returns Shape `[height, width]`, a new array.
 * @throws {ValueError} If `rgb` is no `Uint8Array`.
 * @throws {ShapeError} If its length is no multiple of 3.
 * @throws {OptionsError} If there is no such formula.
 * @example
 * ```ts
 * import { grayscale } from 'deepq';
 *
 * grayscale(Uint8Array.of(250, 0, 0, 0, 250, 0)); // Uint8Array [75, 147]
 * grayscale(Uint8Array.of(250, 0, 0, 0, 250, 0), 'gymnasium'); // Uint8Array [53, 178]
 * ```
 * @category Images
 */
export function grayscale(
  rgb: Uint8Array,
  formula: GrayscaleFormula = 'ale',
): Uint8Array<ArrayBuffer> {
  const tables = grayTables('grayscale formula', formula);
  requirePixels('grayscale(rgb)', rgb);
  if (rgb.length % 3 !== 0) {
    throw new ShapeError(
      `grayscale(rgb) needs three bytes a pixel: red, green and blue; received ${rgb.length} bytes, ` +
        'which is no multiple of 3. Where there are four a pixel, leave the opacity out.',
    );
  }
  const gray = new Uint8Array(rgb.length / 3);
  writeGray(tables, rgb, gray);
  return gray;
}

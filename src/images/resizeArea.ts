import { OptionsError } from '../errors.ts';
import { rejectUnknownOptions, requireInteger } from '../validation/options.ts';
import { areaTaps } from './areaTaps.ts';
import { type ImageSize, requireImageSize } from './imageSize.ts';
import { requirePixels } from './requirePixels.ts';
import { shrinkByWhole } from './shrinkByWhole.ts';

/** Fills `resized` from `pixels`, both of the size that it was made for. */
export type Resize = (pixels: Uint8Array, resized: Uint8Array) => void;

/** To this float32 sum no fraction fits: adding it rounds, half to even. */
const NO_FRACTION = 1.5 * 2 ** 23;

/**
 * Makes a function that shrinks pictures by averaging areas: bit for bit what
 * `resize` of OpenCV does with `INTER_AREA`.
 *
 * @param from - Height and width of the pictures.
 * @param to - Height and width afterwards, neither larger than before.
 * @param channels - Bytes a pixel.
 * @throws {OptionsError} If the picture would have to grow.
 */
export function createResize(
  where: string,
  from: readonly [number, number],
  to: readonly [number, number],
  channels: number,
): Resize {
  const [height, width] = from;
  const [toHeight, toWidth] = to;
  if (toHeight > height || toWidth > width) {
    throw new OptionsError(
      `${where} can shrink pictures, not enlarge them; received the size ${toHeight} × ${toWidth} ` +
        `(height × width) for pictures of ${height} × ${width}. Choose at most ${height} × ${width}.`,
    );
  }
  if (height === toHeight && width === toWidth) {
    return (pixels, resized) => {
      resized.set(pixels);
    };
  }
  if (height % toHeight === 0 && width % toWidth === 0) {
    return shrinkByWhole(from, to, channels);
  }
  const shrinkRow = createShrinkRow(width, toWidth, channels);
  const rowLength = toWidth * channels;
  const { count, first, weights } = areaTaps(height, toHeight);
  // Every row of the source, made narrow.
  const rows = new Float32Array(height * rowLength);
  const sums = new Float32Array(rowLength);
  return (pixels, resized) => {
    for (let row = 0; row < height; row++) {
      shrinkRow(pixels, row * width * channels, rows, row * rowLength);
    }
    for (let row = 0; row < toHeight; row++) {
      const start = (first[row] as number) * rowLength;
      sums.fill(0);
      for (let tap = 0; tap < count; tap++) {
        const weight = weights[tap * toHeight + row] as number;
        // Adding nothing changes nothing.
        if (weight !== 0) addRow(rows, start + tap * rowLength, weight, sums);
      }
      const target = row * rowLength;
      for (let index = 0; index < rowLength; index++) {
        resized[target + index] = Math.fround((sums[index] as number) + NO_FRACTION) - NO_FRACTION;
      }
    }
  };
}

/** Products and sums are rounded to float32 one by one, as OpenCV's are. */
function addRow(rows: Float32Array, start: number, weight: number, sums: Float32Array): void {
  const { length } = sums;
  for (let index = 0; index < length; index++) {
    const product = Math.fround((rows[start + index] as number) * weight);
    sums[index] = (sums[index] as number) + product;
  }
}

type ShrinkRow = (
  pixels: Uint8Array,
  pixelsStart: number,
  rows: Float32Array,
  rowsStart: number,
) => void;

function createShrinkRow(width: number, toWidth: number, channels: number): ShrinkRow {
  const { count, first, weights } = areaTaps(width, toWidth);
  const length = toWidth * channels;
  const starts = Int32Array.from({ length }, (_, index) => {
    const pixel = first[Math.floor(index / channels)] as number;
    return pixel * channels + (index % channels);
  });
  // One array for each of the first three taps, and one for all others.
  const weightsOf = (tap: number): Float32Array =>
    Float32Array.from({ length }, (_, index) =>
      tap < count ? (weights[tap * toWidth + Math.floor(index / channels)] as number) : 0,
    );
  const [weights0, weights1, weights2] = [weightsOf(0), weightsOf(1), weightsOf(2)];
  // A line of one or two pixels has no third: weights of 0 for pixels that are there.
  const second = count > 1 ? channels : 0;
  const third = count > 2 ? 2 * channels : 0;
  const more = Array.from({ length: Math.max(0, count - 3) }, (_, index) => weightsOf(index + 3));
  return (pixels, pixelsStart, rows, rowsStart) => {
    for (let index = 0; index < length; index++) {
      const start = pixelsStart + (starts[index] as number);
      const a = Math.fround((pixels[start] as number) * (weights0[index] as number));
      const b = Math.fround((pixels[start + second] as number) * (weights1[index] as number));
      const c = Math.fround((pixels[start + third] as number) * (weights2[index] as number));
      rows[rowsStart + index] = Math.fround(a + b) + c;
    }
    for (const [tap, tapWeights] of more.entries()) {
      const offset = pixelsStart + (tap + 3) * channels;
      for (let index = 0; index < length; index++) {
        const pixel = pixels[offset + (starts[index] as number)] as number;
        const product = Math.fround(pixel * (tapWeights[index] as number));
        rows[rowsStart + index] = (rows[rowsStart + index] as number) + product;
      }
    }
  };
}

/**
 * What {@link resizeArea} takes.
 *
 * @category Images
 */
export interface ResizeAreaOptions {
  /** Of the picture as it is. */
  readonly from: ImageSize;
  /** Of the picture as it is to be: neither higher nor wider. */
  readonly to: ImageSize;
  /**
   * Bytes a pixel: 1 for gray, 3 for RGB, 4 for RGBA.
   *
   * @default 1
   */
  readonly channels?: number;
}

/**
 * Shrinks a picture: each new pixel is the average of the area that it covers.
 * Bit for bit `cv2.resize(…, interpolation=cv2.INTER_AREA)` of OpenCV, for
 * whole and for broken ratios.
 *
 * @param pixels - Shape `[height, width]` or `[height, width, channels]`.
 * @returns A new array of the new size.
 * @throws {OptionsError} If an option is unknown, missing or makes no sense, or
 *   if the picture would have to grow.
 * @throws {ValueError | ShapeError} If `pixels` is no `Uint8Array` of that size.
 * @example
 * ```ts
 * import { resizeArea } from 'deepq';
 *
 * resizeArea(Uint8Array.of(0, 30, 60), { from: [1, 3], to: [1, 2] }); // Uint8Array [10, 50]
 * ```
 * @see https://docs.opencv.org/4.x/da/d54/group__imgproc__transform.html
 * @category Images
 */
export function resizeArea(
  pixels: Uint8Array,
  options: ResizeAreaOptions,
): Uint8Array<ArrayBuffer> {
  rejectUnknownOptions('resizeArea', options, ['from', 'to', 'channels']);
  const from = requireImageSize('resizeArea from', options.from);
  const to = requireImageSize('resizeArea to', options.to);
  const range = { min: 1, max: 1024 };
  const channels = requireInteger('resizeArea channels', options.channels ?? 1, range);
  const resize = createResize('resizeArea', from, to, channels);
  requirePixels('resizeArea(pixels)', pixels, from[0] * from[1] * channels);
  const resized = new Uint8Array(to[0] * to[1] * channels);
  resize(pixels, resized);
  return resized;
}

import { OptionsError } from '../../errors.ts';
import { rejectUnknownOptions, requireInteger } from '../../validation/options.ts';
import { areaTaps } from './areaTaps.ts';
import { type ImageSize, requireImageSize } from './imageSize.ts';
import { requirePixels } from './requirePixels.ts';
import type { Resize } from './resize.ts';
import { shrinkByWhole } from './shrinkByWhole.ts';

export type { Resize };

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
  const plan = planRow(width, toWidth, channels);
  const rowLength = toWidth * channels;
  const { count, first, weights } = areaTaps(height, toHeight);
  // Every row of the source, made narrow.
  const rows = new Float32Array(height * rowLength);
  const sums = new Float32Array(rowLength);
  return (pixels, resized) => {
    let narrow = 0;
    for (let row = 0; row < toHeight; row++) {
      const start = first[row] as number;
      // Just before they are needed, while the cache holds them.
      for (; narrow < start + count; narrow++) {
        shrinkRow(plan, pixels, narrow * width * channels, rows, narrow * rowLength);
      }
      if (count === 3) {
        addThreeRows(rows, start * rowLength, rowLength, weights, row, toHeight, sums);
      } else {
        sums.fill(0);
        for (let tap = 0; tap < count; tap++) {
          const weight = weights[tap * toHeight + row] as number;
          addRow(rows, (start + tap) * rowLength, weight, sums);
        }
      }
      roundInto(sums, resized, row * rowLength);
    }
  };
}

function roundInto(sums: Float32Array, resized: Uint8Array, target: number): void {
  const { length } = sums;
  for (let index = 0; index < length; index++) {
    resized[target + index] = Math.fround((sums[index] as number) + NO_FRACTION) - NO_FRACTION;
  }
}

/** Products and sums are rounded to float32 one by one, as OpenCV's are. */
function addRow(rows: Float32Array, start: number, weight: number, sums: Float32Array): void {
  const { length } = sums;
  for (let index = 0; index < length; index++) {
    const product = Math.fround((rows[start + index] as number) * weight);
    sums[index] = (sums[index] as number) + product;
  }
}

/** The usual case, of three rows, in one go. */
function addThreeRows(
  rows: Float32Array,
  start: number,
  rowLength: number,
  weights: Float32Array,
  row: number,
  toHeight: number,
  sums: Float32Array,
): void {
  const weight0 = weights[row] as number;
  const weight1 = weights[toHeight + row] as number;
  const weight2 = weights[2 * toHeight + row] as number;
  const start1 = start + rowLength;
  const start2 = start1 + rowLength;
  for (let index = 0; index < rowLength; index++) {
    const a = Math.fround((rows[start + index] as number) * weight0);
    const b = Math.fround((rows[start1 + index] as number) * weight1);
    const c = Math.fround((rows[start2 + index] as number) * weight2);
    sums[index] = Math.fround(a + b) + c;
  }
}

/** How a row of pixels is made narrow: one place and three weights for each byte of the result. */
interface RowPlan {
  /** The first byte that each is made of. Shape `[length]`. */
  readonly starts: Int32Array;
  /** What that byte weighs, and the two next ones of its channel. Shape `[length, 3]`. */
  readonly weights: Float32Array;
  /** From the first byte to the second and the third. */
  readonly second: number;
  readonly third: number;
  /** Of all others: how far from the first byte, and what they weigh. */
  readonly more: readonly { readonly offset: number; readonly weights: Float32Array }[];
}

function planRow(width: number, toWidth: number, channels: number): RowPlan {
  const { count, first, weights } = areaTaps(width, toWidth);
  const length = toWidth * channels;
  const pixelOf = (index: number): number => Math.floor(index / channels);
  const weightOf = (index: number, tap: number): number =>
    tap < count ? (weights[tap * toWidth + pixelOf(index)] as number) : 0;
  return {
    starts: Int32Array.from({ length }, (_, index) => {
      return (first[pixelOf(index)] as number) * channels + (index % channels);
    }),
    weights: Float32Array.from({ length: 3 * length }, (_, index) =>
      weightOf(Math.floor(index / 3), index % 3),
    ),
    // A line of one or two pixels has no third: weights of 0 for pixels that are there.
    second: count > 1 ? channels : 0,
    third: count > 2 ? 2 * channels : 0,
    more: Array.from({ length: Math.max(0, count - 3) }, (_, index) => ({
      offset: (index + 3) * channels,
      weights: Float32Array.from({ length }, (__, place) => weightOf(place, index + 3)),
    })),
  };
}

function shrinkRow(
  { starts, weights, second, third, more }: RowPlan,
  pixels: Uint8Array,
  pixelsStart: number,
  rows: Float32Array,
  rowsStart: number,
): void {
  const { length } = starts;
  for (let index = 0, weight = 0; index < length; index++, weight += 3) {
    const start = pixelsStart + (starts[index] as number);
    const a = Math.fround((pixels[start] as number) * (weights[weight] as number));
    const b = Math.fround((pixels[start + second] as number) * (weights[weight + 1] as number));
    const c = Math.fround((pixels[start + third] as number) * (weights[weight + 2] as number));
    rows[rowsStart + index] = Math.fround(a + b) + c;
  }
  for (const { offset, weights: others } of more) {
    for (let index = 0; index < length; index++) {
      const pixel = pixels[pixelsStart + offset + (starts[index] as number)] as number;
      const product = Math.fround(pixel * (others[index] as number));
      rows[rowsStart + index] = (rows[rowsStart + index] as number) + product;
    }
  }
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
  rejectUnknownOptions(
    'resizeArea',
    options,
    ['from', 'to', 'channels'],
    {},
    'resizeArea(pixels, { from: [210, 160], to: [84, 84] })',
  );
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

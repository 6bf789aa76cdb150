import { OptionsError, UsageError } from '../../errors.ts';
import { requireInteger } from '../../validation/options.ts';
import type { RgbaImage } from '../../protocol/environment.ts';
import type { Color } from './color.ts';
import { coverPolygon, type Point } from './coverage.ts';
import { GLYPH_HEIGHT, GLYPH_WIDTH, glyphRows } from './font.ts';
import { requireColor, requireCorners, requireNumbers, requireText } from './checks.ts';
import { box } from './place.ts';

export type { Color };

/** A picture of so many takes a quarter of a gigabyte. */
const MAX_PIXELS = 2 ** 26;

/**
 * Draws simple pictures without a page: what `render` of an environment needs.
 *
 * Places are in pixels from the top left corner, y downwards, and need not be
 * whole: pixel (0, 0) is the square from (0, 0) to (1, 1). Shapes are filled,
 * smooth at their edges (by the exact area of each pixel that they cover), and
 * cut off at the border of the picture.
 *
 * @example
 * ```ts
 * import { Raster } from 'deepq/environments';
 *
 * const raster = new Raster(60, 40, [255, 255, 255]);
 * raster.line(0, 30, 60, 30, 1, [0, 0, 0]);
 * raster.circle(30, 20, 10, [202, 152, 101]);
 * raster.text(2, 2, 'Ball', [0, 0, 0], 1);
 * const { width, height, data } = raster.takeImage(); // 60, 40, 9600 bytes
 * ```
 * @category Environments
 */
export class Raster {
  /** In pixels. */
  readonly width: number;
  /** In pixels. */
  readonly height: number;
  /** Null when the picture has been given away. */
  #data: Uint8ClampedArray<ArrayBuffer> | null;

  /**
   * @param width - In pixels, from 1 to 16,384.
   * @param height - In pixels, likewise; at most 67 million pixels in all.
   * @param background - Fills the picture; its opacity is not used.
   * @throws {OptionsError} If the width or height is out of range.
   * @throws {ValueError} If the background is no colour.
   */
  constructor(width: number, height: number, background: Color) {
    this.width = requireInteger('Raster width', width, { min: 1, max: 16_384 });
    this.height = requireInteger('Raster height', height, { min: 1, max: 16_384 });
    if (width * height > MAX_PIXELS) {
      throw new OptionsError(
        `Raster must have at most ${MAX_PIXELS} pixels; received ${width} × ${height}. Make it smaller.`,
      );
    }
    const [red, green, blue] = requireColor('Raster background', background);
    this.#data = new Uint8ClampedArray(width * height * 4);
    this.#data.set([red, green, blue, 255]);
    // A pixel at a time: this is most of the work for a simple picture.
    const pixels = new Uint32Array(this.#data.buffer);
    pixels.fill(pixels[0]!);
  }

  /**
   * Fills a rectangle; x and y are those of its top left corner.
   *
   * @throws {ValueError} If a number is NaN or infinite, or the colour is none.
   */
  rectangle(x: number, y: number, width: number, height: number, color: Color): void {
    requireNumbers('rectangle', [x, y, width, height]);
    this.#fill('rectangle', box(x, y, x + width, y + height), color);
  }

  /**
   * Fills the area inside an outline, which may be of any shape.
   *
   * @param points - The corners, in order; the last is joined to the first.
   * @throws {ValueError} If a number is NaN or infinite, or the colour is none.
   */
  polygon(points: readonly Point[], color: Color): void {
    this.#fill('polygon', points, color);
  }

  /**
   * Fills a circle around (x, y).
   *
   * @throws {ValueError} If a number is NaN or infinite, or the colour is none.
   */
  circle(x: number, y: number, radius: number, color: Color): void {
    requireNumbers('circle', [x, y, radius]);
    // As many corners as keep within a hundredth of a pixel of the circle.
    const wanted = radius > 0.1 ? Math.PI / Math.acos(1 - 0.01 / radius) : 0;
    const corners = Math.ceil(Math.min(Math.max(wanted, 8), 4096));
    const points = Array.from({ length: corners }, (_, index): Point => {
      const angle = (2 * Math.PI * index) / corners;
      return [x + radius * Math.cos(angle), y + radius * Math.sin(angle)];
    });
    this.#fill('circle', points, color);
  }

  /**
   * Draws a straight line with square ends.
   *
   * @param thickness - In pixels, half of it to either side.
   * @throws {ValueError} If a number is NaN or infinite, or the colour is none.
   */
  line(x0: number, y0: number, x1: number, y1: number, thickness: number, color: Color): void {
    requireNumbers('line', [x0, y0, x1, y1, thickness]);
    this.#pixels('line');
    const length = Math.hypot(x1 - x0, y1 - y0);
    if (length === 0) return;
    const acrossX = ((y0 - y1) / length) * (thickness / 2);
    const acrossY = ((x1 - x0) / length) * (thickness / 2);
    const points: Point[] = [
      [x0 - acrossX, y0 - acrossY],
      [x1 - acrossX, y1 - acrossY],
      [x1 + acrossX, y1 + acrossY],
      [x0 + acrossX, y0 + acrossY],
    ];
    this.#fill('line', points, color);
  }

  /**
   * Writes one line of capitals, digits and a few signs
   * (`. , : ; - + / % ( ) = ! ? ' < > # * _ ♠ ♥ ♦ ♣`); small letters become
   * capitals, and what the font lacks a frame. x and y are those of the top
   * left corner, and are rounded.
   *
   * @param scale - Pixels a dot: a whole number. A sign has 5 × 7 dots, and
   *   there is one between signs.
   * @throws {ValueError} If a number is NaN or infinite, or the colour is none.
   * @throws {OptionsError} If the scale is not a whole number from 1 to 16,384.
   */
  text(x: number, y: number, text: string, color: Color, scale = 2): void {
    requireText('Raster.text', text, scale);
    requireNumbers('text', [x, y]);
    const paint = requireColor('Raster.text color', color);
    this.#pixels('text');
    // Dots that end inside a pixel would leave seams.
    let left = Math.round(x);
    const top = Math.round(y);
    for (const sign of text) {
      if (left >= this.width) return;
      for (const [row, dots] of glyphRows(sign).entries()) {
        for (let column = 0; column < GLYPH_WIDTH; column++) {
          if ((dots & (16 >> column)) === 0) continue;
          this.rectangle(left + column * scale, top + row * scale, scale, scale, paint);
        }
      }
      left += (GLYPH_WIDTH + 1) * scale;
    }
  }

  /**
   * The picture as it is now: later drawing does not change it.
   *
   * @throws {UsageError} After {@link Raster.takeImage}.
   */
  image(): RgbaImage {
    return { width: this.width, height: this.height, data: this.#pixels('image').slice() };
  }

  /**
   * The picture itself, where nothing else is to be drawn: {@link Raster.image} without the time and
   * memory for a copy. To draw afterwards is a `UsageError`.
   *
   * @throws {UsageError} If it was called before.
   */
  takeImage(): RgbaImage {
    const data = this.#pixels('takeImage');
    this.#data = null;
    return { width: this.width, height: this.height, data };
  }

  #pixels(method: string): Uint8ClampedArray<ArrayBuffer> {
    if (this.#data) return this.#data;
    throw new UsageError(
      `Raster.${method} was called after takeImage(), which gave the picture away. Make a new Raster, or ` +
        'call image() in place of takeImage().',
    );
  }

  #fill(shape: string, points: readonly Point[], color: Color): void {
    const [red, green, blue, opacity = 255] = requireColor(`Raster.${shape} color`, color);
    requireCorners(shape, points);
    const data = this.#pixels(shape);
    if (points.length < 3) return;
    coverPolygon(points, this.width, this.height, (y, coverage, from, to) => {
      for (let x = from, at = 4 * (y * this.width + from); x < to; x++, at += 4) {
        const share = ((coverage[x] as number) * opacity) / 255;
        data[at] = mix(data[at] as number, red, share);
        data[at + 1] = mix(data[at + 1] as number, green, share);
        data[at + 2] = mix(data[at + 2] as number, blue, share);
      }
    });
  }
}

/**
 * The size of a text that {@link Raster.text} writes, in pixels: to centre it,
 * for one.
 *
 * @param scale - As in {@link Raster.text}.
 * @returns Width and height.
 * @throws {ValueError} If the text is no string.
 * @throws {OptionsError} If the scale is not a whole number from 1 to 16,384.
 */
export function textSize(text: string, scale = 2): readonly [width: number, height: number] {
  requireText('textSize', text, scale);
  const signs = Array.from(text).length;
  return [Math.max(0, signs * (GLYPH_WIDTH + 1) - 1) * scale, GLYPH_HEIGHT * scale];
}

function mix(from: number, to: number, share: number): number {
  return from + (to - from) * share;
}

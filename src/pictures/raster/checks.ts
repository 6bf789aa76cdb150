import { ValueError } from '../../errors.ts';
import { requireInteger, show } from '../../validation/options.ts';
import type { Point } from './coverage.ts';
import type { Color } from './color.ts';

/** @throws {ValueError} If `color` is not three or four numbers from 0 to 255. */
export function requireColor(name: string, color: unknown): Color {
  const isPart = (part: unknown): boolean => typeof part === 'number' && part >= 0 && part <= 255;
  if (Array.isArray(color) && (color.length === 3 || color.length === 4)) {
    // Array.from, unlike the array itself, has no holes for every() to skip.
    if (Array.from<unknown>(color).every(isPart)) return color as unknown as Color;
    throw new ValueError(
      `${name} must hold numbers from 0 to 255; received [${color.map(show).join(', ')}].`,
    );
  }
  throw new ValueError(
    `${name} must be [red, green, blue], or with an opacity, such as [255, 0, 0]; received ${show(color)}.`,
  );
}

/** @throws {ValueError} If one of the numbers of a shape is none, or infinite. */
export function requireNumbers(shape: string, numbers: readonly unknown[]): void {
  if (numbers.every(Number.isFinite)) return;
  throw new ValueError(
    `Raster.${shape} needs finite numbers; received ${numbers.map(show).join(', ')}.`,
  );
}

/** @throws {ValueError} If `points` are not corners `[x, y]`. */
export function requireCorners(shape: string, points: unknown): asserts points is readonly Point[] {
  if (!Array.isArray(points)) {
    throw new ValueError(
      `Raster.${shape} needs an array of corners [x, y]; received ${show(points)}.`,
    );
  }
  // By index: forEach would pass over the holes of a sparse array.
  for (let index = 0; index < points.length; index++) {
    const point: unknown = points[index];
    const [x, y] = Array.isArray(point) ? (point as readonly unknown[]) : [];
    if (Number.isFinite(x) && Number.isFinite(y)) continue;
    throw new ValueError(
      `Raster.${shape} needs finite numbers; received a corner at (${show(x)}, ${show(y)}).`,
    );
  }
}

/**
 * @throws {ValueError} If a text is no string.
 * @throws {OptionsError} If the scale is out of range.
 */
export function requireText(where: string, text: unknown, scale: unknown): void {
  if (typeof text !== 'string') {
    throw new ValueError(`${where} needs a text; received ${show(text)}.`);
  }
  requireInteger(`${where} scale`, scale, { min: 1, max: 16_384 });
}

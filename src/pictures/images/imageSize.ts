import { OptionsError } from '../../errors.ts';
import { requireInteger, show } from '../../validation/options.ts';

/**
 * Of a picture in pixels: `[height, width]`, or one number for a square.
 *
 * @category Images
 */
export type ImageSize = number | readonly [height: number, width: number];

/** Returns `[height, width]`. @throws {OptionsError} If it is no size. */
export function requireImageSize(name: string, size: unknown): readonly [number, number] {
  if (Array.isArray(size) && size.length === 2) {
    const range = { min: 1, max: 2 ** 15 };
    return [
      requireInteger(`${name}[0] (the height)`, size[0], range),
      requireInteger(`${name}[1] (the width)`, size[1], range),
    ];
  }
  if (typeof size === 'number') {
    const side = requireInteger(name, size, { min: 1, max: 2 ** 15 });
    return [side, side];
  }
  throw new OptionsError(
    `${name} must be a number of pixels, or [height, width] such as [84, 84]; received ${show(size)}.`,
  );
}

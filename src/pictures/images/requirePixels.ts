import { ShapeError, ValueError } from '../../errors.ts';
import { show } from '../../validation/options.ts';
import { isUint8Array } from '../../validation/typedArrays.ts';

/**
 * Throws unless `pixels` are bytes, and so many of them.
 *
 * @param length - Not checked if undefined.
 * @throws {ValueError} If they are no `Uint8Array`.
 * @throws {ShapeError} If there are more or fewer.
 */
export function requirePixels(name: string, pixels: unknown, length?: number): void {
  if (!isUint8Array(pixels)) {
    throw new ValueError(
      `${name} needs pixels in a Uint8Array; received ${show(pixels)}. ` +
        'Those of a canvas come from new Uint8Array(imageData.data.buffer).',
    );
  }
  if (length === undefined || pixels.length === length) return;
  throw new ShapeError(`${name} needs ${length} bytes; received ${pixels.length}.`);
}

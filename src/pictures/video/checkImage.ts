import type { RgbaImage } from '../../protocol/environment.ts';
import { ValueError } from '../../errors.ts';
import { show } from '../../validation/options.ts';
import { isTypedArray, isUint8Array } from '../../validation/typedArrays.ts';

/**
 * Throws unless `image` is a picture, of the size that is wanted if one is.
 *
 * @param name - What to call it in a message.
 * @throws {ValueError} If it is not.
 */
export function checkImage(
  name: string,
  image: unknown,
  size?: { readonly width: number; readonly height: number },
): asserts image is RgbaImage {
  const given = (image ?? {}) as Partial<Record<keyof RgbaImage, unknown>>;
  const { width, height, data } = given;
  if (!isLength(width) || !isLength(height) || !isBytes(data)) {
    throw new ValueError(
      `${name} must be a picture { width, height, data }, with a Uint8ClampedArray of four bytes a ` +
        `pixel; received ${show(image)} with width ${show(width)}, height ${show(height)} and ` +
        `data ${show(data)}.`,
    );
  }
  if (data.length !== width * height * 4) {
    throw new ValueError(
      `${name} must have 4 × width × height = ${4 * width * height} bytes; ` +
        `received ${data.length} for ${width} × ${height} pixels.`,
    );
  }
  if (size && (size.width !== width || size.height !== height)) {
    throw new ValueError(
      `${name} must be of ${size.width} × ${size.height} pixels, as the frames before it are; ` +
        `received ${width} × ${height}. All frames of a video are of one size.`,
    );
  }
}

function isLength(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 1;
}

/** Plain bytes will do as well as clamped ones. */
function isBytes(value: unknown): value is Uint8ClampedArray | Uint8Array {
  return isTypedArray(value, 'Uint8ClampedArray') || isUint8Array(value);
}

import type { RgbaImage } from '../../protocol/environment.ts';
import { checkImage } from './checkImage.ts';
import { deflate } from './deflate.ts';
import { toPixels } from './frameStore.ts';
import { Palette } from './palette.ts';
import { concatenate, pngChunk } from './pngChunks.ts';
import { isOpaque, pngHead, pngPalette, pngRows } from './pngImage.ts';

/**
 * Makes a PNG of a picture, such as `render` of an environment returns. The
 * picture is kept exactly; up to 256 colours become a palette.
 *
 * @returns The bytes of the file.
 * @throws {ValueError} If `image` is not a picture.
 * @throws {UsageError} If the host lacks `CompressionStream`, `Blob` or `Response`.
 * @example
 * ```ts
 * import { encodePng } from 'deepq';
 *
 * const data = Uint8ClampedArray.of(255, 0, 0, 255, 0, 0, 255, 255); // red, blue
 * const bytes = await encodePng({ width: 2, height: 1, data });
 * ```
 * @see https://www.w3.org/TR/png-3/
 * @category Video
 */
export async function encodePng(image: RgbaImage): Promise<Uint8Array<ArrayBuffer>> {
  checkImage('encodePng(image): image', image);
  const { width, height } = image;
  const pixels = toPixels(image);
  const palette = new Palette();
  palette.add(pixels);
  const coding = {
    palette: palette.overflowed ? null : palette,
    hasAlpha: !isOpaque(pixels),
  };
  return concatenate([
    pngHead(width, height, coding),
    pngPalette(coding),
    pngChunk('IDAT', await deflate(pngRows(pixels, width, coding))),
    pngChunk('IEND'),
  ]);
}

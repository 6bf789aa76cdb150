import type { Palette } from './palette.ts';
import { filterRows } from './pngFilter.ts';
import { concatenate, packNumbers, PNG_SIGNATURE, pngChunk } from './pngChunks.ts';

/** How the pixels of a PNG are written. */
export interface PixelCoding {
  /** Pixels are indices of colours, where there are few enough; else null. */
  readonly palette: Palette | null;
  /** Without a palette: whether opacity is written beside red, green and blue. */
  readonly hasAlpha: boolean;
}

/**
 * What a PNG begins with.
 *
 * @see https://www.w3.org/TR/png-3/#11IHDR
 */
export function pngHead(
  width: number,
  height: number,
  { palette, hasAlpha }: PixelCoding,
): Uint8Array<ArrayBuffer> {
  const colourType = palette ? 3 : hasAlpha ? 6 : 2;
  const size = packNumbers([4, width], [4, height]);
  // 8 bits a sample; compression, filters and interlacing as every PNG has them.
  const header = pngChunk('IHDR', [...size, 8, colourType, 0, 0, 0]);
  return concatenate([Uint8Array.from(PNG_SIGNATURE), header]);
}

/** The chunks of the palette, if there is one. */
export function pngPalette({ palette }: PixelCoding): Uint8Array<ArrayBuffer> {
  if (!palette) return new Uint8Array();
  const colours = palette.toBytes();
  const opacity = colours.filter((_, index) => index % 4 === 3);
  const chunks = [
    pngChunk(
      'PLTE',
      colours.filter((_, index) => index % 4 !== 3),
    ),
  ];
  if (opacity.some((value) => value !== 255)) chunks.push(pngChunk('tRNS', opacity));
  return concatenate(chunks);
}

/**
 * Pixels as the rows that a PNG compresses.
 *
 * @param pixels - Those of a whole picture, or of a part of one.
 * @param width - Of that part.
 */
export function pngRows(
  pixels: Uint32Array<ArrayBuffer>,
  width: number,
  { palette, hasAlpha }: PixelCoding,
): Uint8Array<ArrayBuffer> {
  if (palette) return indexedRows(palette.indicesOf(pixels), width);
  const rgba = new Uint8Array(pixels.buffer, pixels.byteOffset, pixels.byteLength);
  if (hasAlpha) return filterRows(rgba, 4 * width, 4);
  const rgb = new Uint8Array(3 * pixels.length);
  for (let from = 0, to = 0; from < rgba.length; from += 4, to += 3) {
    rgb[to] = rgba[from]!;
    rgb[to + 1] = rgba[from + 1]!;
    rgb[to + 2] = rgba[from + 2]!;
  }
  return filterRows(rgb, 3 * width, 3);
}

/** Whether no pixel lets anything through. Every engine today keeps the lowest byte first. */
export function isOpaque(pixels: Uint32Array): boolean {
  for (let pixel = 0; pixel < pixels.length; pixel++) {
    if (pixels[pixel]! >>> 24 !== 255) return false;
  }
  return true;
}

/** Differences of indices mean nothing: no filter. */
function indexedRows(indices: Uint8Array, width: number): Uint8Array<ArrayBuffer> {
  const height = indices.length / width;
  const rows = new Uint8Array(height * (width + 1));
  for (let row = 0; row < height; row++) {
    rows.set(indices.subarray(row * width, (row + 1) * width), row * (width + 1) + 1);
  }
  return rows;
}

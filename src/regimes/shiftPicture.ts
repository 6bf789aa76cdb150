/** How the numbers of a picture lie in memory. */
export interface PictureLayout {
  /** Pictures one behind the other: the channels, where they come first; else 1. */
  readonly planes: number;
  readonly height: number;
  readonly width: number;
  /** Numbers in a pixel: the channels, where they come last; else 1. */
  readonly pixel: number;
}

type Pixels = Float32Array | Uint8Array | Int32Array;

/**
 * Copies a picture, moved: the pixel at row y and column x is that of row
 * `y + down` and column `x + right`, or the nearest one that there is. So it is what
 * is cut out of a picture whose edges were repeated outwards.
 *
 * Each plane is copied as a whole, and its edges are mended afterwards: a copy of
 * each row would take five times as long.
 *
 * @param at - Where the picture begins, in both arrays.
 * @param down - Its size is less than the height.
 * @param right - Its size is less than the width.
 */
export function shiftPicture(
  from: Pixels,
  to: Pixels,
  at: number,
  { planes, height, width, pixel }: PictureLayout,
  down: number,
  right: number,
): void {
  const row = width * pixel;
  const size = height * row;
  const offset = down * row + right * pixel;
  // Rows that are inside of the picture after the move.
  const top = Math.max(0, -down);
  const bottom = height - Math.max(0, down);
  for (let plane = 0; plane < planes; plane++) {
    const start = at + plane * size;
    const end = start + size;
    to.set(
      from.subarray(start + Math.max(0, offset), end + Math.min(0, offset)),
      start + Math.max(0, -offset),
    );
    repeatEdges(to, start + top * row, start + bottom * row, row, right * pixel, pixel);
    for (let y = 0; y < top; y++) copyRow(to, start, row, top, y);
    for (let y = bottom; y < height; y++) copyRow(to, start, row, bottom - 1, y);
  }
}

/**
 * Fills the end of each row that is empty after a move, outwards from the last pixel
 * that there is.
 *
 * @param begin - Where the first row begins; the last one ends at `end`.
 * @param moved - How many numbers are missing: at the end, or, below 0, at the start.
 */
function repeatEdges(
  to: Pixels,
  begin: number,
  end: number,
  row: number,
  moved: number,
  pixel: number,
): void {
  if (moved > 0) {
    for (let next = begin + row; next <= end; next += row) {
      for (let at = next - moved; at < next; at++) to[at] = to[at - pixel] as number;
    }
  } else {
    for (let start = begin; start < end; start += row) {
      for (let at = start - moved - 1; at >= start; at--) to[at] = to[at + pixel] as number;
    }
  }
}

function copyRow(to: Pixels, start: number, row: number, from: number, y: number): void {
  const begin = start + from * row;
  to.copyWithin(start + y * row, begin, begin + row);
}

/**
 * A place in a picture, in pixels: x to the right, y down.
 *
 * @category Environments
 */
export type Point = readonly [x: number, y: number];

/** Takes one row: how much of each pixel is covered, 0 to 1, in `[from, to)`. */
type TakeRow = (y: number, coverage: Float64Array, from: number, to: number) => void;

/**
 * How much of each pixel a polygon covers, exactly, row by row; parts outside
 * the picture are left out. Overlaps of the polygon with itself count once
 * where both parts run the same way round.
 *
 * An edge covers what lies to its right: full pixels, and a part of those that
 * it passes through. Edges that run down add this, edges that run up take it
 * off again. Each row keeps the differences from pixel to pixel alone, so that
 * an edge costs no more than the pixels that it passes through.
 *
 * @param width - Of the picture, in pixels.
 * @param height - Of the picture, in pixels.
 */
export function coverPolygon(
  points: readonly Point[],
  width: number,
  height: number,
  takeRow: TakeRow,
): void {
  let top = Infinity;
  let bottom = -Infinity;
  let left = Infinity;
  let right = -Infinity;
  for (const [x, y] of points) {
    top = Math.min(top, y);
    bottom = Math.max(bottom, y);
    left = Math.min(left, x);
    right = Math.max(right, x);
  }
  const from = Math.max(0, Math.floor(left));
  const to = Math.min(width, Math.ceil(right));
  const lastRow = Math.min(height, Math.ceil(bottom));
  // One more than the pixels: the last edge has nothing to its right.
  const row = new Float64Array(width + 1);
  for (let y = Math.max(0, Math.floor(top)); y < lastRow; y++) {
    row.fill(0, from, to + 1);
    let [x0, y0] = points[points.length - 1] as Point;
    for (const [x1, y1] of points) {
      addEdge(row, width, y, x0, y0, x1, y1);
      x0 = x1;
      y0 = y1;
    }
    let sum = 0;
    for (let x = from; x < to; x++) {
      sum += row[x] as number;
      row[x] = Math.min(1, Math.abs(sum));
    }
    takeRow(y, row, from, to);
  }
}

/** Adds the part of an edge that runs through the row from `y` to `y + 1`. */
function addEdge(
  row: Float64Array,
  width: number,
  y: number,
  x0: number,
  y0: number,
  x1: number,
  y1: number,
): void {
  const upper = Math.max(y, Math.min(y0, y1));
  const lower = Math.min(y + 1, Math.max(y0, y1));
  if (lower <= upper) return;
  const slope = (x1 - x0) / (y1 - y0);
  const a = x0 + (upper - y0) * slope;
  const b = x0 + (lower - y0) * slope;
  const height = y1 > y0 ? lower - upper : upper - lower;
  const left = Math.min(a, b);
  const right = Math.max(a, b);
  if (left >= width) return;
  if (right <= 0) {
    row[0] = (row[0] as number) + height;
  } else if (right - left < 1e-9) {
    addPiece(row, Math.floor(left), left, left, height);
  } else {
    const perPixel = height / (right - left);
    if (left < 0) row[0] = (row[0] as number) - left * perPixel;
    const end = Math.min(right, width);
    for (let x = Math.max(0, Math.floor(left)); x < end; x++) {
      const start = Math.max(left, x);
      const stop = Math.min(end, x + 1);
      addPiece(row, x, start, stop, (stop - start) * perPixel);
    }
  }
}

/** Adds a piece of an edge inside the pixel `x`, from `start` to `stop`. */
function addPiece(row: Float64Array, x: number, start: number, stop: number, height: number): void {
  const beyond = ((start + stop) / 2 - x) * height;
  row[x] = (row[x] as number) + height - beyond;
  row[x + 1] = (row[x + 1] as number) + beyond;
}

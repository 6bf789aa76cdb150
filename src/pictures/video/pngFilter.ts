/**
 * Puts a filter in front of each row: the one of PNG's five whose bytes are
 * smallest in sum, as signed numbers. They then compress best, as a rule.
 *
 * @param bytes - Row by row, `rowBytes` each.
 * @param pixelBytes - Bytes of one pixel.
 * @returns Each row behind a byte that names its filter.
 * @see https://www.w3.org/TR/png-3/#9Filters, and section 12.7 on choosing
 */
export function filterRows(
  bytes: Uint8Array,
  rowBytes: number,
  pixelBytes: number,
): Uint8Array<ArrayBuffer> {
  const rows = bytes.length / rowBytes;
  const filtered = new Uint8Array(rows * (rowBytes + 1));
  let above: Uint8Array = new Uint8Array(rowBytes);
  for (let row = 0; row < rows; row++) {
    const current = bytes.subarray(row * rowBytes, (row + 1) * rowBytes);
    const start = row * (rowBytes + 1);
    const filter = chooseFilter(current, above, pixelBytes);
    filtered[start] = filter;
    const predict = predictors[filter]!;
    for (let index = 0; index < rowBytes; index++) {
      const left = index < pixelBytes ? 0 : current[index - pixelBytes]!;
      const diagonal = index < pixelBytes ? 0 : above[index - pixelBytes]!;
      // Kept modulo 256 by the array.
      filtered[start + 1 + index] = current[index]! - predict(left, above[index]!, diagonal);
    }
    above = current;
  }
  return filtered;
}

/** What a byte is likely to be, from those to the left, above, and above to the left. */
type Predictor = (left: number, above: number, diagonal: number) => number;

/** By their number in a PNG: none, sub, up, average, Paeth. */
const predictors: readonly Predictor[] = [
  () => 0,
  (left) => left,
  (_, above) => above,
  (left, above) => (left + above) >> 1,
  paeth,
];

/** Whichever of the three is nearest to left + above − diagonal. */
function paeth(left: number, above: number, diagonal: number): number {
  const toLeft = Math.abs(above - diagonal);
  const toAbove = Math.abs(left - diagonal);
  const toDiagonal = Math.abs(left + above - 2 * diagonal);
  if (toLeft <= toAbove && toLeft <= toDiagonal) return left;
  return toAbove <= toDiagonal ? above : diagonal;
}

/** Tries all five in one pass: calling them one by one takes several times as long. */
function chooseFilter(current: Uint8Array, above: Uint8Array, pixelBytes: number): number {
  let none = 0;
  let sub = 0;
  let up = 0;
  let average = 0;
  let paethSum = 0;
  for (let index = 0; index < current.length; index++) {
    const byte = current[index]!;
    const left = index < pixelBytes ? 0 : current[index - pixelBytes]!;
    const diagonal = index < pixelBytes ? 0 : above[index - pixelBytes]!;
    const over = above[index]!;
    none += size(byte);
    sub += size(byte - left);
    up += size(byte - over);
    average += size(byte - ((left + over) >> 1));
    paethSum += size(byte - paeth(left, over, diagonal));
  }
  const sums = [none, sub, up, average, paethSum];
  return sums.indexOf(Math.min(...sums));
}

/** Of a difference modulo 256, as a signed byte. */
function size(difference: number): number {
  return Math.abs((difference << 24) >> 24);
}

/** Points of a line, in order; y may be NaN where there is a gap. */
export interface Points {
  readonly x: number[];
  readonly y: number[];
}

/**
 * One point for each column: the mean of the finite values in it. What a
 * terminal has room for; a column of a thousand noisy values would otherwise
 * be a solid bar.
 *
 * @param columnOf - The column of a position; must not decrease.
 * @returns `x` are columns, and none occurs twice. A column that has only
 *   gaps has the value NaN.
 */
export function columnMeans(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  columnOf: (x: number) => number,
): Points {
  const means: Points = { x: [], y: [] };
  let start = 0;
  while (start < x.length) {
    const column = columnOf(x[start]!);
    let mean = 0;
    let count = 0;
    let end = start;
    for (; end < x.length && columnOf(x[end]!) === column; end++) {
      if (!Number.isFinite(y[end])) continue;
      count++;
      // Not a sum, which could overflow.
      mean += y[end]! / count - mean / count;
    }
    means.x.push(column);
    means.y.push(count > 0 ? mean : NaN);
    start = end;
  }
  return means;
}

/**
 * The first, lowest, highest and last point of each column, in their order.
 * Drawn with lines one column wide, they look exactly like all the points.
 *
 * @param columnOf - The column of a position; must not decrease.
 * @see Jugel et al. 2014 (M4), https://www.vldb.org/pvldb/vol7/p797-jugel.pdf
 */
export function columnExtremes(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  columnOf: (x: number) => number,
): Points {
  const kept: Points = { x: [], y: [] };
  let start = 0;
  while (start < x.length) {
    const column = columnOf(x[start]!);
    let lowest = start;
    let highest = start;
    let gap = -1;
    let end = start;
    for (; end < x.length && columnOf(x[end]!) === column; end++) {
      if (!Number.isFinite(y[end])) gap = end;
      // Written so that a lowest or highest of NaN is replaced.
      else {
        if (!(y[lowest]! <= y[end]!)) lowest = end;
        if (!(y[highest]! >= y[end]!)) highest = end;
      }
    }
    const indices = [start, lowest, highest, end - 1, ...(gap >= 0 ? [gap] : [])];
    for (const index of [...new Set(indices)].sort((a, b) => a - b)) {
      kept.x.push(x[index]!);
      kept.y.push(y[index]!);
    }
    start = end;
  }
  return kept;
}

/** A band at one position. */
export interface BandPoint {
  readonly x: number;
  low: number;
  high: number;
}

/**
 * A band with one point for each column, which reaches as far as any in it.
 *
 * @param columnOf - The column of a position; must not decrease.
 * @returns The pieces between the gaps, of which there is one where either end is not finite.
 */
export function columnBands(
  x: ArrayLike<number>,
  low: ArrayLike<number>,
  high: ArrayLike<number>,
  columnOf: (x: number) => number,
): BandPoint[][] {
  const pieces: BandPoint[][] = [];
  let piece: BandPoint[] | null = null;
  let column = NaN;
  for (let index = 0; index < x.length; index++) {
    const [least, most] = [low[index]!, high[index]!];
    if (!Number.isFinite(least) || !Number.isFinite(most)) {
      piece = null;
      continue;
    }
    const here = columnOf(x[index]!);
    const before = here === column ? piece?.at(-1) : undefined;
    column = here;
    if (before) {
      before.low = Math.min(before.low, least);
      before.high = Math.max(before.high, most);
      continue;
    }
    if (!piece) pieces.push((piece = []));
    piece.push({ x: x[index]!, low: least, high: most });
  }
  return pieces;
}

import { percentiles } from './percentiles.ts';

/**
 * A line and the band around it, as a series of {@link svgChart} takes them.
 *
 * @category Statistics
 */
export interface Band {
  /** The estimate at each point. */
  readonly y: Float64Array;
  /** The lower end of the confidence interval at each point. */
  readonly low: Float64Array;
  /** The upper end of the confidence interval at each point. */
  readonly high: Float64Array;
}

/**
 * A band, point by point.
 *
 * @param at - The estimate at a point, and what it was in each sample, which is sorted in place.
 */
export function bandOf(
  points: number,
  confidence: number,
  at: (point: number) => { readonly estimate: number; readonly found: Float64Array },
): Band {
  const band = {
    y: new Float64Array(points),
    low: new Float64Array(points),
    high: new Float64Array(points),
  };
  for (let point = 0; point < points; point++) {
    const { estimate, found } = at(point);
    const { low, high } = percentiles(found, confidence);
    band.y[point] = estimate;
    band.low[point] = low;
    band.high[point] = high;
  }
  return band;
}

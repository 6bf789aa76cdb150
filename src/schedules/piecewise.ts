import { OptionsError } from '../errors.ts';
import { rejectUnknownOptions, requireChoice, requireNumber, show } from '../validation/options.ts';
import { ramp } from './ramp.ts';
import { describedSchedule, type Schedule } from './schedule.ts';
import { requireCount } from './requireCount.ts';

/**
 * Options of {@link piecewise}.
 *
 * @category Schedules
 */
export interface PiecewiseOptions {
  /**
   * `[count, value]` pairs, at least one, in order of strictly rising count.
   * All finite numbers. Counts are steps, or updates for a learning rate, not
   * shares of the training: of several, the last one is at least 1, or at most 0.
   */
  readonly points: readonly (readonly [count: number, value: number])[];
  /**
   * What happens between two points: `'linear'` goes in a straight line from
   * one to the next, `'step'` keeps a point's value until the next.
   *
   * @default 'linear'
   */
  readonly interpolation?: 'linear' | 'step';
}

/**
 * Passes through given points. Before the first point it has the first one's
 * value, after the last point the last one's.
 *
 * @throws {OptionsError} If an option is unknown, missing or out of range, or
 *   the counts do not rise.
 * @example
 * ```ts
 * import { piecewise } from 'deepq';
 *
 * // Fast from 1 to 0.1 in the first million steps, then slowly to 0.01.
 * const epsilon = piecewise({
 *   points: [
 *     [0, 1],
 *     [1_000_000, 0.1],
 *     [25_000_000, 0.01],
 *   ],
 * });
 * epsilon(500_000); // 0.55
 * epsilon(99_000_000); // 0.01
 * ```
 * @category Schedules
 */
export function piecewise(options: PiecewiseOptions): Schedule {
  rejectUnknownOptions(
    'piecewise',
    options,
    ['points', 'interpolation'],
    {},
    'piecewise({ points: [[0, 1], [10_000, 0.1]] })',
  );
  const points = checkPoints(options.points);
  const interpolation = requireChoice(
    'piecewise.interpolation',
    options.interpolation ?? 'linear',
    ['linear', 'step'],
  );
  const pieces = points.slice(1).map(([end, to], index) => {
    const [start, from] = points[index] ?? [end, to];
    const between: Schedule =
      interpolation === 'step' ? () => from : (progress) => from + (to - from) * progress;
    return { end, schedule: ramp({ from, to, start, over: end - start }, between) };
  });
  const last = points.at(-1)?.[1] ?? NaN;

  return describedSchedule('piecewise', { points, interpolation }, (count) => {
    requireCount(count);
    for (const piece of pieces) {
      if (!(count >= piece.end)) return piece.schedule(count);
    }
    return last;
  });
}

/** A checked copy: the caller may go on to change the array. */
function checkPoints(points: unknown): [number, number][] {
  if (!Array.isArray(points) || points.length === 0) {
    throw new OptionsError(
      'piecewise.points must be a list of at least one [count, value] pair; ' +
        `received ${show(points)}.`,
    );
  }
  let previous = -Infinity;
  const checked: [number, number][] = [];
  // By index: map would pass over the holes of a sparse array.
  for (let index = 0; index < points.length; index++) {
    const point: unknown = points[index];
    const name = `piecewise.points[${index}]`;
    if (!Array.isArray(point) || point.length !== 2) {
      throw new OptionsError(`${name} must be a [count, value] pair; received ${show(point)}.`);
    }
    const count = requireNumber(`${name}[0] (the count)`, point[0]);
    const value = requireNumber(`${name}[1] (the value)`, point[1]);
    if (count <= previous) {
      throw new OptionsError(
        `${name} has count ${count}, which must be above the count before it, ${previous}; ` +
          'list the points in order of rising count.',
      );
    }
    previous = count;
    checked.push([count, value]);
  }
  if (checked.length > 1 && previous > 0 && previous <= 1) {
    throw new OptionsError(
      'piecewise.points have counts of steps (of updates for a learning rate), not shares of the ' +
        `training; received ${previous} as the last. For the half of 50,000 steps write 25_000.`,
    );
  }
  return checked;
}

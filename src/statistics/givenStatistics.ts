import { OptionsError } from '../errors.ts';
import type { State } from '../state/state.ts';
import { show } from '../validation/options.ts';
import type { ObservationStatistics } from './runningStatistics.ts';

/**
 * Returns statistics that a wrapper was given, if they are some, of so many
 * elements.
 *
 * @throws {OptionsError} If they are not.
 */
export function requireStatistics(
  wrapper: string,
  statistics: unknown,
  size: number,
): ObservationStatistics {
  const given = statistics as Partial<ObservationStatistics> | null;
  if (typeof given?.update !== 'function' || typeof given.getState !== 'function') {
    throw new OptionsError(
      `${wrapper} statistics must be those of another such wrapper, or a ` +
        `RunningStatistics; received ${show(statistics)}.`,
    );
  }
  if (given.mean?.length === size) return statistics as ObservationStatistics;
  const needed = size === 1 ? '1 element' : `${size} elements`;
  throw new OptionsError(
    `${wrapper} statistics must have ${needed}; received ${given.mean?.length ?? 'none'}.`,
  );
}

/**
 * Checks a state of statistics, which have no way to do so but to take it over.
 *
 * @returns What takes it over for good.
 * @throws {CheckpointError} If the statistics refuse it.
 */
export function prepareStatistics(statistics: ObservationStatistics, saved: State): () => void {
  const before = statistics.getState();
  statistics.setState(saved);
  statistics.setState(before);
  return () => {
    statistics.setState(saved);
  };
}

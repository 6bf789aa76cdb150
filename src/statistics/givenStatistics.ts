import { OptionsError, UsageError } from '../errors.ts';
import type { State } from '../state/state.ts';
import type { Stateful } from '../state/stateful.ts';
import { StateReader } from '../state/stateReader.ts';
import { show } from '../validation/options.ts';
import { RunningStatistics, type ObservationStatistics } from './runningStatistics.ts';

/**
 * Returns statistics that a wrapper was given, if they are some, of so many
 * elements; new ones where it was given none.
 *
 * @throws {OptionsError} If they are no statistics, or of another size.
 */
export function resolveStatistics(
  wrapper: string,
  statistics: ObservationStatistics | undefined,
  size: number,
): ObservationStatistics {
  if (statistics === undefined) return new RunningStatistics(size);
  // A program in plain JavaScript may hand in anything.
  const given = statistics as Partial<ObservationStatistics> | null;
  if (typeof given?.update !== 'function' || typeof given.getState !== 'function') {
    throw new OptionsError(
      `${wrapper} statistics must be those of another such wrapper, or a ` +
        `RunningStatistics; received ${show(statistics)}.`,
    );
  }
  if (given.mean?.length === size) return statistics;
  const needed = size === 1 ? '1 element' : `${size} elements`;
  throw new OptionsError(
    `${wrapper} statistics must have ${needed}; received ${given.mean?.length ?? 'none'}.`,
  );
}

/**
 * Throws where statistics that are not to change have seen nothing: as they are after
 * an agent was loaded, whose checkpoint does not hold those of its environment.
 *
 * @throws {UsageError}
 */
export function requireSeen(wrapper: string, statistics: ObservationStatistics): void {
  // Those of a user say nothing of how much they have seen.
  if (!(statistics instanceof RunningStatistics) || statistics.count !== 0) return;
  throw new UsageError(
    `${wrapper} with update: false needs statistics that have seen something; received those of nothing. ` +
      'Give it those of training (statistics), put back what statistics.getState() gave, or go on from ' +
      "training.getState(), which holds them: an agent's checkpoint does not.",
  );
}

/**
 * The state of a part that has statistics, in the field `statistics`.
 *
 * @param where - What the state belongs to, for messages.
 * @param find - Returns the statistics, which the part may have got last.
 */
export function statisticsState(
  where: string,
  find: () => ObservationStatistics,
): Pick<Stateful, 'getState' | 'prepareState'> {
  return {
    getState: () => ({ statistics: find().getState() }),
    prepareState: (state) =>
      prepareStatistics(find(), new StateReader(where, state).record('statistics')),
  };
}

/**
 * Checks a state of statistics, which have no way to do so but to take it over.
 *
 * @returns What takes it over for good.
 * @throws {CheckpointError} If the statistics refuse it.
 */
function prepareStatistics(statistics: ObservationStatistics, saved: State): () => void {
  const before = statistics.getState();
  statistics.setState(saved);
  statistics.setState(before);
  return () => {
    statistics.setState(saved);
  };
}

import { RunningStatistics } from '../../src/statistics/runningStatistics.ts';

/** Statistics that have seen something: a mean of 0 and a variance of 1, for wrappers that are frozen. */
export function seenStatistics(size: number): RunningStatistics {
  const statistics = new RunningStatistics(size);
  statistics.setState({ ...statistics.getState(), count: 1 });
  return statistics;
}

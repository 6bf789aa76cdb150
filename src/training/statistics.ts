import type { Evaluation } from './events.ts';

/**
 * Summarises episodes.
 *
 * @param unfinished - How many were cut off after `maxEpisodeSteps`.
 */
export function summarizeEpisodes(
  returns: readonly number[],
  lengths: readonly number[],
  unfinished: number,
  maxEpisodeSteps: number,
): Evaluation {
  const mean = average(returns);
  return {
    returns,
    lengths,
    mean,
    standardDeviation: Math.sqrt(average(returns.map((value) => (value - mean) ** 2))),
    // A spread of a long list would overflow the stack.
    min: returns.reduce((least, value) => Math.min(least, value), Infinity),
    max: returns.reduce((most, value) => Math.max(most, value), -Infinity),
    unfinished,
    warning:
      unfinished === 0
        ? null
        : `${unfinished} of ${returns.length} episodes had not ended after ${maxEpisodeSteps} steps, and were ` +
          'cut off there. Where the environment has no end of its own, wrap it: ' +
          'new TimeLimit(environment, { maxEpisodeSteps }); or set maxEpisodeSteps of the evaluation.',
  };
}

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

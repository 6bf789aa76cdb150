import type { Evaluation } from './events.ts';

/** Summarises episodes. */
export function summarizeEpisodes(
  returns: readonly number[],
  lengths: readonly number[],
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
  };
}

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

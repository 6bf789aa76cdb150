import type { StepResult } from './environment.ts';
import type { Observation } from '../spaces/space.ts';

/** A result with another observation. Not spread: it is made at every step. */
export function withObservation<O extends Observation>(
  { reward, terminated, truncated, info }: StepResult,
  observation: O,
): StepResult<O> {
  return { observation, reward, terminated, truncated, info };
}

/** A result with another reward; the same result if it is no other. */
export function withReward<O extends Observation>(
  result: StepResult<O>,
  reward: number,
): StepResult<O> {
  return withOutcome(result, result.observation, reward);
}

/**
 * A result with another observation and reward; the same result if neither is
 * another. NaN is another than itself, and so passed on for others to find.
 *
 * The reward comes first, unlike in the results of environments, on purpose:
 * objects of the same shape share V8's idea of it, and where environments
 * write whole numbers a fraction of ours would slow every step of theirs.
 */
export function withOutcome<O extends Observation>(
  result: StepResult,
  observation: O,
  reward: number,
): StepResult<O> {
  if (observation === result.observation && reward === result.reward) {
    return result as StepResult<O>;
  }
  const { terminated, truncated, info } = result;
  return { reward, observation, terminated, truncated, info };
}

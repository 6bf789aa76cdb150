import type { StepResult } from '../../protocol/environment.ts';
import type { Observation } from '../../spaces/space.ts';
import { withReward } from '../../protocol/changedResults.ts';

/**
 * Takes an action several times, or until the episode ends.
 *
 * @param take - Takes it once.
 * @param onPassed - Is given every observation but the last one.
 * @returns The last result, with the sum of the rewards.
 */
export function repeatAction<O extends Observation>(
  take: (action: number) => StepResult<O>,
  action: number,
  times: number,
  onPassed?: (observation: O) => void,
): StepResult<O> {
  let result = take(action);
  let { reward } = result;
  for (let taken = 1; taken < times; taken++) {
    if (result.terminated || result.truncated) break;
    onPassed?.(result.observation);
    result = take(action);
    reward += result.reward;
  }
  return withReward(result, reward);
}

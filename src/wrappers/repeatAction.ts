import type { StepResult } from '../protocol/environment.ts';
import type { Observation } from '../spaces/space.ts';
import { type Inner, withReward } from './inner.ts';

/**
 * Takes an action several times, or until the episode ends.
 *
 * @param onPassed - Is given every observation but the last one.
 * @returns The last result, with the sum of the rewards.
 */
export function repeatAction<O extends Observation>(
  inner: Inner<O>,
  action: number,
  times: number,
  onPassed?: (observation: O) => void,
): StepResult<O> {
  let result = inner.step(action);
  let { reward } = result;
  for (let taken = 1; taken < times; taken++) {
    if (result.terminated || result.truncated) break;
    onPassed?.(result.observation);
    result = inner.step(action);
    reward += result.reward;
  }
  return reward === result.reward ? result : withReward(result, reward);
}

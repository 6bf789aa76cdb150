import type { ResetOptions, ResetResult } from '../protocol/environment.ts';
import type { Observation } from '../spaces/space.ts';
import type { Inner } from './inner.ts';

/**
 * Takes actions at the beginning of an episode; their rewards are lost. Where
 * the episode ends in between, another one is begun, and the rest is taken in
 * that.
 *
 * @param begun - What the reset gave.
 * @param again - What another reset is given.
 * @returns The last observation, and the facts of all that was taken, later
 *   ones over earlier ones.
 */
export function playFirst<O extends Observation>(
  inner: Inner<O>,
  actions: Iterable<number>,
  begun: ResetResult<O>,
  again: ResetOptions | undefined,
): ResetResult<O> {
  let { observation, info } = begun;
  for (const action of actions) {
    const result = inner.step(action);
    if (result.terminated || result.truncated) {
      ({ observation, info } = inner.reset(again));
    } else {
      observation = result.observation;
      info = { ...info, ...result.info };
    }
  }
  return { observation, info };
}

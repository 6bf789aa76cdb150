import type { ResetResult, StepResult } from '../../protocol/environment.ts';
import type { Observation } from '../../spaces/space.ts';

/** What {@link playFirst} calls. */
interface Inside<O extends Observation> {
  step(action: number): StepResult<O>;
  reset(): ResetResult<O>;
}

/**
 * Takes actions at the beginning of an episode; their rewards are lost. Where
 * the episode ends in between, another one is begun, and the rest is taken in
 * that.
 *
 * @param begun - What the reset gave.
 * @returns The last observation, and the facts of all that was taken, later
 *   ones over earlier ones.
 */
export function playFirst<O extends Observation>(
  actions: Iterable<number>,
  begun: ResetResult<O>,
  inside: Inside<O>,
): ResetResult<O> {
  let { observation, info } = begun;
  for (const action of actions) {
    const result = inside.step(action);
    if (result.terminated || result.truncated) {
      ({ observation, info } = inside.reset());
    } else {
      observation = result.observation;
      info = { ...info, ...result.info };
    }
  }
  return { observation, info };
}

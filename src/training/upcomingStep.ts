import type { ActionMask } from '../protocol/actionMask.ts';
import type { Observation } from '../spaces/space.ts';

/**
 * What the option `beforeStep` of {@link train} is handed: where each environment stands.
 *
 * @category Training
 */
export interface UpcomingStep {
  /** How many environments there are: 1, or the copies of a group. */
  readonly count: number;
  /**
   * Where an environment stands now.
   *
   * @param environment - Its number in the group, from 0 on.
   */
  current(environment: number): CurrentState;
}

/**
 * Where an environment stands between two steps.
 *
 * @category Training
 */
export interface CurrentState {
  /** What the agent acts upon next. */
  readonly observation: Observation;
  /** Which actions are allowed; `undefined` where all are. Shape `[actions]`. */
  readonly actionMask: ActionMask | undefined;
  /** The sum of rewards of the episode so far, not discounted. */
  readonly episodeReturn: number;
  /** Steps of the episode so far. */
  readonly episodeLength: number;
}

import type { Info } from './environment.ts';
import type { Observation } from '../spaces/space.ts';

/**
 * What {@link Wrapper.reward} and {@link TransformReward} are told of a step.
 * Observations are as they come from the environment inside.
 *
 * @category Wrappers
 */
export interface StepOutcome<O extends Observation = Observation> {
  /** The action, as it was given to the wrapper. */
  readonly action: number;
  /** What the action was taken on. */
  readonly observation: O;
  /** What it led to. */
  readonly nextObservation: O;
  /** What it earned inside. */
  readonly reward: number;
  /** Whether the task ended. */
  readonly terminated: boolean;
  /** Whether the episode was cut short. */
  readonly truncated: boolean;
  /** Extra facts. */
  readonly info: Info;
}

import type { ActionMask } from './actionMask.ts';
import type { Observation } from '../spaces/space.ts';

/**
 * One step of experience: what was seen, what was done, what came of it.
 *
 * @category Replay
 */
export interface Transition<O extends Observation = Observation> {
  /** What the agent saw when it chose. */
  readonly observation: O;
  /** What it chose: a whole number in `[0, actions)`. */
  readonly action: number;
  /** What it got. */
  readonly reward: number;
  /** What it saw next; at the end of an episode, the final observation. */
  readonly nextObservation: O;
  /** The task ended: the future is worth nothing. */
  readonly terminated: boolean;
  /** The episode was cut short: the future still counts. */
  readonly truncated: boolean;
  /**
   * Which actions were allowed when it chose, its own among them: non-zero where
   * they were. Shape `[actions]`. Only the
   * Munchausen heads, {@link cql} and {@link largeMargin} read it.
   *
   * @default all
   */
  readonly actionMask?: ActionMask | undefined;
  /**
   * Which actions are allowed after it: non-zero where they are, at least one
   * of them unless `terminated`. Shape `[actions]`.
   *
   * @default all
   */
  readonly nextActionMask?: ActionMask | undefined;
  /**
   * How much it is worth to learn from at first, such as the size of a TD error
   * that an actor computed; a finite number of at least 0. Only prioritized
   * replay reads it.
   *
   * @default the largest priority so far
   */
  readonly priority?: number | undefined;
  /**
   * Whether it shows how to do the task well, as a person or another agent did it. A
   * {@link ReplayBuffer} keeps demonstrations for good, and batches tell them apart;
   * they are added before all other transitions.
   *
   * @default false
   */
  readonly demonstration?: boolean | undefined;
}

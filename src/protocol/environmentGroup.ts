import type { Info, ResetOptions, ResetResult, StepResult } from './environment.ts';
import type { EnvironmentSpaces } from './environmentSpaces.ts';
import type { Observation } from '../spaces/space.ts';

/**
 * What one copy of an {@link EnvironmentGroup} returns for its action. Where
 * the episode ended, the next one has begun already.
 *
 * @category Environments
 */
export interface GroupStepResult<O extends Observation = Observation> extends StepResult<O> {
  /** What to act upon next: after an end, the first observation of the next episode. */
  readonly observation: O;
  /** Facts that belong to `observation`. */
  readonly info: Info;
  /** What the episode ended with, if `terminated` or `truncated`; else `null`. */
  readonly finalObservation: O | null;
  /** Facts that belong to `finalObservation`; `null` where that is. */
  readonly finalInfo: Info | null;
}

/**
 * Several copies of an environment that are stepped together, each starting
 * its next episode by itself. {@link VectorEnvironment} is one; `train` takes
 * anything of this form, also one whose answers come later.
 *
 * @category Environments
 */
export interface EnvironmentGroup<O extends Observation = Observation> extends EnvironmentSpaces {
  /** Tells a group from a single environment. */
  readonly kind: 'group';
  /** How many copies there are: at least 1. */
  readonly count: number;
  /** The copies, where they are at hand. */
  readonly environments?: readonly object[];
  /**
   * Starts a new episode in every copy.
   *
   * @returns Shape `[count]`.
   */
  reset(options?: ResetOptions): readonly ResetResult<O>[] | Promise<readonly ResetResult<O>[]>;
  /**
   * Takes one action in every copy.
   *
   * @param actions - Shape `[count]`.
   * @returns Shape `[count]`.
   */
  step(
    actions: readonly number[],
  ): readonly GroupStepResult<O>[] | Promise<readonly GroupStepResult<O>[]>;
  /** Releases what the copies hold. */
  close?(): Promise<void> | void;
}

/** Whether an environment is a group of them. */
export function isGroup(environment: object): environment is EnvironmentGroup {
  return 'kind' in environment && environment.kind === 'group';
}

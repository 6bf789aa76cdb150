import type { State } from '../state/state.ts';
import type { EndedEpisode } from './episodeTally.ts';
import type { UpcomingStep } from './upcomingStep.ts';

/**
 * What the loop trains in: one environment, one that answers later, a group, or what actors
 * elsewhere have done, behind one interface. A promise is returned only where something is waited
 * for, so that a loop in which nothing is stays synchronous.
 *
 * @category Training
 */
export interface Lanes extends UpcomingStep {
  /** How many steps the last call of `step` took: the number of environments. */
  readonly count: number;
  /**
   * How many updates are due now, where that is not for the agent's own rhythm to say.
   *
   * @default what the agent says
   */
  readonly updatesDue?: number | undefined;
  /** Whether a checkpoint is needed at once, as nothing more can be taken in before it. */
  readonly needsCheckpoint?: boolean;
  /** Starts a new episode in each. */
  begin(seed: number): void | Promise<void>;
  /**
   * One step in each: the agent chooses, the environment steps, the agent observes.
   *
   * @param ended - Where episodes that ended are added to.
   */
  step(ended: EndedEpisode[]): void | Promise<void>;
  /** Starts the next episode where one has ended and none has begun yet. */
  restart(): void | Promise<void>;
  /** Whether the environments have states that can be put back. */
  readonly canBeSaved: boolean;
  /** Where they stand, as plain data; `null` where an environment cannot tell. */
  getState(): State | null;
  /**
   * Continues from what `getState` returned.
   *
   * @returns What puts the environments back, should another part of the run refuse its state.
   * @throws {CheckpointError} If it does not fit; nothing changes then.
   */
  setState(state: State): () => void;
  /**
   * A checkpoint was written to its end.
   *
   * @param state - What `getState` returned for it.
   */
  saved?(state: State): void;
  /** What is to be told as warnings since the last call. */
  takeWarnings?(): readonly string[];
}

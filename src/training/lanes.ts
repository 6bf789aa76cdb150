import type { State } from '../state/state.ts';
import type { EndedEpisode } from './episodeTally.ts';
import type { UpcomingStep } from './upcomingStep.ts';

/**
 * What the loop trains in: one environment, one that answers later, or a group,
 * behind one interface. A promise is returned only where something is waited for, so
 * that a loop in which nothing is stays synchronous.
 */
export interface Lanes extends UpcomingStep {
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
}

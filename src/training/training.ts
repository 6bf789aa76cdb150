import type { State } from '../state/state.ts';
import type { CheckpointWriter } from '../state/store.ts';
import type { EndEvent, TrainingEvent } from './events.ts';

/**
 * A run of {@link train}: its events, one after the other. It goes on when the next
 * one is asked for; `break`, `return()` or `throw()` end it.
 *
 * @category Training
 */
export interface Training extends AsyncIterable<TrainingEvent> {
  /** The run itself: a second `for await` goes on where the first one paused. */
  [Symbol.asyncIterator](): Training;
  /** Goes on to the next event. */
  next(): Promise<IteratorResult<TrainingEvent, void>>;
  /** Ends the run where it is, and frees agent and environment for another one. */
  return(): Promise<IteratorResult<TrainingEvent, void>>;
  /** Ends the run where it is, with an error. */
  throw(error?: unknown): Promise<IteratorResult<TrainingEvent, void>>;
  /**
   * Runs to the end.
   *
   * @returns The last event.
   * @throws {UsageError} If the run was ended before, or has no end: with
   *   `environmentSteps: Infinity` there must be a `signal`.
   */
  finish(): Promise<EndEvent>;
  /**
   * Stops at the next step or update, as a signal does: the last event then says
   * `'stopped'`. An evaluation that is running is played to its end. The state of the run
   * can be taken, and another call can go on from it.
   *
   * @param message - Why, for people; the last event has it.
   * @throws {OptionsError} If `message` is no string.
   */
  stop(message?: string): void;
  /**
   * All that decides how the run goes on: the agent, the environment, and where the
   * loop stands. With `train(agent, environment, { …, from: state })` it goes on
   * there, bit for bit, in this process or another one, also where it was aborted or has
   * come to its end.
   *
   * Taken between two events at the moment of the call; while the run is on its way to
   * the next one, as soon as it is between two steps or updates.
   *
   * `state.resumes` is `'step'`; or `'episode'`, where the environment has no `getState`,
   * such as one in another process: the run then goes on with a new episode.
   *
   * @throws {UsageError} If the agent has no `getState`, or the run ended with an error in
   *   the middle of a step.
   * @throws {DivergenceError} If the weights hold NaN or infinity.
   */
  getState(): Promise<State>;
  /**
   * Writes what `getState` gives as a checkpoint of the kind `'training'`, without a copy
   * of the replay buffer where the store takes it in parts, as `file(path)` does. The file also says
   * how the agent was made, for `restoreAgent`.
   *
   * @param more - Fields of your own, to be saved along.
   * @throws As `getState`; and a `CheckpointError` if it cannot be written.
   */
  save(store: CheckpointWriter, more?: State): Promise<void>;
}

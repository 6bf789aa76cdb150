import type { Stateful } from '../state/stateful.ts';
import type { TrainingEvent } from './events.ts';
import type { Training } from './training.ts';

/**
 * Takes in the events of a training: a log, a display, a rule of when to stop. Hand some to
 * {@link consume}. An object with `on` is enough.
 *
 * One that must go on where it was when a training is resumed, such as a count, has
 * `getState` and `prepareState` as well; who saves the training saves theirs beside it.
 *
 * @example
 * ```ts
 * import type { Consumer } from 'deepq';
 *
 * const returns: number[] = [];
 * const remember: Consumer = {
 *   on(event) {
 *     if (event.type === 'episode') returns.push(event.return);
 *   },
 * };
 * ```
 * @category Training
 */
export interface Consumer extends Partial<Pick<Stateful, 'getState' | 'prepareState'>> {
  /**
   * Takes in an event. The training goes on when what it returns is settled; an error ends
   * the training.
   *
   * @param training - For its state, and to stop it.
   */
  on(event: TrainingEvent, training: Pick<Training, 'getState' | 'stop'>): void | Promise<void>;
  /**
   * No more events come: the training has ended, was broken off, or has failed. Writes what
   * is left and closes files.
   */
  close?(): void | Promise<void>;
}

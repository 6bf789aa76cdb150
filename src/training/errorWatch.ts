import type { State } from '../state/state.ts';
import type { StateReader } from '../state/stateReader.ts';
import { rounded } from './rounded.ts';

/** Updates over which the sizes of TD errors are averaged. */
const WINDOW = 500;
/**
 * A mean size above this tells of rewards that are too large, or of values that explode: the gradient of
 * Huber's loss is flat from 1 on, and a squared loss is clipped at every update.
 */
const LIMIT = 25;

/** Tells, once in a run, when TD errors are far too large, and what to do about it. */
export class ErrorWatch {
  #updates = 0;
  #sum = 0;
  #isDone = false;

  /**
   * Takes in the TD errors of an update.
   *
   * @returns What to say about them, or null.
   */
  observe(tdErrors: Float32Array): string | null {
    if (this.#isDone) return null;
    let sum = 0;
    for (let index = 0; index < tdErrors.length; index++)
      sum += Math.abs(tdErrors[index] as number);
    this.#sum += sum / tdErrors.length;
    this.#updates++;
    if (this.#updates < WINDOW) return null;
    const mean = this.#sum / WINDOW;
    this.#updates = this.#sum = 0;
    if (!(mean > LIMIT)) return null;
    this.#isDone = true;
    return (
      `TD errors are ${rounded(mean)} on average over the last ${WINDOW} updates, and should be near 1: ` +
      'if rewards are large, they are too large to learn from well. Scale them, with NormalizeReward or ' +
      'TransformReward around the environment, or clip them with ClipReward. If rewards are small, ' +
      'values explode: try a learning rate of a tenth, and copy the target more rarely.'
    );
  }

  getState(): State {
    return { updates: this.#updates, sum: this.#sum, isDone: this.#isDone };
  }

  /** @returns What takes the state over. */
  prepareState(reader: StateReader): () => void {
    const updates = reader.integer('updates', { min: 0, max: WINDOW - 1 });
    const sum = reader.number('sum');
    const isDone = reader.boolean('isDone');
    return () => {
      this.#updates = updates;
      this.#sum = sum;
      this.#isDone = isDone;
    };
  }
}

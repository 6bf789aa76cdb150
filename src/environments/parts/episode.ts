import type { StateReader } from '../../state/stateReader.ts';
import type { State } from '../../state/state.ts';
import { UsageError, ValueError } from '../../errors.ts';
import { createRandom } from '../../random/createRandom.ts';
import type { Random } from '../../random/random.ts';
import { rejectUnknownOptions, requireSeed, show } from '../../validation/options.ts';
import { hasOnlyAtACall } from '../../validation/rejectUnknown.ts';
import { checkResetOptions } from '../../protocol/checkResetOptions.ts';
import type { Info, ResetOptions } from '../../protocol/environment.ts';
import { notRunning } from '../../protocol/notRunning.ts';

const known = ['seed'];

/** The info of an environment that has nothing to say. */
export const NO_INFO: Info = Object.freeze({});

/**
 * Whether an episode is under way, the stream that its chances are drawn from,
 * and the guards that every environment of the library has.
 */
export class Episode {
  readonly #name: string;
  #random: Random;
  #started = false;
  #running = false;

  /**
   * @param name - Of the environment's class, for messages.
   * @param seed - 0 if undefined.
   * @throws {OptionsError} If the seed is not one.
   */
  constructor(name: string, seed = 0) {
    this.#name = name;
    this.#random = createRandom(requireSeed(seed, `${name} seed`));
  }

  /** Where to draw chances from. Another stream after `start` and `setState`. */
  get random(): Random {
    return this.#random;
  }

  /** Whether steps may be taken. */
  get running(): boolean {
    return this.#running;
  }

  /**
   * For `reset`: begins an episode, and the stream anew if there is a seed.
   *
   * @returns Where to draw the first state from.
   * @throws {OptionsError} If an option is unknown, or there is a bare seed in
   *   place of options.
   * @throws {ValueError} If the seed is not a whole number from 0 to 2³² − 1.
   */
  start(options: ResetOptions): Random {
    checkResetOptions(this.#name, options);
    if (!hasOnlyAtACall(options, known)) {
      rejectUnknownOptions(`${this.#name}.reset`, options, known);
    }
    if (options.seed !== undefined) this.#random = createRandom(options.seed);
    this.#started = true;
    this.#running = true;
    return this.#random;
  }

  /**
   * For `step`, before anything changes.
   *
   * @param count - How many actions there are.
   * @param meanings - The actions, for the message: `0 (left) or 1 (right)`.
   * @throws {UsageError} If no episode is running.
   * @throws {ValueError} If `action` is not a whole number below `count`.
   */
  requireStep(action: number, count: number, meanings: string): void {
    if (!this.#running) throw notRunning(this.#name);
    if (Number.isInteger(action) && action >= 0 && action < count) return;
    throw new ValueError(`${this.#name}.step(action) needs ${meanings}; received ${show(action)}.`);
  }

  /** For `step`: the episode has terminated. */
  end(): void {
    this.#running = false;
  }

  /**
   * For `render`.
   *
   * @throws {UsageError} If there is nothing to draw yet.
   */
  requireStarted(): void {
    if (this.#started) return;
    throw new UsageError(
      `${this.#name}.render() has nothing to draw before the first episode; call reset() first.`,
    );
  }

  /** For `getState`: `running` and `random`, to stand beside the world itself. */
  getState(): { readonly running: boolean; readonly random: State } {
    return { running: this.#running, random: { ...this.#random.getState() } };
  }

  /**
   * For `setState`, between reading the fields of the world and taking them
   * over: this is the last that may fail.
   *
   * @throws {CheckpointError} If `running` or `random` is amiss.
   */
  setState(reader: StateReader): void {
    const running = reader.boolean('running');
    this.#random = reader.random('random');
    this.#running = running;
    this.#started = true;
  }
}

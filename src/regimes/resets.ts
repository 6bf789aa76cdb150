import type { NetworkReset } from '../qnetwork/networkReset.ts';
import type { QNetwork } from '../qnetwork/qNetwork.ts';
import type { Random } from '../random/random.ts';
import type { Batch } from '../replay/batch.ts';
import type { State, StateValue } from '../state/state.ts';

/**
 * What {@link Resets} and {@link Recycling} are made from.
 *
 * @category Regimes
 */
export interface ResetContext {
  /** What is reset. */
  readonly network: QNetwork;
  /** A stream of its own. */
  readonly random: Random;
}

/**
 * A reset; `null` where none was due. A promise only where a device has to be waited for.
 *
 * @category Regimes
 */
export type ResetOutcome = NetworkReset | null | Promise<NetworkReset | null>;

/**
 * Resets of a network by environment steps, as {@link shrinkAndPerturb} makes them:
 * the option `resets` of an agent. Each agent makes its own from it.
 *
 * @category Regimes
 */
export interface ResetsSpec {
  /** Names it in checkpoints. */
  readonly kind: string;
  /** What it was made from, as plain data. */
  readonly options?: Readonly<Record<string, StateValue>>;
  /**
   * Makes that of one agent.
   *
   * @throws {OptionsError} If it does not suit the network.
   */
  create(context: ResetContext): Resets;
}

/**
 * What a {@link ResetsSpec} makes.
 *
 * @category Regimes
 */
export interface Resets {
  /**
   * Makes the reset that is due, if one is. Called before each update.
   *
   * @param environmentSteps - Transitions observed so far.
   */
  beforeUpdate(environmentSteps: number): ResetOutcome;
  /** A copy of everything, as plain data. */
  getState(): State;
  /**
   * Checks what `getState` returned.
   *
   * @param state - `null` where an agent without such resets was saved.
   * @param environmentSteps - Transitions observed in that state.
   * @returns What takes it over, and cannot fail.
   * @throws {CheckpointError} If it does not fit.
   */
  prepareState(state: State | null, environmentSteps: number): () => void;
}

/**
 * A way of making single units of a network anew, as {@link redo}: the option
 * `dormant` of an agent. Each agent makes its own from it.
 *
 * @category Regimes
 */
export interface RecyclingSpec {
  /** Names it in checkpoints. */
  readonly kind: string;
  /** What it was made from, as plain data. */
  readonly options?: Readonly<Record<string, StateValue>>;
  /**
   * Makes that of one agent.
   *
   * @throws {OptionsError} If it does not suit the network.
   */
  create(context: ResetContext): Recycling;
}

/**
 * What a {@link RecyclingSpec} makes.
 *
 * @category Regimes
 */
export interface Recycling {
  /**
   * Makes units anew, if it is time. Called after each update.
   *
   * @param updates - Updates made so far.
   * @param batch - What the last one learned from. Read its observations before anything is
   *   waited for.
   */
  afterUpdate(updates: number, batch: Batch): ResetOutcome;
  /** A copy of everything, as plain data. */
  getState(): State;
  /**
   * Checks what `getState` returned.
   *
   * @returns What takes it over, and cannot fail.
   * @throws {CheckpointError} If it does not fit.
   */
  prepareState(state: State): () => void;
}

import type { ChannelOrder } from '../networks/channels.ts';
import type { EnvironmentSpaces } from '../protocol/environmentSpaces.ts';
import type { Random } from '../random/random.ts';
import type { Batch } from '../replay/batch.ts';
import type { State, StateValue } from '../state/state.ts';

/**
 * What an {@link Augmenter} is made from.
 *
 * @category Regimes
 */
export interface AugmentationContext {
  /** What the observations are like. */
  readonly environment: EnvironmentSpaces;
  /** How the network takes images to be laid out; `null` where it has no convolutions. */
  readonly channels: ChannelOrder | null;
  /** A stream of its own. */
  readonly random: Random;
}

/**
 * Changes the observations of batches before they are learned from, as
 * {@link randomShifts} does: the option `augment` of an agent. Each agent makes an
 * augmenter of its own from it.
 *
 * @category Regimes
 */
export interface Augmentation {
  /** Names it in checkpoints. */
  readonly kind: string;
  /**
   * What it was made from, as plain data.
   *
   * @default {}
   */
  readonly options?: Readonly<Record<string, StateValue>>;
  /**
   * Makes the augmenter of one agent.
   *
   * @throws {OptionsError} If it does not suit the observations.
   */
  create(context: AugmentationContext): Augmenter;
}

/**
 * What an {@link Augmentation} makes.
 *
 * @category Regimes
 */
export interface Augmenter {
  /**
   * A batch with changed observations, in arrays that the next call may overwrite.
   * That which is given stays as it is.
   */
  augment<B extends Batch>(batch: B): B;
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

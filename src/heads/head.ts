import type { Batch } from '../replay/batch.ts';

/**
 * What a {@link Head} sees of one update.
 *
 * @category Heads
 */
export interface HeadInput {
  /** The transitions. */
  readonly batch: Batch;
  /** Outputs of the online network at s. Shape `[batch, outputs]`. */
  readonly online: Float32Array;
  /** Outputs of the target network at s'. Shape `[batch, outputs]`. */
  readonly nextTarget: Float32Array;
  /** Outputs of the online network at s', if the head asked for them. */
  readonly nextOnline: Float32Array | null;
}

/**
 * What a {@link Head} makes of one update.
 *
 * @category Heads
 */
export interface HeadResult {
  /** Mean over the batch of weight × loss. */
  readonly loss: number;
  /** `target − q(s, a)`, before weighting. Shape `[batch]`. */
  readonly tdErrors: Float32Array;
  /** Gradient of `loss` in `online`. Shape `[batch, outputs]`. */
  readonly outputGradient: Float32Array;
  /** Mean of `q(s, a)` over the batch. */
  readonly meanQ: number;
}

/**
 * The maths between a network's outputs and its training: targets, loss and
 * the gradient of the loss in the outputs. A head holds no weights and knows
 * nothing of engines.
 *
 * @category Heads
 */
export interface Head {
  /** Whether the online network's outputs at s' are needed. */
  readonly usesNextOnline: boolean;
  /**
   * Computes loss and gradient. The arrays of the result are only valid until
   * the next call.
   */
  evaluate(input: HeadInput): HeadResult;
}

import type { LayerSpec } from '../networks/layers/table.ts';
import type { Batch } from '../replay/batch.ts';
import type { StateValue } from '../state/state.ts';
import { requireInteger } from '../validation/options.ts';
import type { HeadKernels } from './kernels/headKernels.ts';
import type { ReturnDistribution } from './returnDistribution.ts';

/**
 * How many quantile fractions τ the passes of a head draw for each observation.
 *
 * @category Heads
 */
export interface FractionCounts {
  /** To choose actions: of the policy, and of the target with double Q-learning. */
  readonly acting: number;
  /** At s, for the loss. */
  readonly online: number;
  /** At s', for the target; at s too, with Munchausen targets. */
  readonly target: number;
}

/**
 * What a {@link Head} sees of one update.
 *
 * @category Heads
 */
export interface HeadInput {
  /** The transitions. */
  readonly batch: Batch;
  /** How many actions there are. */
  readonly actions: number;
  /**
   * Outputs of the online network at s. Shape `[batch, actions, outputsPerAction]`;
   * of a head that draws fractions `[batch, actions, fractions]`.
   */
  readonly online: Float32Array;
  /** Outputs of the target network at s'. Shape as `online`, with fractions of its own. */
  readonly nextTarget: Float32Array;
  /** Outputs of the online network at s', if the head uses them; with the fractions of acting. */
  readonly nextOnline: Float32Array | null;
  /** Outputs of the target network at s, if the head uses them; with fractions of its own. */
  readonly target: Float32Array | null;
  /** The fractions of `online`, if the head draws any. Shape `[batch, fractions.online]`. */
  readonly fractions: Float32Array | null;
}

/**
 * What a {@link Head} makes of one update. Whoever calls `evaluate` brings it,
 * with arrays of the right lengths.
 *
 * @category Heads
 */
export interface HeadResult {
  /** Mean over the batch of weight × loss. */
  loss: number;
  /** Mean of `q(s, a)` over the batch. */
  meanQ: number;
  /**
   * How far off each transition was, before weighting, as prioritized replay
   * takes it: `target − q(s, a)`, or for distributions the loss. Shape `[batch]`.
   */
  readonly tdErrors: Float32Array;
  /** Gradient of `loss` in `online`, and as long. Zero before `evaluate`. */
  readonly outputGradient: Float32Array;
}

/**
 * The output side of a network: how many outputs an action has, how they become
 * values, and the maths of its training: targets, loss and the gradient of the
 * loss in the outputs. A head holds no weights, keeps nothing between calls, and
 * knows nothing of engines.
 *
 * @category Heads
 */
export interface Head {
  /** Names it in checkpoints, such as `'q'`. */
  readonly kind: string;
  /** What it was made from, as plain data. */
  readonly options: Readonly<Record<string, StateValue>>;
  /** How many outputs an action has: 1, or the atoms or quantiles of a distribution. */
  readonly outputsPerAction: number;
  /** How many fractions its passes draw; `null` where they draw none. */
  readonly fractions: FractionCounts | null;
  /**
   * The layer by which a network takes the fractions, such as {@link fractionEmbedding}:
   * put into every network that has none of its own. Left out, or `null`, where the head
   * draws none.
   */
  readonly fractionLayer?: LayerSpec | null;
  /**
   * Where the fractions lie by which actions are chosen, those of `fractions.acting`: it
   * is given each one drawn, uniform in (0, 1), or a midpoint. Left out, they lie there.
   *
   * @param drawn - In (0, 1).
   * @returns In (0, 1).
   */
  actingFraction?(drawn: number): number;
  /** What it uses beside the online network at s and the target network at s'. */
  readonly uses: {
    /** The online network at s'. */
    readonly nextOnline: boolean;
    /** The target network at s. */
    readonly target: boolean;
    /**
     * Of the online network at s the outputs of the actions that were taken, and no others:
     * an engine may leave those 0 then.
     */
    readonly takenOnly?: boolean;
    /** Which actions were allowed at s: where it does, `train` keeps their masks. */
    readonly actionMasks?: boolean;
  };
  /**
   * Computes action values.
   *
   * @param outputs - Of a pass. Shape `[rows, actions, outputsPerAction]`; of a head
   *   that draws fractions `[rows, actions, fractions]`, with as many as the pass drew.
   * @param values - Filled. Shape `[rows, actions]`.
   */
  values(outputs: Float32Array, values: Float32Array): void;
  /**
   * Reads what the outputs say of the returns of each action, for
   * {@link QNetwork.returnDistribution}: whatever the targets went through has to be undone,
   * such as a scale. Left out where the head learns values alone.
   *
   * @param outputs - Of one observation. Shape `[actions, outputsPerAction]`; of a head that
   *   draws fractions `[actions, fractions]`.
   * @param fractions - Those of the pass, if the head draws any. Shape `[fractions]`.
   */
  distribution?(
    outputs: Float32Array,
    actions: number,
    fractions: Float32Array | null,
  ): ReturnDistribution;
  /** Computes loss and gradient of a batch into `result`. */
  evaluate(input: HeadInput, result: HeadResult): void;
  /**
   * What it was when the library made it: set by those of the library's heads that `kind`
   * and `options` describe in full. An engine that knows the kind may compute `evaluate` on
   * its device, as long as nothing of the head was replaced.
   */
  readonly standard?: Omit<Head, 'standard'>;
  /**
   * WebAssembly that computes `evaluate`: some of the library's heads bring it with them.
   *
   * @internal
   */
  readonly kernels?: HeadKernels;
  /**
   * Carries a gradient in the action values back to the outputs, as the chain rule
   * has it. Heads that add a loss of the values to another one, such as {@link cql}
   * and {@link largeMargin}, need it of that one.
   *
   * @param outputs - As in `values`.
   * @param valueGradient - The gradient of a loss in the values. Shape `[rows, actions]`.
   * @param outputGradient - Its gradient in the outputs is added here. Shape as `outputs`.
   */
  addValueGradient?(
    outputs: Float32Array,
    valueGradient: Float32Array,
    outputGradient: Float32Array,
  ): void;
}

/**
 * A result for a head to fill, all zero.
 *
 * @param batch - How many transitions, at most 2²⁴.
 * @param outputs - How many outputs the online network gave for the batch, at
 *   most 2²⁷.
 * @throws {OptionsError} If one is no whole number, or too large.
 * @category Heads
 */
export function createHeadResult(batch: number, outputs: number): HeadResult {
  requireInteger('createHeadResult batch', batch, { min: 0, max: 2 ** 24 });
  requireInteger('createHeadResult outputs', outputs, { min: 0, max: 2 ** 27 });
  return {
    loss: 0,
    meanQ: 0,
    tdErrors: new Float32Array(batch),
    outputGradient: new Float32Array(outputs),
  };
}

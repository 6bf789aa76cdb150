import { ShapeError } from '../errors.ts';
import {
  rejectUnknownOptions,
  requireBoolean,
  requireChoice,
  requireNumber,
} from '../validation/options.ts';
import type { Head, HeadInput, HeadResult } from './head.ts';
import { huberLoss, squaredLoss } from './losses.ts';
import { writeDiscountFactors, writeTargets } from './targets.ts';

/**
 * Options of {@link qHead}.
 *
 * @category Heads
 */
export interface QHeadOptions {
  /**
   * γ, in `[0, 1]`: what a reward is worth one step later.
   *
   * @default 0.99
   */
  readonly discount?: number;
  /**
   * Whether the online network picks the action of the target (double
   * Q-learning) instead of the target network.
   *
   * @default true
   */
  readonly double?: boolean;
  /**
   * `'huber'` with δ = `huberDelta`, or `'mse'` (squared error).
   *
   * @default 'huber'
   */
  readonly loss?: 'huber' | 'mse';
  /**
   * δ > 0, where Huber's loss turns from quadratic to linear.
   *
   * @default 1
   */
  readonly huberDelta?: number;
}

/**
 * The head of plain and double deep Q-learning: the network's outputs are the
 * action values, and the value of the action that was taken is moved towards
 * `y = r + γᵏ (1 − terminated) max_a Q⁻(s', a)`, with the maximum over the
 * actions that are allowed in s'; k is 1, or what `steps` of the batch says.
 *
 * @throws {OptionsError} If an option is unknown or out of range.
 * @see Mnih et al. 2015, https://doi.org/10.1038/nature14236
 * @see van Hasselt et al. 2016, https://arxiv.org/abs/1509.06461
 * @category Heads
 */
export function qHead(options: QHeadOptions = {}): Head {
  rejectUnknownOptions('qHead', options, ['discount', 'double', 'loss', 'huberDelta']);
  const discount = requireNumber('discount', options.discount ?? 0.99, { min: 0, max: 1 });
  const delta = requireNumber('huberDelta', options.huberDelta ?? 1, {
    min: 0,
    exclusiveMin: true,
  });
  const kind = requireChoice('loss', options.loss ?? 'huber', ['huber', 'mse']);
  const loss = kind === 'huber' ? huberLoss(delta) : squaredLoss;
  const usesNextOnline = requireBoolean('double', options.double ?? true);

  let columns = createColumns(0, 0);
  return {
    usesNextOnline,
    evaluate(input: HeadInput): HeadResult {
      const { batch, online, nextTarget, nextOnline } = input;
      if (usesNextOnline && !nextOnline) {
        throw new ShapeError('A double Q head needs nextOnline; received null.');
      }
      if (!fits(columns, batch.size, online.length)) {
        columns = createColumns(batch.size, online.length);
      }
      const { discounts, targets, tdErrors, outputGradient } = columns;
      writeDiscountFactors(discounts, batch.terminated, discount, batch.steps);
      const chooser = usesNextOnline && nextOnline ? nextOnline : nextTarget;
      const masks = batch.nextActionMasks ?? undefined;
      writeTargets(targets, batch.rewards, discounts, chooser, nextTarget, masks);
      const actions = online.length / batch.size;
      outputGradient.fill(0);
      let lossSum = 0;
      let qSum = 0;
      for (let row = 0; row < batch.size; row++) {
        const chosen = row * actions + (batch.actions[row] as number);
        const q = online[chosen] as number;
        const weight = batch.weights[row] as number;
        const error = q - (targets[row] as number);
        tdErrors[row] = -error;
        lossSum += weight * loss.value(error);
        outputGradient[chosen] = (weight * loss.derivative(error)) / batch.size;
        qSum += q;
      }
      return {
        loss: lossSum / batch.size,
        tdErrors,
        outputGradient,
        meanQ: qSum / batch.size,
      };
    },
  };
}

/** What a head writes: kept from update to update, so that none allocates. */
interface Columns {
  /** Shape `[batch]`; `targets` and `tdErrors` alike. */
  readonly discounts: Float32Array;
  readonly targets: Float32Array;
  readonly tdErrors: Float32Array;
  /** Shape `[batch, actions]`. */
  readonly outputGradient: Float32Array;
}

function createColumns(batch: number, outputs: number): Columns {
  return {
    discounts: new Float32Array(batch),
    targets: new Float32Array(batch),
    tdErrors: new Float32Array(batch),
    outputGradient: new Float32Array(outputs),
  };
}

function fits({ tdErrors, outputGradient }: Columns, batch: number, outputs: number): boolean {
  return tdErrors.length === batch && outputGradient.length === outputs;
}

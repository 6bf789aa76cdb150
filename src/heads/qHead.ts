import { ShapeError } from '../errors.ts';
import {
  rejectUnknownOptions,
  requireBoolean,
  requireChoice,
  requireNumber,
} from '../validation/options.ts';
import type { Head, HeadInput, HeadResult } from './head.ts';
import { huberLoss, squaredLoss } from './losses.ts';
import { discountFactors, doubleQTargets, qTargets } from './targets.ts';

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
 * `y = r + γ (1 − terminated) max_a Q⁻(s', a)`.
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

  return {
    usesNextOnline,
    evaluate(input: HeadInput): HeadResult {
      const { batch, online, nextTarget, nextOnline } = input;
      const actions = online.length / batch.size;
      const discounts = discountFactors(batch.terminated, discount);
      let targets: Float32Array;
      if (usesNextOnline) {
        if (!nextOnline) throw new ShapeError('A double Q head needs nextOnline; received null.');
        targets = doubleQTargets(batch.rewards, discounts, nextOnline, nextTarget);
      } else {
        targets = qTargets(batch.rewards, discounts, nextTarget);
      }
      const tdErrors = new Float32Array(batch.size);
      const outputGradient = new Float32Array(online.length);
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

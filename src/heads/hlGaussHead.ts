import { ShapeError } from '../errors.ts';
import { rejectUnknownOptions, requireBoolean, requireNumber } from '../validation/options.ts';
import {
  addMeanGradient,
  crossEntropy,
  meanOfLogits,
  meanOfProbabilities,
  requireSupport,
  softmax,
} from './categorical.ts';
import { spreadOverBins } from './gaussianBins.ts';
import { checkInput, checkOutputs } from './checkInput.ts';
import type { Head } from './head.ts';
import { distributionOfLogits } from './readDistribution.ts';
import { standardHead } from './standardHead.ts';
import { bestAction } from './targets.ts';

/**
 * Options of {@link hlGaussHead}.
 *
 * @category Heads
 */
export interface HlGaussHeadOptions {
  /**
   * Into how many bins the returns from `min` to `max` are cut: a whole number
   * from 2 to 10,000.
   *
   * @default 51
   */
  readonly bins?: number;
  /** The lower end of the first bin; a target below it counts as this. */
  readonly min: number;
  /** The upper end of the last bin; a target above it counts as this. */
  readonly max: number;
  /**
   * σ of the normal distribution around a target, in widths of a bin: from 1e-6, which
   * is all but a single bin, to 1e6.
   *
   * @default 0.75
   */
  readonly sigma?: number;
  /**
   * Whether the online network picks the action of the target (double
   * Q-learning) instead of the target network.
   *
   * @default true
   */
  readonly double?: boolean;
}

/**
 * Values by classification (HL-Gauss): the network's outputs are the logits of
 * `bins` bins of the return for each action, and the value of an action is the mean
 * of their middles. The target is a single number,
 * `y = r + discount · Q⁻(s', a*)`, spread over the bins as a normal distribution; the
 * loss is the cross-entropy to it. It learns the value and not the distribution
 * of returns, with gradients whose size does not depend on that of the rewards.
 *
 * TD errors are `clip(y, min, max) − q(s, a)`: what lies beyond the range cannot be learned, and
 * so has no priority. Keep `min` and `max` a few bins away from the returns
 * there are: near them the normal distribution is cut off, which moves its mean.
 *
 * @throws {OptionsError} If an option is unknown, missing or out of range.
 * @see Farebrother et al. 2024, https://arxiv.org/abs/2403.03950
 * @see Imani and White 2018, https://arxiv.org/abs/1806.04613
 * @category Heads
 */
export function hlGaussHead(options: HlGaussHeadOptions): Head {
  rejectUnknownOptions(
    'hlGaussHead',
    options,
    ['bins', 'min', 'max', 'sigma', 'double'],
    HINTS,
    'hlGaussHead({ min: -10, max: 10 })',
  );
  const { bins = 51, min, max } = options;
  requireSupport({ atoms: bins, min, max }, 'bins');
  const width = (max - min) / bins;
  const middles = { atoms: bins, min: min + width / 2, max: max - width / 2 };
  const sigma = requireNumber('sigma', options.sigma ?? 0.75, SIGMAS);
  const double = requireBoolean('double', options.double ?? true);
  const mean = (logits: Float32Array, first: number): number =>
    meanOfLogits(middles, logits, first);
  return standardHead({
    kind: 'hlGauss',
    options: { bins, min, max, sigma, double },
    outputsPerAction: bins,
    fractions: null,
    uses: { nextOnline: double, target: false, takenOnly: true },
    values(outputs, values) {
      checkOutputs('hlGaussHead', outputs, values, bins);
      for (let row = 0; row < values.length; row++) values[row] = mean(outputs, row * bins);
    },
    distribution: distributionOfLogits.bind(null, middles),
    addValueGradient: addMeanGradient.bind(null, middles),
    evaluate(input, result) {
      checkInput('hlGaussHead', input, result, bins);
      const { batch, actions, online, nextTarget, nextOnline } = input;
      const { rewards, discounts, weights, size, nextActionMasks } = batch;
      const { tdErrors, outputGradient } = result;
      const chooser = double ? nextOnline : nextTarget;
      if (!chooser) throw new ShapeError('A double HL-Gauss head needs nextOnline; received null.');
      const probabilities = new Float64Array(bins);
      let lossSum = 0;
      let qSum = 0;
      for (let row = 0; row < size; row++) {
        const discount = discounts[row] as number;
        let y = rewards[row] as number;
        // A state without a future must not be looked at: 0 · NaN is NaN.
        if (discount !== 0) {
          const best = bestAction(mean, chooser, row, actions, bins, nextActionMasks);
          y += discount * mean(nextTarget, best);
        }
        const taken = (row * actions + (batch.actions[row] as number)) * bins;
        const bounded = Math.min(Math.max(y, min), max);
        // The target is written where its gradient will be.
        spreadOverBins({ bins, min, max }, bounded, sigma * width, outputGradient, taken);
        const weight = weights[row] as number;
        const scale = weight / size;
        const total = softmax(online, taken, probabilities);
        const loss = crossEntropy(online, taken, probabilities, total, outputGradient, scale);
        const q = meanOfProbabilities(middles, probabilities);
        lossSum += weight * loss;
        // As the loss sees it: beyond the range there is nothing to learn, and no priority to keep.
        tdErrors[row] = bounded - q;
        qSum += q;
      }
      result.loss = lossSum / size;
      result.meanQ = qSum / size;
    },
  });
}

/** Beyond these nothing would be left of the masses of the bins but 0 / 0. */
const SIGMAS = { min: 1e-6, max: 1e6 };

const HINTS = {
  atoms: 'bins',
  'vMin low minValue': 'min',
  'vMax high maxValue': 'max',
  'discount gamma': 'the discount of the agent, or returns: { discount } of the replay buffer',
};

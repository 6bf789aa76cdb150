import { ShapeError } from '../errors.ts';
import {
  rejectUnknownOptions,
  requireBoolean,
  requireInteger,
  requireNumber,
} from '../validation/options.ts';
import { checkValueGradient } from './checkValueGradient.ts';
import { checkInput, checkOutputs } from './checkInput.ts';
import type { Head } from './head.ts';
import { headModule } from './kernels/headModule.ts';
import { moduleText } from './kernels/quantile.generated.ts';
import { KAPPAS, meanOf, quantileLoss } from './quantileLoss.ts';
import { distributionOfQuantiles } from './readDistribution.ts';
import { describeRisk, isCvar, quantileWeights, requireRisk, type Risk } from './risk.ts';
import { standardHead } from './standardHead.ts';
import { bestAction } from './targets.ts';

/**
 * Options of {@link quantileHead}.
 *
 * @category Heads
 */
export interface QuantileHeadOptions {
  /**
   * How many quantiles of the return are estimated: a whole number from 1 to 10,000.
   *
   * @default 200
   */
  readonly quantiles?: number;
  /**
   * κ, where the loss turns from quadratic to linear: from 1e-8 to 1e8.
   *
   * @default 1
   */
  readonly kappa?: number;
  /**
   * Whether the online network picks the action of the target (double
   * Q-learning) instead of the target network.
   *
   * @default true
   */
  readonly double?: boolean;
  /**
   * What a distribution is worth to who chooses, such as `cvar(0.25)`. Actions are
   * then chosen by it everywhere: in acting, in evaluation, and in the target, which
   * so learns the returns of the policy that acts (Dabney et al. 2018, IQN, equation 2).
   * `network.qValues` gives it in place of the mean. `null` is the mean.
   *
   * @default null
   */
  readonly risk?: Risk | null;
}

/**
 * Quantile regression (QR-DQN): the network's outputs are quantiles of the return
 * of each action, at the fractions `(i + ½) / quantiles`. The value of an action is
 * their mean, or what `risk` makes of them. Those of the action that was taken are
 * moved towards `r + discount · θ_j(s', a*)`, where a* has the highest value among the
 * actions that are allowed in s'. No bounds of the return need be known.
 *
 * The loss is summed over the quantiles and averaged over the targets, and divided
 * by κ. TD errors are the losses, which are never negative.
 *
 * @throws {OptionsError} If an option is unknown or out of range.
 * @see Dabney et al. 2018, https://arxiv.org/abs/1710.10044
 * @category Heads
 */
export function quantileHead(options: QuantileHeadOptions = {}): Head {
  rejectUnknownOptions(
    'quantileHead',
    options,
    ['quantiles', 'kappa', 'double', 'risk'],
    {
      'discount gamma': 'the discount of the agent, or returns: { discount } of the replay buffer',
      huberDelta: 'kappa',
      'n numQuantiles nQuantiles atoms numAtoms': 'quantiles',
    },
    'quantileHead({ quantiles: 200 })',
    ['risk'],
  );
  const count = requireInteger('quantiles', options.quantiles ?? 200, { min: 1, max: 10_000 });
  const kappa = requireNumber('kappa', options.kappa ?? 1, KAPPAS);
  const double = requireBoolean('double', options.double ?? true);
  const fractions = Float64Array.from({ length: count }, (_, index) => (index + 0.5) / count);
  const risk = requireRisk(options.risk ?? null);
  const shares = risk && quantileWeights(risk, count);
  const worth = (outputs: Float32Array, first: number): number =>
    shares ? weightedSum(outputs, first, shares) : meanOf(outputs, first, count);
  const head: Head = {
    kind: 'quantile',
    options: { quantiles: count, kappa, double, ...(risk && { risk: describeRisk(risk) }) },
    outputsPerAction: count,
    fractions: null,
    uses: { nextOnline: double, target: false, takenOnly: true },
    values(outputs, values) {
      checkOutputs('quantileHead', outputs, values, count);
      for (let row = 0; row < values.length; row++) values[row] = worth(outputs, row * count);
    },
    distribution: distributionOfQuantiles.bind(null, fractions),
    addValueGradient(outputs, valueGradient, outputGradient) {
      checkValueGradient(outputs, valueGradient, outputGradient, count);
      for (let index = 0; index < outputGradient.length; index++) {
        const slope = valueGradient[Math.floor(index / count)] as number;
        const share = shares ? (shares[index % count] as number) : 1 / count;
        outputGradient[index] = (outputGradient[index] as number) + slope * share;
      }
    },
    evaluate(input, result) {
      checkInput('quantileHead', input, result, count);
      const { batch, actions, online, nextTarget, nextOnline } = input;
      const { rewards, discounts, weights, size, nextActionMasks } = batch;
      const { tdErrors, outputGradient } = result;
      const chooser = double ? nextOnline : nextTarget;
      if (!chooser) throw new ShapeError('A double quantile head needs nextOnline; received null.');
      const targets = new Float64Array(count);
      let lossSum = 0;
      let qSum = 0;
      for (let row = 0; row < size; row++) {
        const reward = rewards[row] as number;
        const discount = discounts[row] as number;
        // A state without a future must not be looked at: 0 · NaN is NaN.
        if (discount === 0) targets.fill(reward);
        else {
          const best = bestAction(worth, chooser, row, actions, count, nextActionMasks);
          for (let j = 0; j < count; j++) {
            targets[j] = reward + discount * (nextTarget[best + j] as number);
          }
        }
        const taken = (row * actions + (batch.actions[row] as number)) * count;
        const predicted = { outputs: online, first: taken, fractions, firstFraction: 0, count };
        const weight = weights[row] as number;
        const scale = weight / size;
        const loss = quantileLoss(predicted, targets, count, kappa, outputGradient, scale);
        tdErrors[row] = loss;
        lossSum += weight * loss;
        qSum += meanOf(online, taken, count);
      }
      result.loss = lossSum / size;
      result.meanQ = qSum / size;
    },
  };
  if (risk) return isCvar(risk) ? standardHead(head) : head;
  const kernels = headModule({
    module: moduleText,
    parameters: [count, kappa],
    outputsPerAction: count,
    double,
    scratchSize: count,
    nanoseconds: (actions) => count * (0.5 * count + 0.3 * actions),
  });
  return standardHead({ ...head, kernels });
}

/** `Σ_i w_i θ_i` */
function weightedSum(outputs: Float32Array, first: number, shares: Float64Array): number {
  let sum = 0;
  for (let index = 0; index < shares.length; index++) {
    sum += (shares[index] as number) * (outputs[first + index] as number);
  }
  return sum;
}

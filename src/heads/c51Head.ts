import { ShapeError } from '../errors.ts';
import { rejectUnknownOptions, requireBoolean } from '../validation/options.ts';
import {
  addMeanGradient,
  addProjected,
  crossEntropy,
  meanOfLogits,
  meanOfProbabilities,
  requireSupport,
  softmax,
  spacing,
  type Support,
} from './categorical.ts';
import { checkInput, checkOutputs } from './checkInput.ts';
import type { Head } from './head.ts';
import { moduleText } from './kernels/categorical.generated.ts';
import { headModule } from './kernels/headModule.ts';
import { distributionOfLogits } from './readDistribution.ts';
import { describeRisk, isCvar, requireRisk, type Risk } from './risk.ts';
import { standardHead } from './standardHead.ts';
import { bestAction } from './targets.ts';

/**
 * Options of {@link c51Head}.
 *
 * @category Heads
 */
export interface C51HeadOptions {
  /**
   * How many values of the return are told apart: a whole number from 2 to 10,000.
   *
   * @default 51
   */
  readonly atoms?: number;
  /** The lowest return, V_min; a target below it counts as this. */
  readonly min: number;
  /** The highest return, V_max > V_min; a target above it counts as this. */
  readonly max: number;
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
 * Categorical distributional Q-learning (C51): the network's outputs are the
 * logits of `atoms` evenly spaced returns z for each action. The value of an
 * action is the mean of its distribution, or what `risk` makes of it. The
 * distribution of the action that was taken is moved towards that of
 * `r + discount · z` in the next state, where the action with the highest value is
 * taken among those that are allowed.
 *
 * TD errors are the cross-entropies, as in Rainbow's prioritized replay: they are
 * never negative, and 0 only where the target is a single atom that is predicted
 * with certainty.
 *
 * @throws {OptionsError} If an option is unknown, missing or out of range.
 * @example
 * ```ts
 * import { c51Head } from 'deepq';
 *
 * const head = c51Head({ atoms: 3, min: -1, max: 1 });
 * const values = new Float32Array(2);
 * // Two actions: the first is worth 1 for certain, of the second nothing is known.
 * head.values(Float32Array.of(-99, -99, 99, 0, 0, 0), values);
 * values; // [1, 0]
 * ```
 * @see Bellemare et al. 2017, https://arxiv.org/abs/1707.06887
 * @see Hessel et al. 2018, https://arxiv.org/abs/1710.02298
 * @category Heads
 */
export function c51Head(options: C51HeadOptions): Head {
  rejectUnknownOptions(
    'c51Head',
    options,
    ['atoms', 'min', 'max', 'double', 'risk'],
    HINTS,
    'c51Head({ min: -10, max: 10 })',
    ['risk'],
  );
  const { min, max } = options;
  const support = requireSupport({ atoms: options.atoms ?? 51, min, max });
  const { atoms } = support;
  const step = spacing(support);
  const double = requireBoolean('double', options.double ?? true);
  const risk = requireRisk(options.risk ?? null);
  const worth = (logits: Float32Array, first: number): number =>
    risk ? worthOfLogits(risk, support, logits, first) : meanOfLogits(support, logits, first);
  const head: Head = {
    kind: 'c51',
    options: { ...support, double, ...(risk && { risk: describeRisk(risk) }) },
    outputsPerAction: atoms,
    fractions: null,
    uses: { nextOnline: double, target: false, takenOnly: true },
    values(outputs, values) {
      checkOutputs('c51Head', outputs, values, atoms);
      for (let row = 0; row < values.length; row++) values[row] = worth(outputs, row * atoms);
    },
    distribution: distributionOfLogits.bind(null, support),
    ...(risk === null && { addValueGradient: addMeanGradient.bind(null, support) }),
    evaluate(input, result) {
      checkInput('c51Head', input, result, atoms);
      const { batch, actions, online, nextTarget, nextOnline } = input;
      const { rewards, discounts, weights, size, nextActionMasks } = batch;
      const { tdErrors, outputGradient } = result;
      const chooser = double ? nextOnline : nextTarget;
      if (!chooser) throw new ShapeError('A double C51 head needs nextOnline; received null.');
      const probabilities = new Float64Array(atoms);
      let lossSum = 0;
      let qSum = 0;
      for (let row = 0; row < size; row++) {
        const taken = (row * actions + (batch.actions[row] as number)) * atoms;
        const reward = rewards[row] as number;
        const discount = discounts[row] as number;
        // The target m is written where its gradient will be.
        if (discount === 0) {
          addProjected(support, reward, 1, outputGradient, taken);
        } else {
          const best = bestAction(worth, chooser, row, actions, atoms, nextActionMasks);
          softmax(nextTarget, best, probabilities);
          for (let atom = 0; atom < atoms; atom++) {
            const value = reward + discount * (min + atom * step);
            addProjected(support, value, probabilities[atom] as number, outputGradient, taken);
          }
        }
        const weight = weights[row] as number;
        const scale = weight / size;
        const total = softmax(online, taken, probabilities);
        const loss = crossEntropy(online, taken, probabilities, total, outputGradient, scale);
        tdErrors[row] = loss;
        lossSum += weight * loss;
        qSum += meanOfProbabilities(support, probabilities);
      }
      result.loss = lossSum / size;
      result.meanQ = qSum / size;
    },
  };
  if (risk) return isCvar(risk) ? standardHead(head) : head;
  const kernels = headModule({
    module: moduleText,
    parameters: [atoms, min, max],
    outputsPerAction: atoms,
    double,
    scratchSize: 2 * (atoms + 4),
    nanoseconds: (actions) => atoms * (actions + 4),
  });
  return standardHead({ ...head, kernels });
}

/** `Σ_i z_i (g(F_i) − g(F_{i−1}))`, where F is the distribution function. */
function worthOfLogits(risk: Risk, support: Support, logits: Float32Array, first: number): number {
  const { atoms, min } = support;
  const probabilities = new Float64Array(atoms);
  softmax(logits, first, probabilities);
  let below = 0;
  let before = 0;
  let worth = 0;
  for (let atom = 0; atom < atoms; atom++) {
    below += probabilities[atom] as number;
    // Rounding must not lead beyond 1.
    const distorted = risk.distortion(atom === atoms - 1 ? 1 : Math.min(below, 1));
    worth += (min + atom * spacing(support)) * (distorted - before);
    before = distorted;
  }
  return worth;
}

const HINTS = {
  'vMin low minValue': 'min',
  'vMax high maxValue': 'max',
  'numAtoms nAtoms bins atomSize': 'atoms',
  'discount gamma': 'the discount of the agent, or returns: { discount } of the replay buffer',
};

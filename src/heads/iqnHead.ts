import { OptionsError, ShapeError } from '../errors.ts';
import {
  fractionEmbedding,
  type FractionEmbeddingOptions,
} from '../networks/layers/fractionEmbedding.ts';
import { isGiven } from '../validation/isGiven.ts';
import { isFloat32Array } from '../validation/typedArrays.ts';
import {
  rejectUnknownOptions,
  requireBoolean,
  requireInteger,
  requireNumber,
} from '../validation/options.ts';
import { checkValueGradient } from './checkValueGradient.ts';
import { checkInput, checkOutputs } from './checkInput.ts';
import type { FractionCounts, Head } from './head.ts';
import {
  munchausenBonus,
  resolveMunchausen,
  softValue,
  type MunchausenOptions,
  type ResolvedMunchausen,
} from './munchausen.ts';
import { KAPPAS, meanOf, quantileLoss } from './quantileLoss.ts';
import { distributionOfQuantiles } from './readDistribution.ts';
import { describeRisk, requireInverse, type Risk } from './risk.ts';
import { standardHead } from './standardHead.ts';
import { bestAllowed } from './targets.ts';

/**
 * Options of {@link iqnHead}.
 *
 * @category Heads
 */
export interface IqnHeadOptions {
  /**
   * How many quantile fractions τ are drawn for each observation; whole numbers
   * from 1 to 10,000.
   *
   * @default `{ acting: 32, online: 64, target: 64 }`
   */
  readonly fractions?: Partial<FractionCounts>;
  /**
   * How a network takes a fraction: by so many cosines, which begin with that of
   * `first · π · τ`.
   *
   * @default `{ cosines: 64, first: 0 }`
   */
  readonly embedding?: FractionEmbeddingOptions;
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
   * @default true, and false with `munchausen`
   */
  readonly double?: boolean;
  /**
   * Whether targets are those of Munchausen reinforcement learning (M-IQN): soft,
   * with a reward for actions that the policy is sure of. `{}` for the usual numbers.
   *
   * @default null
   */
  readonly munchausen?: MunchausenOptions | null;
  /**
   * What a distribution is worth to who chooses, such as `cvar(0.25)`. Actions are then
   * chosen by it everywhere: in acting, in evaluation, and in the target. The fractions
   * that choose are drawn where it looks: with `cvar(level)` from U(0, level). It needs
   * `double`, as the fractions of the target lie all over (0, 1). `null` is the mean.
   *
   * @default null
   */
  readonly risk?: Risk | null;
}

/**
 * Implicit quantile networks (IQN): the network takes fractions τ beside an
 * observation, and its outputs are the quantiles of the return at these. The value
 * of an action is the mean over the fractions that were drawn, or what `risk` makes of
 * the distribution. The quantiles of the
 * action that was taken are moved towards `r + discount · θ_j(s', a*)`.
 *
 * The network gets a {@link fractionEmbedding} for it: where the last layer of images is
 * followed by dense ones, between them, as in the paper; else behind all layers. A
 * network of your own may have it elsewhere. What stands before it is computed once
 * for each observation, what stands behind it once for each fraction.
 *
 * Fractions are drawn anew for each pass: of updates from a stream of the network's own,
 * of choices that explore from that of the agent. Greedy choices and `qValues` take
 * the midpoints `(i + ½) / acting` instead, so that they are the same each time; with
 * `risk` those of its share, such as `level · (i + ½) / acting`.
 *
 * The action a* has the highest mean among the allowed ones: by the online network,
 * with fractions of their own, if `double`; else by the target network, with those
 * of the target. The loss is that of {@link quantileHead}, at the fractions drawn,
 * and so are the TD errors.
 *
 * @throws {OptionsError} If an option is unknown or out of range.
 * @example
 * ```ts
 * import { DQNAgent, iqnHead, mlp } from 'deepq';
 * import { makeEnvironment } from 'deepq/environments';
 *
 * const agent = new DQNAgent({
 *   environment: makeEnvironment('CartPole-v1'),
 *   network: mlp({ hidden: [64] }),
 *   head: iqnHead({ fractions: { acting: 16, online: 8, target: 8 }, munchausen: {} }),
 * });
 * agent.network.architecture.takesFractions; // true
 * agent.dispose();
 * ```
 * @see Dabney et al. 2018 (risk: section 3.2), https://arxiv.org/abs/1806.06923
 * @see Vieillard et al. 2020, https://arxiv.org/abs/2007.14430
 * @category Heads
 */
export function iqnHead(options: IqnHeadOptions = {}): Head {
  rejectUnknownOptions('iqnHead', options, KNOWN_OPTIONS, HINTS, 'iqnHead({ kappa: 1 })', [
    'munchausen',
    'risk',
  ]);
  const fractions = resolveCounts(options.fractions);
  const fractionLayer = fractionEmbedding(options.embedding);
  const kappa = requireNumber('kappa', options.kappa ?? 1, KAPPAS);
  const munchausen = isGiven(options.munchausen) ? resolveMunchausen(options.munchausen) : null;
  const double = requireBoolean('double', options.double ?? munchausen === null);
  if (double && munchausen) {
    throw new OptionsError(
      'double and munchausen exclude each other, as Munchausen targets pick actions softly; ' +
        'received both. Leave double out.',
    );
  }
  const risk = requireInverse(options.risk ?? null);
  if (risk && !double) {
    throw new OptionsError(
      'risk needs double: the online network picks the action of the target, by fractions of its own, ' +
        `which ${munchausen ? 'Munchausen targets do' : 'double: false does'} not have. Leave ` +
        `${munchausen ? 'munchausen' : 'double'} out, or risk.`,
    );
  }
  return standardHead({
    kind: 'iqn',
    options: {
      fractions: { ...fractions },
      embedding: { cosines: fractionLayer.cosines, first: fractionLayer.first },
      kappa,
      double,
      munchausen,
      ...(risk && { risk: describeRisk(risk) }),
    },
    outputsPerAction: 1,
    fractions,
    fractionLayer,
    ...(risk && { actingFraction: (drawn: number) => risk.inverse(drawn) }),
    uses: {
      nextOnline: double,
      target: munchausen !== null,
      actionMasks: munchausen !== null,
    },
    values(outputs, values) {
      checkOutputs('iqnHead', outputs, values, null);
      meanOverFractions(outputs, values);
    },
    distribution: (outputs, actions, taken) =>
      distributionOfQuantiles(isFloat32Array(taken) ? taken : [], outputs, actions),
    // At s the fractions lie all over (0, 1): the values there are means.
    ...(risk === null && { addValueGradient: addMeanGradient }),
    evaluate(input, result) {
      checkInput('iqnHead', input, result, null);
      const { batch, actions, online, nextTarget, nextOnline, target, fractions: taus } = input;
      const chooser = double ? nextOnline : nextTarget;
      if (!chooser || !taus || (munchausen && !target)) {
        throw new ShapeError(
          'An IQN head needs the fractions of online; nextOnline, if double; target, if munchausen. ' +
            'Received null for one of them.',
        );
      }
      const { rewards, discounts, weights, size, actionMasks = null, nextActionMasks } = batch;
      const { tdErrors, outputGradient } = result;
      const nextValues = new Float32Array(size * actions);
      meanOverFractions(chooser, nextValues);
      const count = taus.length / size;
      const targets = new Float64Array(nextTarget.length / nextValues.length);
      const soft = munchausen && softTargets(munchausen, target as Float32Array, size, actions);
      let lossSum = 0;
      let qSum = 0;
      for (let row = 0; row < size; row++) {
        const action = batch.actions[row] as number;
        const discount = discounts[row] as number;
        const bonus = soft?.bonus(row, action, actionMasks) ?? 0;
        targets.fill((rewards[row] as number) + bonus);
        // A state without a future must not be looked at: 0 · NaN is NaN.
        if (discount !== 0) {
          if (soft) soft.add(targets, discount, nextTarget, nextValues, row, nextActionMasks);
          else {
            const best = bestAllowed(nextValues, row * actions, actions, nextActionMasks);
            addQuantiles(targets, discount, nextTarget, best);
          }
        }
        const first = (row * actions + action) * count;
        const predicted = {
          outputs: online,
          first,
          fractions: taus,
          firstFraction: row * count,
          count,
        };
        const weight = weights[row] as number;
        const scale = weight / size;
        const loss = quantileLoss(predicted, targets, targets.length, kappa, outputGradient, scale);
        tdErrors[row] = loss;
        lossSum += weight * loss;
        qSum += meanOf(online, first, count);
      }
      result.loss = lossSum / size;
      result.meanQ = qSum / size;
    },
  });
}

/** `y_j += factor · θ_j` of the action whose number among all of the batch is `action`. */
function addQuantiles(
  targets: Float64Array,
  factor: number,
  quantiles: Float32Array,
  action: number,
): void {
  const count = targets.length;
  for (let j = 0; j < count; j++) {
    targets[j] = (targets[j] as number) + factor * (quantiles[action * count + j] as number);
  }
}

/**
 * The two parts of the targets of M-IQN, in which the policy is that of the means.
 *
 * @param target - Quantiles of the target network at s.
 */
function softTargets(
  munchausen: ResolvedMunchausen,
  target: Float32Array,
  size: number,
  actions: number,
): SoftTargets {
  const { temperature } = munchausen;
  const values = new Float32Array(size * actions);
  meanOverFractions(target, values);
  return {
    bonus: (row, action, mask) => munchausenBonus(munchausen, values, row, actions, action, mask),
    add(targets, discount, quantiles, nextValues, row, mask) {
      const v = softValue(nextValues, row, actions, temperature, mask);
      for (let index = row * actions; index < (row + 1) * actions; index++) {
        if (mask && !mask[index]) continue;
        const logPolicy = (nextValues[index] as number) - v;
        const policy = Math.exp(logPolicy / temperature);
        addQuantiles(targets, discount * policy, quantiles, index);
        for (let j = 0; j < targets.length; j++) {
          targets[j] = (targets[j] as number) - discount * policy * logPolicy;
        }
      }
    },
  };
}

interface SoftTargets {
  /** `α · clip(τ log π⁻(a|s), l₀, 0)` */
  bonus(row: number, action: number, mask: Uint8Array | null): number;
  /** `y_j += discount · Σ_a' π⁻(a'|s') (θ_j(s', a') − τ log π⁻(a'|s'))` */
  add(
    targets: Float64Array,
    discount: number,
    quantiles: Float32Array,
    nextValues: Float32Array,
    row: number,
    mask: Uint8Array | null,
  ): void;
}

/** `q(s, a) = mean_k θ_k(s, a)`, of as many fractions as there are. */
function meanOverFractions(outputs: Float32Array, values: Float32Array): void {
  const count = outputs.length / values.length;
  for (let index = 0; index < values.length; index++) {
    values[index] = meanOf(outputs, index * count, count);
  }
}

/** `addValueGradient`: each fraction has an equal part in the mean. */
function addMeanGradient(
  outputs: Float32Array,
  valueGradient: Float32Array,
  outputGradient: Float32Array,
): void {
  checkValueGradient(outputs, valueGradient, outputGradient, null);
  const count = outputGradient.length / valueGradient.length;
  for (let index = 0; index < outputGradient.length; index++) {
    const slope = valueGradient[Math.floor(index / count)] as number;
    outputGradient[index] = (outputGradient[index] as number) + slope / count;
  }
}

function resolveCounts(given: Partial<FractionCounts> = {}): FractionCounts {
  rejectUnknownOptions('fractions', given, ['acting', 'online', 'target']);
  const { acting = 32, online = 64, target = 64 } = given;
  const range = { min: 1, max: 10_000 };
  return {
    acting: requireInteger('fractions.acting', acting, range),
    online: requireInteger('fractions.online', online, range),
    target: requireInteger('fractions.target', target, range),
  };
}

const KNOWN_OPTIONS = [
  'fractions',
  'embedding',
  'kappa',
  'double',
  'munchausen',
  'risk',
] as const satisfies readonly (keyof IqnHeadOptions)[];

const HINTS = {
  cosines: 'embedding: { cosines }',
  quantiles: 'fractions: { online, target }',
  'n numQuantiles numTau numTauSamples numTauPrimeSamples numQuantileSamples taus':
    'fractions: { acting, online, target }',
  huberDelta: 'kappa',
  'discount gamma': 'the discount of the agent, or returns: { discount } of the replay buffer',
};

import { checkValueGradient } from './checkValueGradient.ts';
import { OptionsError } from '../errors.ts';
import { expOfNegative } from './exponential.ts';
import { requireInteger, requireNumber } from '../validation/options.ts';

/** The values that a categorical distribution of returns gives probabilities to: evenly spaced atoms. */
export interface Support {
  /** How many atoms there are, at least 2. */
  readonly atoms: number;
  /** The first atom. */
  readonly min: number;
  /** The last atom. */
  readonly max: number;
}

/** Action values are float32: beyond this they are infinite. */
const FARTHEST = 2 ** 128 - 2 ** 104;
/** What lies closer together has too few digits to be divided by. */
const CLOSEST = 1e-30;

/**
 * Checks the options of a head with a support.
 *
 * @param name - What the option calls its atoms.
 * @throws {OptionsError} If one is missing or out of range.
 */
export function requireSupport({ atoms, min, max }: Support, name = 'atoms'): Support {
  requireInteger(name, atoms, { min: 2, max: 10_000 });
  requireNumber('min', min);
  requireNumber('max', max);
  if (!(min < max)) {
    throw new OptionsError(
      `min and max are the lowest and the highest return that is told apart, so min (${min}) must be ` +
        `below max (${max}). Take them from the sum of discounted rewards that an episode can come to.`,
    );
  }
  const isWithin = min >= -FARTHEST && max <= FARTHEST;
  if (isWithin && (max - min) / atoms >= CLOSEST) return { atoms, min, max };
  throw new OptionsError(
    `min and max must lie within ±3.4e38, as action values are float32, and ${CLOSEST} apart or more for each ` +
      `of the ${atoms} ${name}; received ${min} and ${max}. Scale the rewards.`,
  );
}

/** Δz, the distance between atoms. */
export function spacing({ atoms, min, max }: Support): number {
  return (max - min) / (atoms - 1);
}

/**
 * Fills in the probabilities that logits stand for, `p_i = exp(x_i) / Σ_j exp(x_j)`.
 *
 * @param logits - They lie from `first` on.
 * @param probabilities - Filled. Shape `[atoms]`.
 * @returns `log Σ_j exp(x_j)`; a logit less this is the logarithm of its probability.
 */
export function softmax(logits: Float32Array, first: number, probabilities: Float64Array): number {
  const count = probabilities.length;
  const largest = largestOf(logits, first, count);
  // Taken off before, so that no exponential overflows.
  let sum = 0;
  for (let atom = 0; atom < count; atom++) {
    const mass = expOfNegative((logits[first + atom] as number) - largest);
    probabilities[atom] = mass;
    sum += mass;
  }
  for (let atom = 0; atom < count; atom++)
    probabilities[atom] = (probabilities[atom] as number) / sum;
  return largest + Math.log(sum);
}

/** `Σ_i z_i p_i`, the mean of a distribution whose logits lie from `first` on. */
export function meanOfLogits(support: Support, logits: Float32Array, first: number): number {
  const { atoms, min } = support;
  const step = spacing(support);
  const largest = largestOf(logits, first, atoms);
  let sum = 0;
  let moment = 0;
  for (let atom = 0; atom < atoms; atom++) {
    const mass = expOfNegative((logits[first + atom] as number) - largest);
    sum += mass;
    moment += atom * mass;
  }
  return min + (step * moment) / sum;
}

/** `Σ_i z_i p_i`. */
export function meanOfProbabilities(support: Support, probabilities: Float64Array): number {
  let moment = 0;
  for (let atom = 0; atom < probabilities.length; atom++) {
    moment += atom * (probabilities[atom] as number);
  }
  return support.min + spacing(support) * moment;
}

/**
 * Carries gradients in the means back to logits: `∂q/∂x_i = p_i (z_i − q)`.
 *
 * @param logits - Shape `[values, atoms]`.
 * @param meanGradient - Shape `[values]`.
 * @param gradient - Added to. Shape as `logits`.
 */
export function addMeanGradient(
  support: Support,
  logits: Float32Array,
  meanGradient: Float32Array,
  gradient: Float32Array,
): void {
  const { atoms, min } = support;
  checkValueGradient(logits, meanGradient, gradient, atoms);
  const step = spacing(support);
  const probabilities = new Float64Array(atoms);
  for (let row = 0; row < meanGradient.length; row++) {
    const slope = meanGradient[row] as number;
    if (slope === 0) continue;
    const first = row * atoms;
    softmax(logits, first, probabilities);
    const mean = meanOfProbabilities(support, probabilities);
    for (let atom = 0; atom < atoms; atom++) {
      const derivative = (probabilities[atom] as number) * (min + atom * step - mean);
      gradient[first + atom] = (gradient[first + atom] as number) + slope * derivative;
    }
  }
}

function largestOf(logits: Float32Array, first: number, count: number): number {
  let largest = logits[first] as number;
  for (let index = first + 1; index < first + count; index++) {
    const logit = logits[index] as number;
    if (logit > largest) largest = logit;
  }
  return largest;
}

/**
 * Shares out the probability `mass` of a return between the two atoms beside it:
 *
 * `into_i += clip(1 − |clip(value, min, max) − z_i| / Δz, 0, 1) · mass`
 *
 * Over all atoms of the next state that is the projection of C51.
 *
 * @param into - The probabilities of the atoms lie from `first` on.
 * @see Bellemare et al. 2017, equation 7, https://arxiv.org/abs/1707.06887
 */
export function addProjected(
  support: Support,
  value: number,
  mass: number,
  into: Float32Array,
  first: number,
): void {
  const { atoms, min, max } = support;
  if (Number.isNaN(value)) {
    // So that the loss tells of it: there is no atom beside it.
    into[first] = NaN;
    return;
  }
  const clipped = Math.min(Math.max(value, min), max);
  // Rounding may lead a hair beyond the last atom.
  const position = Math.min((clipped - min) / spacing(support), atoms - 1);
  const lower = Math.floor(position);
  const upperShare = position - lower;
  into[first + lower] = (into[first + lower] as number) + (1 - upperShare) * mass;
  if (upperShare === 0) return;
  into[first + lower + 1] = (into[first + lower + 1] as number) + upperShare * mass;
}

/**
 * Cross-entropy `−Σ_i m_i log p_i` between a target distribution m and the one
 * that logits stand for.
 *
 * @param logits - They lie from `first` on.
 * @param probabilities - Theirs, as `softmax` fills them in. Shape `[atoms]`.
 * @param logTotal - What `softmax` returned.
 * @param gradient - Holds m from `first` on; each `m_i` is replaced by the
 *   gradient in its logit, `scale · (p_i − m_i)`.
 */
export function crossEntropy(
  logits: Float32Array,
  first: number,
  probabilities: Float64Array,
  logTotal: number,
  gradient: Float32Array,
  scale: number,
): number {
  let loss = 0;
  for (let atom = 0; atom < probabilities.length; atom++) {
    const target = gradient[first + atom] as number;
    loss -= target * ((logits[first + atom] as number) - logTotal);
    gradient[first + atom] = scale * ((probabilities[atom] as number) - target);
  }
  return loss;
}

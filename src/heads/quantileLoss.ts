/**
 * What κ may be. The loss holds δ between −κ and κ by a difference of `δ + κ` and `δ − κ`, faster
 * than by min and max: of the smaller of δ and κ nothing is left where the other one is 10¹⁶
 * times as large. And engines compute in float32, whose range products of both would leave.
 */
export const KAPPAS = { min: 1e-8, max: 1e8 };

/** Predicted quantiles of a return, and which ones they are. */
export interface Quantiles {
  /** What a network gave; quantile i lies at `first + i`. */
  readonly outputs: Float32Array;
  readonly first: number;
  /** The fractions τ; that of quantile i lies at `firstFraction + i`. */
  readonly fractions: ArrayLike<number>;
  readonly firstFraction: number;
  readonly count: number;
}

/**
 * Quantile Huber loss of predicted quantiles θ against samples y of the target:
 *
 * `Σ_i mean_j |τ_i − 1[δ_ij < 0]| · L_κ(δ_ij) / κ`, where `δ_ij = y_j − θ_i`
 *
 * `L_κ` is Huber's loss, with κ > 0.
 *
 * @param targets - The samples y; the first `count` count.
 * @param gradient - Filled at the places of the quantiles with `scale` times the
 *   gradient in them.
 * @see Dabney et al. 2018, equation 10, https://arxiv.org/abs/1710.10044
 */
export function quantileLoss(
  { outputs, first, fractions, firstFraction, count }: Quantiles,
  targets: Float64Array,
  targetCount: number,
  kappa: number,
  gradient: Float32Array,
  scale: number,
): number {
  let loss = 0;
  for (let i = 0; i < count; i++) {
    const quantile = outputs[first + i] as number;
    // Without a branch on the sign of δ, which is mostly guessed wrong: sums over all
    // targets, and with the sign of δ. Half of both together is that of δ > 0.
    let all = 0;
    let signed = 0;
    let slope = 0;
    let steepness = 0;
    for (let j = 0; j < targetCount; j++) {
      const error = (targets[j] as number) - quantile;
      // δ, held between −κ and κ: the slope of L_κ, which is c (δ − ½c).
      const c = 0.5 * (Math.abs(error + kappa) - Math.abs(error - kappa));
      const rest = error - 0.5 * c;
      const size = Math.abs(c);
      all += c * rest;
      signed += size * rest;
      slope += c;
      steepness += size;
    }
    const fraction = fractions[firstFraction + i] as number;
    const share = 1 / (kappa * targetCount);
    // τ · half the sum of both, and 1 − τ of half their difference.
    loss += share * (0.5 * all + (fraction - 0.5) * signed);
    gradient[first + i] = -scale * share * (0.5 * slope + (fraction - 0.5) * steepness);
  }
  return loss;
}

/** The mean of the `count` outputs from `first` on. */
export function meanOf(outputs: Float32Array, first: number, count: number): number {
  let sum = 0;
  for (let index = first; index < first + count; index++) sum += outputs[index] as number;
  return sum / count;
}

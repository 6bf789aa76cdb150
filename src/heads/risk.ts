import { OptionsError } from '../errors.ts';
import type { StateValue } from '../state/state.ts';
import { requireNumber, hintOfCall, show } from '../validation/options.ts';

/**
 * What a distribution of returns is worth to who chooses: a distortion risk
 * measure. Distributional heads take one as `risk`; {@link cvar} makes the usual one.
 *
 * With quantiles θ at the fractions τ the worth is `∫ θ(τ) dg(τ)`; with `g(τ) = τ`
 * that is the mean.
 *
 * @category Heads
 */
export interface Risk {
  /** Names it in summaries, such as `'cvar'`. */
  readonly kind: string;
  /** What it was made from, as plain data. */
  readonly options: Readonly<Record<string, StateValue>>;
  /** g, which does not fall, with `g(0) = 0` and `g(1) = 1`. */
  distortion(fraction: number): number;
  /**
   * g⁻¹: the fraction at which g comes to a share. Heads that draw fractions need it,
   * such as {@link iqnHead}; others do not.
   *
   * @param share - In (0, 1).
   * @returns In (0, 1).
   */
  inverse?(share: number): number;
}

/**
 * Conditional value at risk: the mean of the worst `level` of all returns, such as
 * of the worst quarter. It avoids actions that are good on average and sometimes
 * disastrous.
 *
 * @param level - The share of returns that counts, in `(0, 1]`; 1 is the mean.
 * @throws {OptionsError} If it is out of range.
 * @example
 * ```ts
 * import { cvar, quantileHead } from 'deepq';
 *
 * const head = quantileHead({ quantiles: 4, risk: cvar(0.5) });
 * const values = new Float32Array(2);
 * // Two actions: the first is worth 1 for certain, the second 1.5 on average.
 * head.values(Float32Array.of(1, 1, 1, 1, -3, 0, 4, 5), values);
 * values; // [1, -1.5]
 * ```
 * @see Dabney et al. 2018, section 3.2, https://arxiv.org/abs/1806.06923
 * @category Heads
 */
export function cvar(level: number): Risk {
  requireNumber('cvar(level)', level, { min: 0, max: 1, exclusiveMin: true });
  return {
    kind: 'cvar',
    options: { level },
    distortion: (fraction) => Math.min(requireShare('distortion', fraction) / level, 1),
    inverse: (share) => level * requireShare('inverse', share),
  };
}

/** Whether a risk measure distorts as {@link cvar} with its level does. */
export function isCvar(risk: Risk): boolean {
  const { kind, options } = risk;
  const level = options['level'];
  if (kind !== 'cvar' || typeof level !== 'number' || !(level > 0)) return false;
  // Looked at on both sides of the level, as a measure of a user's own may have this name.
  return [0.25, 0.5, 0.75, 1, 1.5].every((share) => {
    const fraction = Math.min(share * level, 1);
    return risk.distortion(fraction) === Math.min(fraction / level, 1);
  });
}

function requireShare(of: string, share: number): number {
  return requireNumber(`${of}(share): share`, share, { min: 0, max: 1 });
}

/**
 * Returns what was given as `risk`.
 *
 * @throws {OptionsError} If it is no risk measure.
 */
export function requireRisk(risk: Risk | null): Risk | null {
  if (risk === null) return null;
  // A program in plain JavaScript may hand in anything.
  const { kind, distortion } = Object(risk) as Partial<Risk>;
  if (typeof kind === 'string' && typeof distortion === 'function') {
    const [start, end] = [risk.distortion(0), risk.distortion(1)];
    if (Math.abs(start) < 1e-9 && Math.abs(end - 1) < 1e-9) return risk;
    throw new OptionsError(
      `risk.distortion must be 0 at 0 and 1 at 1; received ${show(start)} and ${show(end)}.`,
    );
  }
  throw new OptionsError(
    'risk must be made by a function such as cvar(0.25), or be an object with kind, options and ' +
      `distortion(fraction); received ${show(risk)}.${hintOfCall(risk)}`,
  );
}

/**
 * Returns what was given as `risk` of a head that draws fractions.
 *
 * @throws {OptionsError} If it is no risk measure, or has no inverse.
 */
export function requireInverse(risk: Risk | null): (Risk & Required<Pick<Risk, 'inverse'>>) | null {
  const checked = requireRisk(risk);
  if (checked === null) return null;
  const median: unknown = checked.inverse?.(0.5);
  if (typeof median === 'number' && median > 0 && median < 1) return checked as never;
  throw new OptionsError(
    'risk of a head that draws fractions needs inverse(share), the inverse of its distortion, with ' +
      `values between 0 and 1, as that of cvar(0.25); inverse(0.5) is ${show(median)}.`,
  );
}

/** What goes into the options of a head. */
export function describeRisk(risk: Risk | null): StateValue {
  return risk && { kind: risk.kind, options: { ...risk.options } };
}

/**
 * What each of `count` quantiles weighs, if quantile i stands for the fractions from
 * `i / count` to `(i + 1) / count`. The sum is 1.
 */
export function quantileWeights(risk: Risk, count: number): Float64Array {
  return Float64Array.from(
    { length: count },
    (_, index) => risk.distortion((index + 1) / count) - risk.distortion(index / count),
  );
}

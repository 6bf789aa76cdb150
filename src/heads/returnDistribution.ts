/**
 * What a network takes for the distribution of the return of each action: the sum of
 * discounted rewards from one state on, in the units of the rewards that it learned from.
 *
 * Of `'categorical'` heads, how likely each return of `support` is; of `'quantile'` heads,
 * the return below which each of `fractions` lies. `probabilities[action]` and
 * `quantiles[action]` are arrays of the caller's own.
 *
 * @category Heads
 */
export type ReturnDistribution =
  | {
      /** As `c51Head` and `hlGaussHead` learn. */
      readonly kind: 'categorical';
      /** The returns that are told apart, rising. Shape `[atoms]`. */
      readonly support: Float32Array;
      /** Of each action; they sum to 1. Shape `[actions][atoms]`. */
      readonly probabilities: readonly Float32Array[];
    }
  | {
      /** As `quantileHead` and `iqnHead` learn. */
      readonly kind: 'quantile';
      /** From 0 to 1, rising. Shape `[fractions]`. */
      readonly fractions: Float32Array;
      /** Of each action. A network may let them cross. Shape `[actions][fractions]`. */
      readonly quantiles: readonly Float32Array[];
    };

/**
 * What the evaluations of {@link train} and {@link trainOffline} are alike in.
 *
 * @category Training
 */
export interface EvaluationEpisodes {
  /**
   * How many episodes to play. Each evaluation plays the same ones.
   *
   * @default 20
   */
  readonly episodes?: number;
  /**
   * The most steps of an episode, as in {@link EvaluateOptions}.
   *
   * @default 108,000
   */
  readonly maxEpisodeSteps?: number;
  /**
   * Decides the episodes, and how ties are broken, as in {@link EvaluateOptions}: a whole number
   * from 0 to 2³² − 1. So trainings with different seeds may be judged by the same episodes.
   *
   * @default by the seed of the training
   */
  readonly seed?: number;
  /**
   * Whether the agent explores as its policy does in training, or acts greedily.
   *
   * @default false
   */
  readonly explore?: boolean;
  /**
   * Whether there is an evaluation before the first step, or update, as well.
   *
   * @default false
   */
  readonly atStart?: boolean;
  /**
   * Whether there is an evaluation after the last step, or update, as well, where it is none
   * after which there is one in any case.
   *
   * @default false
   */
  readonly atEnd?: boolean;
}

/** Evaluations with every default filled in; `seed` is `null` for that of the training. */
export type ResolvedEvaluation<Given extends { readonly seed?: number }> = Required<
  Omit<Given, 'seed'>
> & { readonly seed: number | null };

import { createRandom } from '../random/createRandom.ts';
import { requireBoolean, requireInteger, requireSeed } from '../validation/options.ts';
import { MAX_EPISODE_STEPS } from './evaluate.ts';
import type { EvaluationEpisodes, ResolvedEvaluation } from './evaluationEpisodes.ts';

/** The names of {@link EvaluationEpisodes}. */
export const episodeOptions: readonly (keyof EvaluationEpisodes)[] = [
  'episodes',
  'maxEpisodeSteps',
  'seed',
  'explore',
  'atStart',
  'atEnd',
];

/** Fills in defaults and checks. */
export function resolveEpisodes(
  evaluation: EvaluationEpisodes,
): ResolvedEvaluation<EvaluationEpisodes> {
  const { episodes = 20, maxEpisodeSteps = MAX_EPISODE_STEPS, seed } = evaluation;
  const { explore = false, atStart = false, atEnd = false } = evaluation;
  requireInteger('evaluation.episodes', episodes, { min: 1 });
  requireInteger('evaluation.maxEpisodeSteps', maxEpisodeSteps, { min: 1 });
  for (const [name, value] of Object.entries({ explore, atStart, atEnd })) {
    requireBoolean(`evaluation.${name}`, value);
  }
  return {
    ...{ episodes, maxEpisodeSteps, explore, atStart, atEnd },
    seed: seed === undefined ? null : requireSeed(seed, 'evaluation.seed'),
  };
}

/** What decides the episodes of a training's evaluations, where no option does. */
export function seedOfEvaluations(seed: number): number {
  return createRandom(seed)
    .fork('evaluation')
    .integer(2 ** 32);
}

import { createRandom } from '../random/createRandom.ts';
import { requireBoolean, requireInteger, requireSeed } from '../validation/options.ts';
import { MAX_EPISODE_STEPS } from './evaluate.ts';
import type { ResolvedEvaluation } from './trainOptions.ts';

/** What `train` and `trainOffline` ask of the episodes of their evaluations alike. */
export interface EpisodeOptions {
  readonly episodes?: number;
  readonly maxEpisodeSteps?: number;
  readonly seed?: number;
  readonly explore?: boolean;
  readonly atStart?: boolean;
  readonly atEnd?: boolean;
}

/** The names of {@link EpisodeOptions}. */
export const episodeOptions: readonly (keyof EpisodeOptions)[] = [
  'episodes',
  'maxEpisodeSteps',
  'seed',
  'explore',
  'atStart',
  'atEnd',
];

/** Fills in defaults and checks. */
export function resolveEpisodes(evaluation: EpisodeOptions): ResolvedEvaluation<EpisodeOptions> {
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

import { OptionsError } from '../errors.ts';
import {
  rejectUnknownOptions,
  requireFunction,
  requireInteger,
  requireSeed,
} from '../validation/options.ts';
import { isGiven } from '../validation/isGiven.ts';
import { episodeOptions, resolveEpisodes } from './evaluationOptions.ts';
import { shareEnvironment } from './inUse.ts';
import { requireEnvironment, requireSignal } from './requireParts.ts';
import { requireSave, requireState } from './requireSavable.ts';
import type { ResolvedTrainOptions, Trainable, TrainOptions } from './trainOptions.ts';

const known = [
  'environmentSteps',
  'seed',
  'from',
  'signal',
  'beforeStep',
  'report',
  'evaluation',
  'checkpoint',
] as const satisfies readonly (keyof TrainOptions)[];

/** Fills in defaults and checks. */
export function resolveTrainOptions(
  options: TrainOptions,
  training: Trainable,
): ResolvedTrainOptions {
  rejectUnknownOptions(
    'train',
    options,
    known,
    {},
    'train(agent, environment, { environmentSteps: 50_000 })',
  );
  const { environmentSteps, seed, from, signal, beforeStep } = options;
  const { report, evaluation, checkpoint } = options;
  if (environmentSteps !== Infinity)
    requireInteger('environmentSteps', environmentSteps, { min: 1 });
  if (signal !== undefined) requireSignal(signal);
  if (from !== undefined) requireState(from);
  if (beforeStep !== undefined) requireFunction('beforeStep', beforeStep);
  return {
    environmentSteps,
    seed: seed === undefined ? null : requireSeed(seed),
    from: from ?? null,
    signal: signal ?? null,
    beforeStep: beforeStep ?? null,
    report: isGiven(report) ? resolveReport(report) : null,
    evaluation: isGiven(evaluation) ? resolveEvaluation(evaluation, training) : null,
    checkpoint: isGiven(checkpoint) ? resolveCheckpoint(checkpoint) : null,
  };
}

function resolveReport(
  report: NonNullable<TrainOptions['report']>,
): NonNullable<TrainOptions['report']> {
  rejectUnknownOptions('report', report, ['everyEnvironmentSteps']);
  const { everyEnvironmentSteps } = report;
  requireInteger('report.everyEnvironmentSteps', everyEnvironmentSteps, { min: 1 });
  return { everyEnvironmentSteps };
}

function resolveEvaluation(
  evaluation: NonNullable<TrainOptions['evaluation']>,
  training: Trainable,
): NonNullable<ResolvedTrainOptions['evaluation']> {
  rejectUnknownOptions(
    'evaluation',
    evaluation,
    ['everyEnvironmentSteps', 'environment', ...episodeOptions],
    {
      observationSpace: '{ everyEnvironmentSteps, environment } instead of the environment itself',
    },
    '{ everyEnvironmentSteps: 10_000, environment }',
  );
  const { everyEnvironmentSteps, environment } = evaluation;
  requireInteger('evaluation.everyEnvironmentSteps', everyEnvironmentSteps, { min: 1 });
  requireEnvironment('evaluation.environment', environment);
  const episodes = resolveEpisodes(evaluation);
  if (shareEnvironment(training, environment)) {
    throw new OptionsError(
      'evaluation.environment must not be the environment of training, also not inside another ' +
        'wrapper, whose episodes it would cut into; make a second one.',
    );
  }
  return { everyEnvironmentSteps, environment, ...episodes };
}

function resolveCheckpoint(
  checkpoint: NonNullable<TrainOptions['checkpoint']>,
): NonNullable<ResolvedTrainOptions['checkpoint']> {
  rejectUnknownOptions(
    'checkpoint',
    checkpoint,
    ['everyEnvironmentSteps', 'save'],
    {
      write: '{ everyEnvironmentSteps, save: () => agent.save(store) } instead of the store itself',
    },
    '{ everyEnvironmentSteps: 10_000, save: () => agent.save(store) }',
  );
  const { everyEnvironmentSteps, save } = checkpoint;
  requireInteger('checkpoint.everyEnvironmentSteps', everyEnvironmentSteps, { min: 1 });
  requireSave(save);
  return { everyEnvironmentSteps, save };
}

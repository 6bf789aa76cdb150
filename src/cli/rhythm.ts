import { readCount, type Given } from './command.ts';

/** When a run is evaluated and saved, as far as the command line says it. */
export interface Rhythm {
  readonly evaluation: {
    readonly everyEnvironmentSteps?: number;
    readonly episodes?: number;
    readonly atStart?: boolean;
  };
  readonly checkpoint: { readonly everyEnvironmentSteps?: number };
}

/** The options of commands that train. */
export const RHYTHM_OPTIONS = {
  'evaluate-every': { type: 'string' },
  'evaluate-episodes': { type: 'string' },
  'evaluate-at-start': { type: 'boolean' },
  'checkpoint-every': { type: 'string' },
} as const;

/** What `--help` says of them, in columns as of `train`. */
export const RHYTHM_HELP = `  --evaluate-every N   steps from one evaluation to the next; default: a twentieth of all
  --evaluate-episodes N
                       episodes of each; default 10
  --evaluate-at-start  one before the first step as well
  --checkpoint-every N
                       steps from one checkpoint to the next; default: a tenth of all`;

/** @throws {CommandError} If one is no whole number of at least 1. */
export function readRhythm(given: Given): Rhythm {
  const every = readCount(given, 'evaluate-every');
  const episodes = readCount(given, 'evaluate-episodes');
  const checkpoint = readCount(given, 'checkpoint-every');
  return {
    evaluation: {
      ...(every !== undefined && { everyEnvironmentSteps: every }),
      ...(episodes !== undefined && { episodes }),
      ...(given.values['evaluate-at-start'] === true && { atStart: true }),
    },
    checkpoint: { ...(checkpoint !== undefined && { everyEnvironmentSteps: checkpoint }) },
  };
}

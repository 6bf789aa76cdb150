import { UsageError } from '../../errors.ts';

const REFUSED: Readonly<Record<string, string>> = {
  other: 'another run under this name than the one that this learner goes on with',
  different: 'a run under this name that is of another environment, or has other settings',
  over: 'a run under this name that is over, or has a checkpoint that this learner does not go on from',
};

/** Another learner goes on with the run, while this one still learns. */
export function takenOver(): UsageError {
  return new UsageError(
    'Another learner goes on with this run in Redis, so this one has stopped: of one name there may be one ' +
      'learner. What it has saved stays. Give one of them another name.',
  );
}

/** Another learner has gone on with the run that this one wants to end. */
export function goneOnWith(): UsageError {
  return new UsageError(
    'This learner has come to its end, but another one has gone on with the run in Redis since: the run stays ' +
      'there as it is, and its actors act on. The other one ends it; or go on with it from here, with more steps.',
  );
}

/**
 * The run that is there under this name is none that this learner goes on with.
 *
 * @param status - What the server's script has said of it: a key of the reasons above.
 */
export function refusedRun(status: string | null): UsageError {
  const what = REFUSED[status ?? 'over'] ?? REFUSED['over'];
  return new UsageError(
    `Redis holds ${what}. Go on in the folder of that run, choose another name, or begin anew with ` +
      'reset: true (--reset), which forgets it.',
  );
}

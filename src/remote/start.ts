import { WorkerError } from '../errors.ts';
import { realTime } from '../live/realTime.ts';
import type { PortFailure, Port } from './port.ts';
import { readCheckpoint } from './readCheckpoint.ts';
import type { RemoteTraining } from './remoteTraining.ts';
import { RunningTraining } from './runningTraining.ts';
import { resolveStart, type StartTrainingOptions } from './startOptions.ts';

/** A worker as the hosts' adapters hand it over. */
export interface OpenedWorker {
  readonly port: Port;
  /** Where its script is, for messages; null where that is not known. */
  readonly url: string | null;
  /** Finds out why its script could not be loaded, if the host tells; each ends with a full stop. */
  readonly diagnose: () => Promise<string | null>;
}

/**
 * The page's side: starts the training, and waits until its first step is due.
 *
 * @param open - Makes the worker, or takes one that the program has made.
 * @throws {WorkerError} If it could not be loaded, ended, or did not answer in time.
 */
export async function startOn(
  open: () => OpenedWorker,
  given: StartTrainingOptions = {},
): Promise<RemoteTraining> {
  const { from, timeoutMilliseconds, ...options } = resolveStart(given);
  const bytes = from && (await readCheckpoint('from', from));
  const { port, url, diagnose } = open();
  const failures: PortFailure[] = [];
  const training = new RunningTraining(port, options, (one) => {
    failures.push(one);
    return describeFailure(one, url);
  });
  let stopTimer = (): void => undefined;
  const late = new Promise<never>((_, reject) => {
    const tooLong = (): void => reject(tooLate(url, timeoutMilliseconds));
    stopTimer = realTime.after(timeoutMilliseconds, tooLong);
  });
  try {
    await Promise.race([training.begin({ ...options, from: bytes }), late]);
    return training;
  } catch (error) {
    const [failure] = failures;
    const cause = failure ? await explain(failure, url, diagnose) : error;
    training.abandon(cause as Error);
    throw cause;
  } finally {
    stopTimer();
  }
}

async function explain(
  failure: PortFailure,
  url: string | null,
  diagnose: () => Promise<string | null>,
): Promise<WorkerError> {
  const why = failure.message === null ? await diagnose().catch(() => null) : null;
  return describeFailure(failure, url, why);
}

function describeFailure(
  { message, file, exitCode, cause, mend }: PortFailure,
  url: string | null,
  why: string | null = null,
): WorkerError {
  const where = url ?? file;
  const name = where === null ? 'The worker' : `The worker ${where}`;
  if (message !== null) {
    return new WorkerError(
      `${name} ended with an error that nothing in it caught: ${message}. ${mend ?? remedy(message)}`,
      cause === undefined ? undefined : { cause },
    );
  }
  if (exitCode !== undefined) {
    return new WorkerError(
      `${name} ended before the training, with exit code ${exitCode}. It must call serveTraining(make), ` +
        'which keeps it alive, and nothing may end it but close(): look for process.exit() and terminate().',
    );
  }
  return new WorkerError(
    `${name} could not be loaded. ` +
      (why ??
        'Check that its URL is right, that everything that it imports is there, and that the ' +
          'Content-Security-Policy of the page allows it (worker-src).') +
      (where === null ? ' Give startTraining the URL of the script, and it names it here.' : ''),
  );
}

/**
 * The words of Chromium and Node, of Firefox and of Safari for a module that was started as a
 * plain script. A module that asks for an export that is not there has others.
 */
const AS_A_SCRIPT =
  /outside a module|only appear at top level of a module|import call expects|unexpected token 'export'/i;

function remedy(message: string): string {
  if (!AS_A_SCRIPT.test(message)) return 'Mend it there.';
  return (
    "It must be started as a module: in a page by new Worker(url, { type: 'module' }), or by its URL alone; in " +
    'Node its name ends in .mjs, or its package.json has "type": "module".'
  );
}

function tooLate(url: string | null, milliseconds: number): WorkerError {
  return new WorkerError(
    `The worker${url === null ? '' : ` ${url}`} has not begun its training after ${milliseconds} ms. ` +
      'Its module must call serveTraining(make) as soon as it is loaded, and make must return; raise ' +
      'timeoutMilliseconds if that takes longer.',
  );
}

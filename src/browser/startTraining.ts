import { OptionsError, UsageError } from '../errors.ts';
import { claimWorker } from '../remote/claimWorker.ts';
import type { Port } from '../remote/port.ts';
import type { RemoteTraining } from '../remote/remoteTraining.ts';
import { startOn, type OpenedWorker } from '../remote/start.ts';
import type { StartTrainingArgument } from '../remote/startOptions.ts';
import { show } from '../validation/show.ts';
import { diagnoseScript } from './diagnoseScript.ts';

/**
 * Starts a training in a worker, whose module calls {@link serveTraining}. The page stays free:
 * events, frames and Q values come back, and the training can be paused, paced, saved and
 * loaded from here.
 *
 * @param worker - A worker, or the URL of its script, which must be a module. Write
 *   `new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' })` where Vite or webpack
 *   is to find and bundle the script; they know it by these words. Each training needs a
 *   worker of its own.
 * @returns When the first step is due.
 * @throws {OptionsError} If an option is unknown or out of range, or `worker` is none.
 * @throws {UsageError} If another training has the worker, or had it.
 * @throws {WorkerError} If the worker cannot be loaded, or does not answer in time.
 * @throws What the worker's function, or `train` there, throws: of the same class, if that is one
 *   of the library.
 * @example
 * ```ts no-run
 * import { startTraining } from 'deepq/browser';
 *
 * const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
 * const training = await startTraining(worker, { options: { seed: 1 } });
 * training.on('episode', (event) => console.log(event.environmentSteps, event.return));
 * await training.finish();
 * const bytes = await training.save();
 * training.close();
 * ```
 * @category Workers
 */
export async function startTraining<Options = unknown>(
  worker: Worker | URL | string,
  ...options: StartTrainingArgument<NoInfer<Options>>
): Promise<RemoteTraining> {
  return startOn(() => openWorker(worker), options[0]);
}

function openWorker(given: Worker | URL | string): OpenedWorker {
  if (typeof given === 'string' || given instanceof URL) {
    const url = urlOf(given);
    const { diagnose, done } = diagnoseScript(url);
    const port = portOf(new Worker(url, { type: 'module' }), done);
    return { port, url, diagnose };
  }
  if (!(typeof Worker === 'function' && given instanceof Worker)) {
    throw new OptionsError(
      `startTraining(worker, options) needs a Worker, or the URL of its script; received ${show(given)}.`,
    );
  }
  claimWorker(given);
  return { port: portOf(given, () => undefined), url: null, diagnose: async () => null };
}

/** @throws {OptionsError} If it is no URL. */
function urlOf(given: string | URL): string {
  if (typeof document === 'undefined' || typeof Worker === 'undefined') {
    throw new UsageError(
      'startTraining of deepq/browser needs a page that can start workers, and this is none; in Node import ' +
        'it from deepq/node.',
    );
  }
  if (URL.canParse(given, document.baseURI)) return new URL(given, document.baseURI).href;
  throw new OptionsError(
    `startTraining(worker, options) needs the URL of the worker's script; received ${show(given)}. Write ` +
      "new URL('./worker.js', import.meta.url).",
  );
}

/** @param done - Called when the worker is closed. */
function portOf(worker: Worker, done: () => void): Port {
  return {
    post(message, transfer = []) {
      worker.postMessage(message, [...transfer]);
    },
    listen({ message, failure }) {
      worker.addEventListener('message', (event) => message(event.data));
      worker.addEventListener('messageerror', () => {
        failure({ message: 'a message could not be read', file: null });
      });
      worker.addEventListener('error', (event: Event) => {
        // It is told here, as an error of the library; the console needs it no more.
        event.preventDefault();
        // Where the script could not be loaded, it is an event without any of these.
        const { message: text, filename } = event as Partial<ErrorEvent>;
        failure({ message: text ?? null, file: filename ? filename : null });
      });
    },
    close() {
      worker.terminate();
      done();
    },
  };
}

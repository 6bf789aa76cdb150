import { Worker, parentPort } from 'node:worker_threads';
import { pathToFileURL } from 'node:url';
import { OptionsError, UsageError } from '../errors.ts';
import { fromPlainError, toPlainError } from '../plainErrors.ts';
import { claimWorker } from '../remote/claimWorker.ts';
import type { Port } from '../remote/port.ts';
import type { RemoteTraining } from '../remote/remoteTraining.ts';
import { serveOn } from '../remote/serve.ts';
import type { MakeTraining } from '../remote/served.ts';
import { startOn, type OpenedWorker } from '../remote/start.ts';
import type { StartTrainingArgument } from '../remote/startOptions.ts';
import { requireFunction } from '../validation/options.ts';
import { show } from '../validation/show.ts';
import { isModuleUrl } from './moduleUrl.ts';
import { typeScriptRemedy } from './typeScriptInThreads.ts';

/**
 * Starts a training in a thread of Node, whose module calls {@link serveTraining}: as that of
 * `deepq/browser` does in a worker of a page. The thread keeps the process alive until `close`.
 *
 * @param worker - A `Worker` of `node:worker_threads`, or the URL or path of its module. Each
 *   training needs a worker of its own.
 * @returns When the first step is due.
 * @throws {OptionsError} If an option is unknown or out of range, or `worker` is none.
 * @throws {UsageError} If another training has the worker, or had it.
 * @throws {WorkerError} If the worker cannot be loaded, or does not answer in time.
 * @throws What the worker's function, or `train` there, throws: of the same class, if that is one
 *   of the library.
 * @example
 * ```ts no-run
 * import { file, startTraining } from 'deepq/node';
 *
 * const training = await startTraining(new URL('./worker.js', import.meta.url));
 * for await (const event of training) {
 *   if (event.type === 'episode') console.log(event.environmentSteps, event.return);
 * }
 * await training.save(file('training.safetensors'));
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

/**
 * Makes a module of a thread one that {@link startTraining} can train in. Call it at the top of
 * the module.
 *
 * @param make - Makes agent, environment and options of `train`, from the options that came
 *   along. Called once.
 * @throws {UsageError} If it is not called in a thread of `node:worker_threads`.
 * @throws {OptionsError} If `make` is no function.
 * @example
 * ```ts no-run
 * import { DQNAgent } from 'deepq';
 * import { makeEnvironment } from 'deepq/environments';
 * import { serveTraining } from 'deepq/node';
 *
 * serveTraining(() => {
 *   const environment = makeEnvironment('CartPole-v1');
 *   const agent = new DQNAgent({ environment, seed: 1 });
 *   return { agent, environment, train: { environmentSteps: 20_000 } };
 * });
 * ```
 * @category Workers
 */
export function serveTraining<Options = undefined>(make: MakeTraining<Options>): void {
  requireFunction('serveTraining(make): make', make);
  const port = parentPort;
  if (!port) {
    throw new UsageError(
      'serveTraining() of deepq/node must be called in a thread of node:worker_threads, and this is none; ' +
        'call train() itself, or start this module by startTraining.',
    );
  }
  serveOn(
    {
      post: (message, transfer = []) => port.postMessage(message, transfer),
      listen({ message }) {
        port.on('message', message);
      },
      close: () => port.close(),
    },
    make,
  );
}

function openWorker(given: Worker | URL | string): OpenedWorker {
  const diagnose = async (): Promise<null> => null;
  if (given instanceof Worker) {
    claimWorker(given);
    return { port: portOf(given), url: null, diagnose };
  }
  if (typeof given !== 'string' && !(given instanceof URL)) {
    throw new OptionsError(
      `startTraining(worker, options) needs a Worker, or the URL of its module; received ${show(given)}.`,
    );
  }
  const url = urlOf(given);
  return { port: portOf(new Worker(url)), url: url.href, diagnose };
}

/** @throws {OptionsError} If no thread can be started from it. */
function urlOf(given: URL | string): URL {
  const isUrl = given instanceof URL || /^(?:[a-z][a-z\d+.-]+):\S/i.test(given);
  const href = typeof given === 'string' ? given : hrefOf(given);
  const url = isUrl ? (URL.canParse(href) ? new URL(href) : null) : pathToFileURL(href);
  if (url && isModuleUrl(url)) return url;
  throw new OptionsError(
    'startTraining(worker, options) needs the path of the module, or its URL, which begins with file: or ' +
      `data:; received ${show(typeof given === 'string' ? given : hrefOf(given))}. Write new URL('./worker.js', import.meta.url).`,
  );
}

/** Of what looks like a URL, and may be an object that is derived from one. */
function hrefOf(url: URL): string {
  try {
    const href: unknown = url.href;
    return typeof href === 'string' ? href : '';
  } catch {
    return '';
  }
}

function portOf(worker: Worker): Port {
  return {
    post(message, transfer = []) {
      worker.postMessage(message, transfer);
    },
    listen({ message, failure }) {
      worker.on('message', message);
      worker.on('messageerror', (error) => failure({ message: error.message, file: null }));
      worker.on('error', (thrown) => {
        const cause = fromPlainError(toPlainError(thrown));
        const mend = typeScriptRemedy(cause.message, 'worker.ts');
        failure({ message: `${cause.name}: ${cause.message}`, file: null, cause, mend });
      });
      worker.on('exit', (code) => {
        failure({ message: null, file: null, exitCode: code });
      });
    },
    close() {
      void worker.terminate();
    },
  };
}

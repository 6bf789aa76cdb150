import { UsageError } from '../errors.ts';
import { serveOn } from '../remote/serve.ts';
import type { MakeTraining } from '../remote/served.ts';
import { requireFunction } from '../validation/options.ts';

/** What a worker has, of which the types of a page know nothing. */
interface WorkerScope {
  postMessage(message: unknown, transfer: readonly ArrayBuffer[]): void;
  addEventListener(type: 'message', listener: (event: MessageEvent) => void): void;
  close(): void;
}

/**
 * Makes a worker's module one that {@link startTraining} of the page can train in. Call it at
 * the top of the module, before anything is waited for.
 *
 * @param make - Makes agent, environment and options of `train`, from the options that the page
 *   gave. Called once, when the page starts the training.
 * @throws {UsageError} If it is not called in a worker.
 * @throws {OptionsError} If `make` is no function.
 * @example
 * ```ts no-run
 * import { DQNAgent } from 'deepq';
 * import { serveTraining } from 'deepq/browser';
 * import { makeEnvironment } from 'deepq/environments';
 *
 * serveTraining(({ seed }: { seed: number }) => {
 *   const environment = makeEnvironment('CartPole-v1');
 *   const agent = new DQNAgent({ environment, seed });
 *   return { agent, environment, train: { environmentSteps: 20_000, seed } };
 * });
 * ```
 * @category Workers
 */
export function serveTraining<Options = undefined>(make: MakeTraining<Options>): void {
  requireFunction('serveTraining(make): make', make);
  const scope = globalThis as unknown as WorkerScope;
  if ('document' in globalThis || typeof scope.postMessage !== 'function') {
    throw new UsageError(
      'serveTraining() of deepq/browser must be called in a worker of a page; in a worker of Node use ' +
        'that of deepq/node, and in a page train() itself.',
    );
  }
  serveOn(
    {
      post: (message, transfer = []) => scope.postMessage(message, transfer),
      listen({ message }) {
        scope.addEventListener('message', (event) => message(event.data));
      },
      close: () => scope.close(),
    },
    make,
  );
}

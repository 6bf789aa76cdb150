import { helperSource, type HelperMessage } from './helperSource.ts';

/** A worker thread, of Node or of a page. */
export interface Helper {
  send(message: HelperMessage): void;
  stop(): void;
}

/** As much as is used of Node's module of worker threads. */
interface NodeThreads {
  readonly Worker: new (
    source: string,
    options: { eval: true; execArgv: string[]; env: object; name: string },
  ) => {
    postMessage(message: unknown): void;
    on(event: 'error' | 'exit', listener: () => void): void;
    terminate(): Promise<number>;
    unref(): void;
  };
}

interface NodeOperatingSystem {
  availableParallelism(): number;
}

/** Node's own modules: asked for by name, so that no bundler looks for them. */
function builtinModule(name: string): unknown {
  const { process } = globalThis as {
    process?: { getBuiltinModule?: (name: string) => unknown };
  };
  return process?.getBuiltinModule?.(name);
}

/** How many threads this host runs at a time. */
export function coreCount(): number {
  const system = builtinModule('node:os') as NodeOperatingSystem | undefined;
  if (system) return system.availableParallelism();
  const { navigator } = globalThis as { navigator?: { hardwareConcurrency?: number } };
  return navigator?.hardwareConcurrency ?? 1;
}

/** Whether a memory can be shared with other threads here, and these started. */
export function canShare(): boolean {
  // A page that is not isolated has neither, or one that it must not pass on.
  const { crossOriginIsolated = true } = globalThis as { crossOriginIsolated?: boolean };
  if (typeof SharedArrayBuffer !== 'function' || !crossOriginIsolated) return false;
  return builtinModule('node:worker_threads') !== undefined || typeof Worker === 'function';
}

/**
 * Starts a thread that waits for work, and keeps no process alive.
 *
 * @param onEnd - Told when it has ended, or failed.
 * @throws If the host forbids it.
 */
export function startHelper(onEnd: () => void): Helper {
  const node = builtinModule('node:worker_threads') as NodeThreads | undefined;
  return node ? startInNode(node, onEnd) : startInPage(onEnd);
}

function startInNode({ Worker: NodeWorker }: NodeThreads, onEnd: () => void): Helper {
  const source = helperSource("require('node:worker_threads').parentPort");
  // Neither flags nor environment: a loader of this process is of no use to it.
  const worker = new NodeWorker(source, { eval: true, execArgv: [], env: {}, name: 'deepq' });
  worker.on('error', onEnd);
  worker.on('exit', onEnd);
  worker.unref();
  return {
    send: (message) => worker.postMessage(message),
    stop: () => void worker.terminate(),
  };
}

function startInPage(onEnd: () => void): Helper {
  const url = URL.createObjectURL(new Blob([helperSource('self')], { type: 'text/javascript' }));
  const worker = new Worker(url, { name: 'deepq' });
  const revoke = (): void => URL.revokeObjectURL(url);
  worker.addEventListener('error', (event) => {
    event.preventDefault();
    revoke();
    onEnd();
  });
  return {
    send: (message) => worker.postMessage(message),
    stop: () => {
      worker.terminate();
      revoke();
    },
  };
}

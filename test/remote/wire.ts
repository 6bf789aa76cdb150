import { MessageChannel } from 'node:worker_threads';
import { RunningTraining } from '../../src/remote/runningTraining.ts';
import type { Port, PortListeners } from '../../src/remote/port.ts';
import { serveOn } from '../../src/remote/serve.ts';
import type { MakeTraining } from '../../src/remote/served.ts';
import { WorkerError } from '../../src/index.ts';

/** Both ends of a worker in one thread: messages are copied and come later, as in any worker. */
export interface Wire {
  readonly page: Port;
  readonly worker: Port;
  /** What the host tells the page of a worker that fails. */
  readonly host: () => PortListeners;
}

export function wire(): Wire {
  const { port1, port2 } = new MessageChannel();
  let listeners: PortListeners | null = null;
  const end = (port: typeof port1, isPage: boolean): Port => ({
    post: (message, transfer = []) => port.postMessage(message, transfer),
    listen(given) {
      if (isPage) listeners = given;
      port.on('message', given.message);
    },
    close: () => port.close(),
  });
  return { page: end(port1, true), worker: end(port2, false), host: () => listeners! };
}

/** A training of a maker, seen through a wire. */
export async function startOnWire<Options>(
  make: MakeTraining<Options>,
  { from = null, isPaused = true }: { from?: Uint8Array | null; isPaused?: boolean } = {},
): Promise<{ readonly training: RunningTraining; readonly host: PortListeners }> {
  const { page, worker, host } = wire();
  const start = { speed: Infinity, isPaused };
  const training = new RunningTraining(page, start, ({ message }) => {
    return new WorkerError(message ?? 'it ended');
  });
  serveOn(worker, make);
  const more = { options: undefined, from, eventsPerSecond: 100 };
  await training.begin({ ...start, ...more });
  return { training, host: host() };
}

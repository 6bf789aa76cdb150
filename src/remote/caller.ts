import { WorkerError } from '../errors.ts';
import { fromPlainError } from '../plainErrors.ts';
import { isReply, type Reply, type Request } from './messages.ts';
import type { Port, PortFailure } from './port.ts';

/** What hears of what the worker tells by itself. */
export interface CallerListeners {
  /** Messages that are no answers. */
  told(reply: Exclude<Reply, { readonly deepq: 'result' | 'error' }>): void;
  /** The worker has failed; every call has been refused. */
  failed(failure: PortFailure): void;
}

/** A call that waits for its answer. */
interface Pending {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** Calls to a worker, and its answers. */
export class Caller {
  readonly #port: Port;
  readonly #pending = new Map<number, Pending>();
  #calls = 0;
  /** Why no call can be answered any more. */
  #ended: Error | null = null;

  constructor(port: Port, listeners: CallerListeners) {
    this.#port = port;
    port.listen({
      message: (message) => {
        if (!isReply(message) || this.#ended) return;
        const reply = message;
        if (reply.deepq === 'result') this.#take(reply.id)?.resolve(reply.value);
        else if (reply.deepq === 'error') this.#take(reply.id)?.reject(fromPlainError(reply.error));
        else listeners.told(reply);
      },
      failure: (failure) => {
        if (!this.#ended) listeners.failed(failure);
      },
    });
  }

  /** @throws What the worker throws; a WorkerError if it has ended, or data cannot be copied. */
  call(name: string, ...given: readonly unknown[]): Promise<unknown> {
    if (this.#ended) return Promise.reject(this.#ended);
    const id = ++this.#calls;
    return new Promise((resolve, reject) => {
      try {
        this.post({ deepq: 'call', id, name, arguments: given });
        this.#pending.set(id, { resolve, reject });
      } catch (cause) {
        reject(
          new WorkerError(
            'What is sent to the worker must be plain data, since it is copied; received something ' +
              `else: ${String(cause).replace(/\.$/, '')}. Functions and classes have to be made in the worker; memory ` +
              'that was transferred has to be copied before.',
            { cause },
          ),
        );
      }
    });
  }

  post(request: Request): void {
    if (!this.#ended) this.#port.post(request);
  }

  /** Refuses all calls from now on, and ends the worker. */
  end(why: Error): void {
    if (this.#ended) return;
    this.#ended = why;
    for (const { reject } of this.#pending.values()) reject(why);
    this.#pending.clear();
    this.#port.close();
  }

  #take(id: number): Pending | undefined {
    const found = this.#pending.get(id);
    this.#pending.delete(id);
    return found;
  }
}

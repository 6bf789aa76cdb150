import type { Socket } from 'node:net';
import { EnvironmentError, UsageError } from '../../errors.ts';
import { Deadline } from './deadline.ts';
import { FOREIGN_BYTES, type Reply } from './protocol.ts';
import { StreamEnd } from './replyStream.ts';
import type { StartedServer } from './startServer.ts';

const NAME = 'AsyncGymnasiumEnvironment';

/** Requests and replies over the standard streams of the other process. */
export class StreamChannel {
  readonly #server: StartedServer;
  readonly #timeout: number;
  #asking = false;
  #closed = false;
  #end: string | null = null;

  /** @param timeout - Milliseconds that a reply may take. */
  constructor(server: StartedServer, timeout: number) {
    this.#server = server;
    this.#timeout = timeout;
    this.#keepAlive(false);
  }

  /**
   * @param method - For messages.
   * @throws {UsageError} After `close`, and while another call is running.
   * @throws {EnvironmentError} If the other process goes, or takes too long.
   */
  async ask(method: string, request: Uint8Array): Promise<Reply> {
    if (this.#closed) {
      throw new UsageError(
        `${NAME}.${method}() was called after close(); create another environment.`,
      );
    }
    if (this.#asking) {
      throw new UsageError(
        `${NAME}.${method}() was called while another call is running; await that one first.`,
      );
    }
    if (this.#end !== null) throw new EnvironmentError(this.#end);
    this.#asking = true;
    try {
      return await this.#exchange(request);
    } finally {
      this.#asking = false;
    }
  }

  async close(request: Uint8Array): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    // Whoever waits for a reply learns that there will be none.
    if (!this.#asking && this.#end === null) await this.#exchange(request).catch(() => undefined);
    const { process } = this.#server;
    process.kill();
    await process.howItEnded();
  }

  async #exchange(request: Uint8Array): Promise<Reply> {
    const { process, replies } = this.#server;
    const deadline = new Deadline(process, this.#timeout);
    this.#keepAlive(true);
    try {
      const reply = replies.next();
      process.child.stdin?.write(request);
      return await reply;
    } catch (error) {
      if (!(error instanceof StreamEnd)) throw error;
      if (this.#closed) {
        throw new UsageError(`${NAME}.close() was called while another call was running.`);
      }
      // What has written something else, or closed its output, will not answer any more.
      if (error.isForeign) process.kill();
      const how = await process.howItEnded();
      const what = error.isForeign
        ? FOREIGN_BYTES
        : deadline.passed
          ? `did not answer within stepTimeout (${this.#timeout} ms) and was killed; give it more ` +
            'time, or look for what it waits for.'
          : `${how}.`;
      this.#end =
        `The Python process of this environment ${what} Create the environment anew.` +
        this.#server.outputTail();
      throw new EnvironmentError(this.#end);
    } finally {
      deadline.clear();
      this.#keepAlive(false);
    }
  }

  /** Whether this process stays alive for the streams: only while it waits for a reply. */
  #keepAlive(wanted: boolean): void {
    const { stdin, stdout, stderr } = this.#server.process.child;
    for (const stream of [stdin, stdout, stderr] as readonly (Socket | null)[]) {
      // One that Python has closed would add a listener at each call.
      if (stream === null || stream.destroyed) continue;
      if (wanted) stream.ref();
      else stream.unref();
    }
  }
}

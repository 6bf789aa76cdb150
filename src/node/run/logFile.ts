import { closeSync, fstatSync, fsyncSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import { CheckpointError, DeepQError } from '../../errors.ts';
import { encodeUtf8 } from '../../state/utf8.ts';
import { explain } from '../fileErrors.ts';

/** What is written at once. */
const BUFFER_BYTES = 2 ** 16;
/** What was written is on the disk after so long, for those who look at the file meanwhile. */
const FLUSH_MS = 1_000;

/** A file that grows, and that can be cut back to a length that a checkpoint remembers. */
export class LogFile {
  readonly path: string;
  readonly #descriptor: number;
  #length: number;
  #waiting: Uint8Array[] = [];
  #waitingBytes = 0;
  #flushedAt = Date.now();

  /**
   * @param length - What is kept of a file that is there already.
   * @throws {CheckpointError} If it is shorter than that.
   * @throws {DeepQError} If it cannot be written to.
   */
  constructor(path: string, length: number) {
    this.path = path;
    this.#length = length;
    this.#descriptor = this.#attempt(() => openSync(path, length > 0 ? 'r+' : 'w'));
    const { size } = fstatSync(this.#descriptor);
    if (size < length) {
      closeSync(this.#descriptor);
      throw new CheckpointError(
        `${path} has ${size} bytes, and had ${length} when the checkpoint was written: it was cut or ` +
          'replaced. Put the file back, or begin a new run in another folder.',
      );
    }
    if (size > length)
      this.#attempt(() => {
        ftruncateSync(this.#descriptor, length);
      });
  }

  /** How long the file is with all that was added. */
  get length(): number {
    return this.#length + this.#waitingBytes;
  }

  add(content: string | Uint8Array): void {
    const bytes = typeof content === 'string' ? encodeUtf8(content) : content;
    this.#waiting.push(bytes);
    this.#waitingBytes += bytes.length;
    const isDue = this.#waitingBytes >= BUFFER_BYTES || Date.now() - this.#flushedAt >= FLUSH_MS;
    if (isDue) this.flush();
  }

  /** @throws {DeepQError} If the disk is full, for example. */
  flush(): void {
    for (let bytes = this.#waiting[0]; bytes; bytes = this.#waiting[0]) {
      for (let offset = 0; offset < bytes.length;) {
        offset += this.#attempt(() =>
          writeSync(this.#descriptor, bytes, offset, bytes.length - offset, this.#length + offset),
        );
      }
      this.#length += bytes.length;
      this.#waitingBytes -= bytes.length;
      this.#waiting.shift();
    }
    this.#flushedAt = Date.now();
  }

  /** Waits until all is on the disk. */
  sync(): void {
    this.flush();
    this.#attempt(() => {
      fsyncSync(this.#descriptor);
    });
  }

  /** Closes the file as it is; what was not flushed is lost. */
  close(): void {
    closeSync(this.#descriptor);
  }

  #attempt<T>(action: () => T): T {
    try {
      return action();
    } catch (cause) {
      throw new DeepQError(`${this.path} could not be written: ${explain(cause)}.`, { cause });
    }
  }
}

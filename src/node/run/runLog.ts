import type { LogSink } from '../../runs/logs/logSink.ts';
import { encodeUtf8 } from '../../state/utf8.ts';
import { logFile } from '../logFile.ts';

/** A file of a run that grows; a checkpoint remembers its length, to which it is cut back. */
export class RunLog {
  readonly #sink: Required<LogSink>;
  #length: number;

  /**
   * @param length - What is kept of a file that is there already.
   * @throws {CheckpointError} If it is shorter than that.
   * @throws {DeepQError} If it cannot be written to.
   */
  constructor(path: string, length: number) {
    this.#sink = logFile(path, { existing: 'replace' });
    void this.#sink.open(length);
    this.#length = length;
  }

  /** How long the file is with all that was added. */
  get length(): number {
    return this.#length;
  }

  /** @throws {DeepQError} If the disk is full, for example. */
  add(content: string | Uint8Array): void {
    const bytes = typeof content === 'string' ? encodeUtf8(content) : content;
    void this.#sink.write(bytes);
    this.#length += bytes.length;
  }

  /** Waits until all is on the disk. */
  sync(): void {
    void this.#sink.flush();
  }

  close(): void {
    void this.#sink.close();
  }
}

import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { RgbaImage } from '../../protocol/environment.ts';
import { halfBlocks } from './halfBlocks.ts';

/** Where episodes are drawn: a terminal, or a file or pipe in its place. */
export interface TerminalOutput {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
  write(text: string): unknown;
}

/** Where a person's answers come from. */
export type TerminalInput = Readable & { readonly isTTY?: boolean };

/** A terminal that shows pictures in characters, and asks a person whether to go on. */
export class Terminal {
  readonly #input: TerminalInput;
  readonly #output: TerminalOutput;

  constructor(input: TerminalInput, output: TerminalOutput) {
    this.#input = input;
    this.#output = output;
  }

  /** Whether a person is there who can be asked. */
  get canAsk(): boolean {
    return this.#input.isTTY === true && this.#output.isTTY === true;
  }

  /** Home, so that a picture covers the one before; then the picture, then a line. */
  draw(image: RgbaImage | null, text: string): void {
    const { columns, rows, isTTY } = this.#output;
    if (isTTY !== true || !image) {
      this.print(text);
      return;
    }
    // A terminal may not tell its size. Two lines are kept for the text, and for a question.
    const lines = halfBlocks(image, columns || 80, (rows || 24) - 3);
    this.print(`\u001b[H\u001b[J${lines.join('\n')}\n${text}`);
  }

  print(text: string): void {
    this.#output.write(`${text}\n`);
  }

  /**
   * Asks a question that Enter says yes to.
   *
   * @returns False after `q` or `n`, at the end of the input (Ctrl-D), and when the signal comes.
   */
  async agrees(question: string, signal: AbortSignal): Promise<boolean> {
    if (signal.aborted) return false;
    this.#output.write(question);
    // Lines, and not single keys: Ctrl-C then ends the process as it does elsewhere.
    const lines = createInterface({ input: this.#input, terminal: false });
    const end = (): void => lines.close();
    signal.addEventListener('abort', end);
    try {
      return await new Promise((resolve) => {
        lines.once('line', (line) => resolve(!/^\s*[nq]/i.test(line)));
        lines.once('close', () => resolve(false));
      });
    } finally {
      signal.removeEventListener('abort', end);
      lines.close();
    }
  }
}

/**
 * Some lines at the bottom of a terminal that are written over and over.
 *
 * The cursor stays visible and rests at the beginning of the line below, so
 * that nothing needs putting right where the process is killed, and what
 * others print has a line of its own.
 */
export class LiveBlock {
  readonly #stream: NodeJS.WriteStream;
  /** The lines that are on the screen. */
  #lines: readonly string[] = [];
  #written = 0;

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream;
  }

  /** Replaces what is on the screen, in a single write against flicker. */
  show(lines: readonly string[]): void {
    const text = lines.map((line) => `${line}\n`).join('');
    const written = this.#eraser() + text;
    if (written !== '') this.#stream.write(written);
    this.#lines = lines;
    this.#written = this.#foreignBytes();
  }

  /** Takes the block off the screen. */
  erase(): void {
    this.show([]);
  }

  /** Leaves the block on the screen for good. */
  finish(): void {
    this.#lines = [];
  }

  #eraser(): string {
    if (this.#lines.length === 0) return '';
    // Somebody else wrote below the block: moving up would erase their text.
    if (this.#foreignBytes() !== this.#written) return '';
    const columns = this.#stream.columns || Infinity;
    // A line takes several rows if the terminal has become narrower.
    const rows = this.#lines.reduce(
      (sum, line) => sum + Math.max(1, Math.ceil(line.length / columns)),
      0,
    );
    return `\u001b[${rows}A\r\u001b[J`;
  }

  /** A count that changes whenever anything is written to a terminal. */
  #foreignBytes(): number {
    const streams = new Set([this.#stream, process.stdout, process.stderr]);
    let bytes = 0;
    for (const stream of streams) if (stream.isTTY) bytes += stream.bytesWritten;
    return bytes;
  }
}

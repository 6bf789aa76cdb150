/** The bit of each dot in a braille character, by row and column. */
const dotBits = [
  [0x01, 0x08],
  [0x02, 0x10],
  [0x04, 0x20],
  [0x40, 0x80],
] as const;

/** A picture in braille characters, each of which is 2 dots wide and 4 high. */
export class BrailleCanvas {
  /** Dots from left to right. */
  readonly dotColumns: number;
  /** Dots from top to bottom. */
  readonly dotRows: number;
  readonly #columns: number;
  readonly #bits: Uint8Array;
  /** Who drew last in each character; 255 where nobody did. */
  readonly #owner: Uint8Array;

  constructor(columns: number, rows: number) {
    this.dotColumns = 2 * columns;
    this.dotRows = 4 * rows;
    this.#columns = columns;
    this.#bits = new Uint8Array(columns * rows);
    this.#owner = new Uint8Array(columns * rows).fill(255);
  }

  /** Sets one dot; outside the picture nothing happens. */
  dot(x: number, y: number, owner: number): void {
    if (x < 0 || x >= this.dotColumns || y < 0 || y >= this.dotRows) return;
    const cell = (y >> 2) * this.#columns + (x >> 1);
    this.#bits[cell]! |= dotBits[y & 3]![x & 1]!;
    this.#owner[cell] = owner;
  }

  /** A straight line between two dots, both included. */
  line(fromX: number, fromY: number, toX: number, toY: number, owner: number): void {
    const steps = Math.max(Math.abs(toX - fromX), Math.abs(toY - fromY), 1);
    for (let step = 0; step <= steps; step++) {
      const x = Math.round(fromX + ((toX - fromX) * step) / steps);
      const y = Math.round(fromY + ((toY - fromY) * step) / steps);
      this.dot(x, y, owner);
    }
  }

  /** The text of a row of characters, each passed through `paint`. */
  row(row: number, paint: (character: string, owner: number) => string): string {
    let text = '';
    for (let column = 0; column < this.#columns; column++) {
      const cell = row * this.#columns + column;
      const bits = this.#bits[cell]!;
      // A blank, not an empty braille character: some fonts draw it as rings.
      text += bits === 0 ? ' ' : paint(String.fromCharCode(0x2800 + bits), this.#owner[cell]!);
    }
    return text;
  }
}

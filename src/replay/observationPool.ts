import type { ObservationSpace } from '../spaces/space.ts';
import { ObservationColumn } from './observationColumn.ts';

const FIRST_ROWS = 4;

/**
 * Rows for observations that no transition starts from: final observations of
 * episodes, and the newest of each stream. Few at a time, so it starts small
 * and doubles; rows given back are used again.
 */
export class ObservationPool {
  readonly #space: ObservationSpace;
  readonly #maxRows: number;
  #column: ObservationColumn;
  /** Rows that are free, as a stack; the first `#freeCount` count. */
  #free: Int32Array;
  #freeCount: number;

  /** @param rows - How many rows to begin with; the first `used` are taken. */
  constructor(space: ObservationSpace, maxRows: number, rows: number = FIRST_ROWS, used = 0) {
    const first = Math.min(Math.max(rows, used), maxRows);
    this.#space = space;
    this.#maxRows = maxRows;
    this.#column = new ObservationColumn(space, first);
    this.#free = new Int32Array(first);
    this.#freeCount = 0;
    for (let row = first - 1; row >= used; row--) this.release(row);
  }

  /** The rows. Another object after `reserve` made room. */
  get column(): ObservationColumn {
    return this.#column;
  }

  /** How many rows are taken. */
  get used(): number {
    return this.#column.rows - this.#freeCount;
  }

  /** Makes room for one more row, up to the limit; all that can fail in here. */
  reserve(): void {
    const { rows } = this.#column;
    if (this.#freeCount > 0 || rows === this.#maxRows) return;
    const grown = new ObservationColumn(this.#space, Math.min(2 * rows, this.#maxRows));
    const free = new Int32Array(grown.rows);
    grown.data.set(this.#column.data);
    this.#column = grown;
    this.#free = free;
    for (let row = grown.rows - 1; row >= rows; row--) this.release(row);
  }

  /** Takes a free row; `reserve` has made sure that there is one. */
  take(): number {
    this.#freeCount -= 1;
    return this.#free[this.#freeCount] as number;
  }

  release(row: number): void {
    this.#free[this.#freeCount] = row;
    this.#freeCount += 1;
  }

  /**
   * Throws unless each row is either free or owned, and that once.
   *
   * @param owned - The rows that somebody refers to.
   */
  checkValid(owned: readonly number[]): void {
    const free = this.#free.subarray(0, this.#freeCount);
    const rows = [...free, ...owned].sort((a, b) => a - b);
    if (rows.length !== this.#column.rows || rows.some((row, index) => row !== index)) {
      throw new Error(
        `Observation pool: ${this.#column.rows} rows, but free [${free.join(', ')}] ` +
          `and owned [${owned.join(', ')}].`,
      );
    }
  }
}

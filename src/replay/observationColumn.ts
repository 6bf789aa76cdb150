import { forEachPart, type StateArrayType, type TensorInParts } from '../state/tensorInParts.ts';
import { OptionsError } from '../errors.ts';
import type { Observation, ObservationSpace } from '../spaces/space.ts';
import type { ObservationBatch } from './batch.ts';

/** The number of elements of one observation. */
export function elementsOf(space: ObservationSpace): number {
  return space.kind === 'discrete' ? 1 : space.size;
}

/** The class of arrays for observations side by side. */
export function observationTypeOf(space: ObservationSpace): StateArrayType<ObservationBatch> {
  if (space.kind === 'discrete') return Int32Array;
  return space.dtype === 'uint8' ? Uint8Array : Float32Array;
}

/** Zeroed observations side by side, in the array type of the space. */
export function allocateObservations(space: ObservationSpace, rows: number): ObservationBatch {
  const length = rows * elementsOf(space);
  try {
    return new (observationTypeOf(space))(length);
  } catch (cause) {
    throw new OptionsError(
      `${rows} observations of ${space.toString()} need more memory than can be allocated; ` +
        "lower the replay buffer's capacity, or make observations smaller.",
      { cause },
    );
  }
}

/**
 * The memory of rows as 32-bit words, or as bytes where a row does not consist
 * of words.
 *
 * @param data - An array that has its buffer to itself.
 */
export function wordsOf(data: ObservationBatch, rowLength: number): Int32Array | Uint8Array {
  const isWhole = (rowLength * data.BYTES_PER_ELEMENT) % 4 === 0;
  return isWhole ? new Int32Array(data.buffer) : new Uint8Array(data.buffer);
}

/** From this many words on, the engine's block copy beats a loop. */
const BLOCK_WORDS = 32;

/**
 * Observations in rows, copied and compared bit by bit.
 *
 * Rows are seen as 32-bit words where their length allows it: four pixels at
 * a time, and no detour through floating point.
 */
export class ObservationColumn {
  readonly data: ObservationBatch;
  readonly rows: number;
  readonly #rowLength: number;
  readonly #words: Int32Array | Uint8Array;
  readonly #rowWords: number;

  constructor(space: ObservationSpace, rows: number) {
    this.data = allocateObservations(space, rows);
    this.rows = rows;
    this.#rowLength = elementsOf(space);
    this.#words = wordsOf(this.data, this.#rowLength);
    this.#rowWords =
      (this.#rowLength * this.data.BYTES_PER_ELEMENT) / this.#words.BYTES_PER_ELEMENT;
  }

  /** Stores an observation, which fits the space, in a row. */
  write(row: number, observation: Observation): void {
    if (typeof observation === 'number') this.data[row] = observation;
    else this.data.set(observation, row * this.#rowLength);
  }

  /** Copies a row, from the element `start` of `to` on. */
  copyRow(row: number, to: ObservationBatch, start: number): void {
    const length = this.#rowLength;
    const from = row * length;
    if (length > BLOCK_WORDS) to.set(this.data.subarray(from, from + length), start);
    else for (let at = 0; at < length; at++) to[start + at] = this.data[from + at] as number;
  }

  /**
   * Fills the rows of this column from two others of the same space.
   *
   * @param references - What each row is to be: the row `reference` of `main`,
   *   or if it is negative the row `~reference` of `pool`.
   */
  gather(references: Int32Array, main: ObservationColumn, pool: ObservationColumn): void {
    const length = this.#rowWords;
    const to = this.#words;
    for (let row = 0; row < references.length; row++) {
      const reference = references[row] as number;
      const from = reference >= 0 ? main.#words : pool.#words;
      const start = (reference >= 0 ? reference : ~reference) * length;
      const targetStart = row * length;
      if (length > BLOCK_WORDS) {
        // The view is garbage at once, but of no weight beside such a row.
        to.set(from.subarray(start, start + length), targetStart);
      } else {
        for (let word = 0; word < length; word++) {
          to[targetStart + word] = from[start + word] as number;
        }
      }
    }
  }

  /** Fills rows from the first one on. */
  setAll(observations: TensorInParts<ObservationBatch>): void {
    forEachPart(observations.parts(), (part, start) => {
      this.data.set(part, start);
    });
  }

  /** Whether a row has the very bits of a row of another column (−0 is not 0). */
  rowEquals(row: number, other: ObservationColumn, otherRow: number): boolean {
    const length = this.#rowWords;
    const start = row * length;
    const otherStart = otherRow * length;
    for (let word = 0; word < length; word++) {
      if (this.#words[start + word] !== other.#words[otherStart + word]) return false;
    }
    return true;
  }
}

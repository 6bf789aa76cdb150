import type { EmbeddingLayer } from '../../networks/layers/embedding.ts';
import type { Arena, Pointer } from './arena.ts';
import type { Kernels } from './kernels.ts';

/**
 * The rows of an embedding's table that the last batch used, each once. All
 * other rows of the table's gradient are zero, so that nothing has to look at
 * the whole table.
 */
export class UsedRows {
  readonly units: number;
  /** Numbers in the table, which stands before all other weights. */
  readonly tableSize: number;
  readonly #arena: Arena;
  readonly #kernels: Kernels;
  /** A byte for each row of the table. */
  readonly #marks: Pointer;
  #capacity = 0;
  #rows: Pointer = 0;
  #count = 0;

  constructor(arena: Arena, kernels: Kernels, { inputs, units }: EmbeddingLayer) {
    this.#arena = arena;
    this.#kernels = kernels;
    this.units = units;
    this.tableSize = inputs * units;
    this.#marks = arena.allocate(Math.ceil(inputs / 4));
  }

  /** Where their indices are, int32. */
  get rows(): Pointer {
    return this.#rows;
  }

  /** How many there are. */
  get count(): number {
    return this.#count;
  }

  /**
   * Takes the rows of another batch: those of the last one become zero in the
   * gradient, so that the next one can be added up in it.
   *
   * @param gradient - Of the table.
   * @param indices - Shape `[batch]`, int32.
   */
  renew(gradient: Pointer, indices: Pointer, batch: number): void {
    this.#kernels.clearRows(gradient, this.#rows, this.#count, this.units);
    if (batch > this.#capacity) {
      this.#capacity = Math.max(batch, 2 * this.#capacity);
      this.#rows = this.#arena.allocate(this.#capacity);
    }
    this.#count = this.#kernels.uniqueRows(indices, batch, this.#marks, this.#rows);
  }
}

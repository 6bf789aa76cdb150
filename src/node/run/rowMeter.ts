import type { UpdateResult } from '../../qnetwork/update.ts';
import type { EpisodeEvent } from '../../training/events.ts';
import type { State } from '../../state/state.ts';
import { StateReader } from '../../state/stateReader.ts';

/** How many TD errors of a row are kept, for a histogram. */
const KEPT_ERRORS = 1_024;

/** What was counted since the last row of a run's files. */
export interface RowSums {
  /** Means over the episodes that ended; `null` where none did. */
  readonly episodes: number;
  readonly meanReturn: number | null;
  readonly meanLength: number | null;
  /** Means over the updates that were made; `null` where none was. */
  readonly updates: number;
  readonly loss: number | null;
  readonly meanQ: number | null;
  /** Mean size of the TD errors. */
  readonly tdError: number | null;
  /** TD errors of the last updates. */
  readonly tdErrors: Float32Array;
}

const NAMES = ['episodes', 'returns', 'lengths', 'updates', 'loss', 'meanQ', 'tdError'] as const;

/** Sums up steps, episodes and updates between two rows; it can be saved in between. */
export class RowMeter {
  #sums = new Float64Array(NAMES.length);
  readonly #tdErrors = new Float32Array(KEPT_ERRORS);
  /** How many TD errors there were, of which the last are kept, in a ring. */
  #errors = 0;

  addEpisode({ return: total, length }: EpisodeEvent): void {
    const sums = this.#sums;
    sums[0]! += 1;
    sums[1]! += total;
    sums[2]! += length;
  }

  addUpdate({ loss, meanQ, tdErrors }: UpdateResult): void {
    const sums = this.#sums;
    let size = 0;
    for (let row = 0; row < tdErrors.length; row++) {
      const error = tdErrors[row] as number;
      size += Math.abs(error);
      this.#tdErrors[this.#errors++ % KEPT_ERRORS] = error;
    }
    sums[3]! += 1;
    sums[4]! += loss;
    sums[5]! += meanQ;
    sums[6]! += size / Math.max(1, tdErrors.length);
  }

  /** What there is; counting begins anew. */
  take(): RowSums {
    const [episodes, returns, lengths, updates, loss, meanQ, tdError] = this.#sums as unknown as [
      number,
      number,
      number,
      number,
      number,
      number,
      number,
    ];
    const tdErrors = this.#tdErrors.slice(0, Math.min(this.#errors, KEPT_ERRORS));
    this.#sums.fill(0);
    this.#errors = 0;
    const mean = (sum: number, count: number): number | null => (count === 0 ? null : sum / count);
    return {
      episodes,
      meanReturn: mean(returns, episodes),
      meanLength: mean(lengths, episodes),
      updates,
      loss: mean(loss, updates),
      meanQ: mean(meanQ, updates),
      tdError: mean(tdError, updates),
      tdErrors,
    };
  }

  getState(): State {
    return {
      sums: { shape: [NAMES.length], data: this.#sums.slice() },
      errors: this.#errors,
      tdErrors: { shape: [KEPT_ERRORS], data: this.#tdErrors.slice() },
    };
  }

  setState(state: State): void {
    const reader = new StateReader('run', state);
    const sums = reader.tensor('sums', Float64Array, [NAMES.length]);
    const errors = reader.count('errors');
    this.#tdErrors.set(reader.tensor('tdErrors', Float32Array, [KEPT_ERRORS]));
    this.#sums = sums;
    this.#errors = errors;
  }
}

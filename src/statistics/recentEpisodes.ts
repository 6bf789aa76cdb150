import type { State } from '../state/state.ts';
import { StateReader } from '../state/stateReader.ts';

/**
 * What {@link RecordEpisodeStatistics} reports of an episode.
 *
 * @category Wrappers
 */
export interface EpisodeStatistics {
  /** The sum of the rewards, not discounted. */
  readonly return: number;
  /** The number of steps. */
  readonly length: number;
  /** Wall time from the end of `reset` to the end of the last step. */
  readonly seconds: number;
}

/** The statistics of the last episodes, of which older ones are dropped. */
export class RecentEpisodes {
  readonly #where: string;
  readonly #capacity: number;
  #episodes: EpisodeStatistics[] = [];

  /**
   * @param where - What their state belongs to, for messages.
   * @param capacity - How many are kept at most.
   */
  constructor(where: string, capacity: number) {
    this.#where = where;
    this.#capacity = capacity;
  }

  /** Oldest first, in a new array. */
  get list(): readonly EpisodeStatistics[] {
    return [...this.#episodes];
  }

  push(episode: EpisodeStatistics): void {
    this.#episodes.push(episode);
    if (this.#episodes.length > this.#capacity) this.#episodes.shift();
  }

  /** In the field `recent`: a row for each, of return, length and seconds. */
  getState(): State {
    const rows = this.#episodes.flatMap((episode) => [
      episode.return,
      episode.length,
      episode.seconds,
    ]);
    return { recent: { shape: [this.#episodes.length, 3], data: Float64Array.from(rows) } };
  }

  /** Of more episodes than are kept, the last ones are taken over. */
  prepareState(state: State): () => void {
    const rows = new StateReader(this.#where, state).tensor('recent', Float64Array, [null, 3]);
    const episodes: EpisodeStatistics[] = [];
    for (let row = 0; row < rows.length; row += 3) {
      episodes.push({ return: rows[row]!, length: rows[row + 1]!, seconds: rows[row + 2]! });
    }
    return () => {
      this.#episodes = episodes.slice(-this.#capacity);
    };
  }
}

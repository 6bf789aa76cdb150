import type { Random } from '../random/random.ts';

/**
 * Draws new runs from those that there are, with replacement and separately for each task,
 * so that every task keeps its weight.
 */
export class Resampler {
  readonly #from: readonly ArrayLike<number>[];
  readonly #tasks: number;
  readonly #drawsTasks: boolean;
  /** Which run each new score is of, run by run. */
  readonly #runs: Uint32Array;
  /** What was drawn last, written over by the next draw. Shape `[runs, tasks]`. */
  readonly rows: readonly Float64Array[];

  /** @param drawsTasks - Whether the tasks are drawn as well. */
  constructor(from: readonly ArrayLike<number>[], drawsTasks: boolean) {
    this.#from = from;
    this.#tasks = from[0]!.length;
    this.#drawsTasks = drawsTasks;
    this.#runs = new Uint32Array(from.length * this.#tasks);
    this.rows = from.map(() => new Float64Array(this.#tasks));
  }

  draw(random: Random): void {
    const from = this.#from;
    const tasks = this.#tasks;
    const runs = this.#runs;
    for (let at = 0; at < runs.length; at++) runs[at] = random.integer(from.length);
    for (let task = 0; task < tasks; task++) {
      const drawn = this.#drawsTasks ? random.integer(tasks) : task;
      for (const [run, row] of this.rows.entries()) {
        row[task] = from[runs[run * tasks + task]!]![drawn]!;
      }
    }
  }
}

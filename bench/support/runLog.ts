import { appendFileSync, existsSync, readFileSync } from 'node:fs';

/** What every finished run is written down with. */
export interface LoggedRun {
  /** What was trained, such as the id of an environment. */
  readonly id: string;
  /** Tells settings apart: runs of other ones do not count. */
  readonly settings: string;
  readonly seed: number;
}

/** Finished runs in a file, one JSON object a line. Each is written as it comes. */
export class RunLog<R extends LoggedRun> {
  readonly path: string;
  readonly #runs: R[];

  constructor(path: string) {
    this.path = path;
    this.#runs = existsSync(path)
      ? readFileSync(path, 'utf8')
          .split('\n')
          .filter(Boolean)
          .map((line) => JSON.parse(line) as R)
      : [];
  }

  /** The run of these settings with this seed, the latest if there are several. */
  find({ id, settings, seed }: LoggedRun): R | null {
    const isIt = (run: R): boolean =>
      run.id === id && run.settings === settings && run.seed === seed;
    return this.#runs.findLast(isIt) ?? null;
  }

  add(run: R): void {
    appendFileSync(this.path, `${JSON.stringify(run)}\n`);
    this.#runs.push(run);
  }
}

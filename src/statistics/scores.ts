import { ShapeError, ValueError } from '../errors.ts';
import { requireNumbers } from '../validation/numbers.ts';
import { show } from '../validation/options.ts';
import { typedArrayName } from '../validation/typedArrays.ts';

/**
 * Scores of several runs: `scores[run][task]`, shape `[runs, tasks]`; or a flat list,
 * which holds the runs of a single task. Scores of different tasks must be comparable,
 * such as those that are normalised by a person's score.
 *
 * @category Statistics
 */
export type Scores = ArrayLike<number> | readonly ArrayLike<number>[];

/**
 * Scores that were checked: one row for each run, all of the same length.
 *
 * @throws {ShapeError} If there is no score, or the runs differ in their number of tasks.
 * @throws {ValueError} If a score is no finite number.
 */
export function readScores(name: string, scores: Scores): readonly ArrayLike<number>[] {
  const rows = rowsOf(name, scores);
  const tasks = rows[0]?.length ?? 0;
  if (tasks === 0) {
    throw new ShapeError(
      `${name} must hold at least one score: ${name}[run][task], or a list of the runs of one task; ` +
        'received none.',
    );
  }
  for (const [run, row] of rows.entries()) {
    if (row.length === tasks) continue;
    throw new ShapeError(
      `${name} must hold as many tasks for each run; received ${tasks} of run 0 and ${row.length} of ` +
        `run ${run}. Leave out tasks that not every run has played.`,
    );
  }
  return rows;
}

/**
 * Throws unless all of `values` are finite numbers.
 *
 * @throws {ValueError}
 */
export function requireFinite(name: string, values: ArrayLike<number>): void {
  requireNumbers(name, values);
  for (let index = 0; index < values.length; index++) {
    if (Number.isFinite(values[index])) continue;
    throw new ValueError(
      `${name} must hold finite numbers; received ${show(values[index])} at index ${index}.`,
    );
  }
}

/**
 * Returns `value` if it is what a statistic may be.
 *
 * @throws {ValueError}
 */
export function requireStatistic(where: string, value: unknown): number {
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw new ValueError(`${where} must return a finite number; received ${show(value)}.`);
}

/** All scores in a new array, run by run. */
export function allScores(rows: readonly ArrayLike<number>[]): Float64Array {
  const tasks = rows[0]!.length;
  const all = new Float64Array(rows.length * tasks);
  for (const [run, row] of rows.entries()) all.set(row, run * tasks);
  return all;
}

function rowsOf(name: string, scores: Scores): readonly ArrayLike<number>[] {
  if (!Array.isArray(scores) || typeof scores[0] === 'number') {
    requireFinite(name, scores as ArrayLike<number>);
    return Array.from(scores as ArrayLike<number>, (score) => [score]);
  }
  const rows = scores as readonly ArrayLike<number>[];
  for (let run = 0; run < rows.length; run++) requireRow(name, run, rows[run]);
  return rows;
}

function requireRow(name: string, run: number, row: unknown): void {
  if (!Array.isArray(row) && typedArrayName(row) === undefined) {
    throw new ValueError(
      `${name} must be a list of runs, each a list of the scores of its tasks, or a list of numbers; ` +
        `received ${show(row)} at index ${run}.`,
    );
  }
  requireFinite(`${name}[${run}]`, row as ArrayLike<number>);
}

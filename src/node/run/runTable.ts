import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A table of a run: its columns by their names. */
export type RunTable = Readonly<Record<string, Float64Array>>;

/**
 * Reads `progress.csv` of a run; empty cells are NaN. A last line that is not whole yet, as
 * of a run that goes on, is left out.
 *
 * @returns `null` where there is none.
 */
export function readProgress(folder: string): RunTable | null {
  return readTable(join(folder, 'progress.csv'), 0);
}

/** Reads `0.monitor.csv` of a run, with the columns `r`, `l` and `t`. */
export function readMonitor(folder: string): RunTable | null {
  return readTable(join(folder, '0.monitor.csv'), 1);
}

function readTable(path: string, linesBefore: number): RunTable | null {
  if (!existsSync(path)) return null;
  const lines = readFileSync(path, 'utf8').split('\n').slice(linesBefore, -1);
  const names = (lines[0] ?? '').split(',');
  const rows = lines
    .slice(1)
    .map((line) => line.split(','))
    .filter((cells) => cells.length === names.length);
  return Object.fromEntries(
    names.map((name, column) => [
      name,
      Float64Array.from(rows, (cells) => numberOf(cells[column])),
    ]),
  );
}

function numberOf(cell: string | undefined): number {
  return cell === undefined || cell === '' ? NaN : Number(cell);
}

/** The points of a curve that are there: where a cell is empty, there is none. */
export function curveOf(
  table: RunTable | null,
  column: string,
): { readonly x: number[]; readonly y: number[] } {
  const steps = table?.['step'] ?? new Float64Array(0);
  const values = table?.[column] ?? new Float64Array(0);
  const [x, y]: [number[], number[]] = [[], []];
  for (const [row, value] of values.entries()) {
    if (!Number.isFinite(value)) continue;
    x.push(steps[row] as number);
    y.push(value);
  }
  return { x, y };
}

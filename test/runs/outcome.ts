import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeCheckpoint, type State } from '../../src/index.ts';
import { TIME_COLUMNS } from '../../src/node/run/progressRow.ts';

/** All that a run's folder came to, without times. */
export function outcomeOf(folder: string): Readonly<Record<string, unknown>> {
  const checkpoints = readdirSync(join(folder, 'checkpoints')).sort();
  const last = join(folder, 'checkpoints', checkpoints.at(-1) ?? '');
  const { meter: _, run, ...state } = decodeCheckpoint(readFileSync(last), { kind: 'training' });
  const { files, ...rest } = run as State;
  const best = join(folder, 'best.safetensors');
  const video = join(folder, 'videos', 'best.png');
  return {
    checkpoints,
    state,
    run: { ...rest, files: { ...(files as State), seconds: 0, learning: 0, lengths: [] } },
    best: existsSync(best) ? readFileSync(best).toString('base64') : null,
    video: existsSync(video) ? readFileSync(video).toString('base64') : null,
    progress: withoutColumns(join(folder, 'progress.csv'), 0, TIME_COLUMNS),
    monitor: withoutColumns(join(folder, '0.monitor.csv'), 1, ['t']),
    evaluations: existsSync(join(folder, 'evaluations.npz'))
      ? readFileSync(join(folder, 'evaluations.npz')).toString('base64')
      : null,
    names: readdirSync(folder)
      .map((name) => name.replace(/tfevents\.\d+/, 'tfevents'))
      .sort(),
  };
}

/** The cells of a table, without those that hang on time. */
export function withoutColumns(
  path: string,
  header: number,
  columns: readonly string[],
): readonly (readonly string[])[] {
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n').slice(header);
  const names = (lines[0] ?? '').split(',');
  const kept = names.map((name) => !columns.includes(name));
  return lines.map((line) => line.split(',').filter((_, index) => kept[index]));
}

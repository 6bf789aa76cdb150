import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { RunLog, type LoggedRun } from '../../../bench/support/runLog.ts';

interface Run extends LoggedRun {
  readonly score: number;
}

const folder = mkdtempSync(join(tmpdir(), 'runs-'));
const path = join(folder, 'runs.jsonl');
afterEach(() => {
  rmSync(path, { force: true });
});

const first = { id: 'a', settings: 'x', seed: 1, score: 5 };

test('a run is in the file as soon as it is added, and found by a later log', () => {
  const log = new RunLog<Run>(path);
  expect(log.find(first)).toBeNull();
  log.add(first);
  expect(readFileSync(path, 'utf8')).toBe('{"id":"a","settings":"x","seed":1,"score":5}\n');
  expect(new RunLog<Run>(path).find(first)).toEqual(first);
});

test('runs of another id, other settings or another seed do not count', () => {
  const log = new RunLog<Run>(path);
  log.add(first);
  expect(log.find({ ...first, id: 'b' })).toBeNull();
  expect(log.find({ ...first, settings: 'y' })).toBeNull();
  expect(log.find({ ...first, seed: 2 })).toBeNull();
});

test('of two runs with the same seed, the later one counts', () => {
  const log = new RunLog<Run>(path);
  log.add(first);
  log.add({ ...first, score: 6 });
  expect(log.find(first)?.score).toBe(6);
});

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { Journal } from '../../../src/cli/sweep/journal.ts';
import type { TrialRun } from '../../../src/cli/sweep/trialRun.ts';

const folder = mkdtempSync(join(tmpdir(), 'deepq-journal-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});
const run = (trial: number, seed: number, until: number | null = null): TrialRun => ({
  ...{ trial, seed, until, environment: 'CartPole-v1', preset: null, steps: null },
  settings: { batchSize: trial },
});

test('a result counts once, and rungs apart from whole runs', () => {
  const path = join(folder, 'journal.jsonl');
  const journal = new Journal(path);
  journal.add(run(0, 1, 100), 5);
  journal.add(run(0, 1), 7);
  journal.add(run(0, 1), 9);
  journal.add(run(1, 1, 100), null);
  expect(journal.find(0, 1, null)?.score).toBe(7);
  expect(journal.find(0, 1, 100)?.score).toBe(5);
  expect(journal.find(0, 2, null)).toBeUndefined();
  expect(journal.wholeOf(0)).toHaveLength(1);
  expect(journal.lastRung(1)?.score).toBeNull();
  expect(readFileSync(path, 'utf8')).toBe(
    '{"trial":0,"seed":1,"settings":{"batchSize":0},"until":100,"score":5}\n' +
      '{"trial":0,"seed":1,"settings":{"batchSize":0},"score":7}\n' +
      '{"trial":1,"seed":1,"settings":{"batchSize":1},"until":100,"score":null}\n',
  );
  expect(new Journal(path).find(0, 1, 100)?.score).toBe(5);
});

test('a last line that a killed process has left is cut off; one in the middle is told', () => {
  const path = join(folder, 'cut.jsonl');
  const line = '{"trial":0,"seed":1,"settings":{},"score":7}\n';
  writeFileSync(path, `${line}{"trial":1,"se`);
  expect(new Journal(path).wholeOf(0)).toHaveLength(1);
  expect(readFileSync(path, 'utf8')).toBe(line);
  for (const wrong of ['{"trial":1}', 'null', '{"trial":0,"seed":1,"until":"a","score":1}']) {
    writeFileSync(path, `${line}${wrong}\n`);
    expect(() => new Journal(path)).toThrow(`Line 2 of ${path} is none that a sweep has written`);
  }
});

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readPoints } from '../../../bench/support/atariRun.ts';

const root = mkdtempSync(join(tmpdir(), 'deepq-atari-run-'));
afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

test('of a part that was run twice, as its checkpoint was not written, the later point counts', () => {
  const point = (environmentSteps: number, seconds: number): object => ({
    ...{ environmentSteps, score: 1, updates: 2, seconds, cpuSeconds: 3 },
  });
  const path = join(root, 'curve.jsonl');
  expect(readPoints(path)).toEqual([]);
  const written = [point(100, 1), point(200, 2), point(200, 5), point(300, 3)];
  writeFileSync(path, written.map((one) => `${JSON.stringify(one)}\n`).join(''));
  expect(readPoints(path)).toEqual([point(100, 1), point(200, 5), point(300, 3)]);
});

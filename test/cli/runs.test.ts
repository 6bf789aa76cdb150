import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { findRuns } from '../../src/cli/runs.ts';

const root = mkdtempSync(join(tmpdir(), 'deepq-find-runs-'));
afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

const inRoot = (...names: readonly string[]): string => join(root, ...names);

test('runs are found once each, in the folders that are given or in folders of these', () => {
  for (const name of ['a', 'b']) {
    mkdirSync(inRoot('runs', name), { recursive: true });
    writeFileSync(inRoot('runs', name, 'config.json'), '{}');
  }
  // No run: a folder by the name of the settings.
  mkdirSync(inRoot('runs', 'odd', 'config.json'), { recursive: true });
  const both = [inRoot('runs', 'a'), inRoot('runs', 'b')];
  expect(findRuns([inRoot('runs')])).toEqual(both);
  expect(findRuns([inRoot('runs', 'b'), inRoot('runs'), inRoot('runs', '.', 'b')])).toEqual(
    both.toReversed(),
  );
  symlinkSync(inRoot('runs', 'a'), inRoot('runs', 'latest'));
  symlinkSync(inRoot('runs'), inRoot('alias'));
  expect(findRuns([inRoot('runs'), inRoot('alias')])).toEqual(both);
  expect(() => findRuns([inRoot('runs', 'odd')])).toThrow('There is no run in');
  expect(() => findRuns([inRoot('none')])).toThrow('There is no folder');
});

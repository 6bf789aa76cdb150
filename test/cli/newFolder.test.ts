import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { claimFolder, giveBack } from '../../src/cli/newFolder.ts';

const folder = mkdtempSync(join(tmpdir(), 'deepq-new-folder-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

test('runs of the same name have folders of their own', () => {
  const out = join(folder, 'deep', 'runs');
  const claimed = [1, 2, 3].map(() => claimFolder(out, 'CartPole-v1__dqn__1__1764190000'));
  const name = join(out, 'CartPole-v1__dqn__1__1764190000');
  expect(claimed).toEqual([name, `${name}-2`, `${name}-3`]);
  expect(claimed.every(existsSync)).toBe(true);
});

test('one in which nothing was written is given back, and no other', () => {
  const [empty, used] = [claimFolder(folder, 'a'), claimFolder(folder, 'b')];
  writeFileSync(join(used, 'config.json'), '{}');
  for (const each of [empty, used, join(folder, 'never')]) giveBack(each);
  expect([empty, used].map(existsSync)).toEqual([false, true]);
});

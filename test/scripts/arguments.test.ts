import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { choose } from '../../scripts/support/arguments.ts';

describe('choose', () => {
  test('all names, or those that contain a filter, in their order', () => {
    expect(choose([], ['b', 'a'])).toEqual(['b', 'a']);
    expect(choose(['a', 'c'], ['ab', 'b', 'bc'])).toEqual(['ab', 'bc']);
  });
});

describe('names that nothing has are refused, with those that there are', () => {
  test.each([
    [['bench/run.ts', 'atari', '--only', 'breakout-ram'], 'breakoutRam'],
    [['bench/run.ts', 'act', '--secnds', '1'], '--seconds'],
    [['scripts/ci.ts', 'lnit'], 'lint'],
    [['scripts/examples.ts', 'cartpoel'], 'cartpole.ts'],
    [['scripts/fences.ts', 'README', 'docs'], 'Usage: npm run test:fences'],
    [['scripts/buildServer.ts', 'server'], 'Usage: npm run build:server'],
    [['scripts/packTest.ts', 'no-such.tgz'], 'There is no file no-such.tgz'],
  ])('%j', { timeout: 60_000 }, (args, said) => {
    const tsx = 'node_modules/tsx/dist/cli.mjs';
    expect(existsSync(tsx)).toBe(true);
    const { status, stderr } = spawnSync(process.execPath, [tsx, ...args], { encoding: 'utf8' });
    expect(status).toBe(1);
    expect(stderr).toContain(said);
  });
});

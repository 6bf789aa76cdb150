import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { shellWord } from '../../src/node/shellWord.ts';

test('plain paths stay as they are', () => {
  for (const path of ['runs/CartPole-v1__dqn__1__1764190000', '/tmp/läufe', './a=b']) {
    for (const isWindows of [false, true]) expect(shellWord(path, isWindows)).toBe(path);
  }
  expect(shellWord('my runs/a')).toBe('"my runs/a"');
});

test('Windows has other quotes, and needs none for a backslash', () => {
  const posix = (path: string): string => shellWord(path, false);
  const windows = (path: string): string => shellWord(path, true);
  const plain = 'C:\\Users\\RUNNER~1\\runs';
  expect([posix(plain), windows(plain)]).toEqual([`'${plain}'`, plain]);
  expect([posix('~/runs'), windows('~\\runs')]).toEqual(['"~/runs"', '"~\\runs"']);
  expect([posix('$a b'), windows('$a b')]).toEqual(["'$a b'", '"$a b"']);
  expect(windows("C:\\it's\\")).toBe('"C:\\it\'s\\\\"');
});

test.skipIf(process.platform === 'win32')('a shell reads the path again', () => {
  for (const path of [
    'my runs',
    "it's",
    'a"b c',
    '~',
    '~/runs',
    'a=~/b',
    'C:\\runs',
    'a\\',
    '$HOME',
    '`ls`',
    'a;b',
    'x & y',
    '*',
    "a'b$c",
    '!1',
  ]) {
    const read = execFileSync('sh', ['-c', `printf %s ${shellWord(path)}`]);
    expect(String(read)).toBe(path);
  }
});

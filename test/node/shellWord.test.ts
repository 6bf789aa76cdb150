import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { shellWord } from '../../src/node/shellWord.ts';

test('plain paths stay as they are', () => {
  for (const path of ['runs/CartPole-v1__dqn__1__1764190000', '/tmp/läufe', 'C:\\runs', './a=b']) {
    expect(shellWord(path)).toBe(path);
  }
  expect(shellWord('my runs/a')).toBe('"my runs/a"');
});

test.skipIf(process.platform === 'win32')('a shell reads the path again', () => {
  for (const path of [
    'my runs',
    "it's",
    'a"b c',
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

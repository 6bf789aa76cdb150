import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { describeEnd, waitForEnd } from '../../../src/node/gymnasium/pythonEnd.ts';

test('what is said of an end', () => {
  expect(describeEnd({ code: 3, signal: null })).toBe('ended with code 3');
  expect(describeEnd({ code: null, signal: 'SIGTERM' })).toBe('was killed by SIGTERM');
  expect(describeEnd({ code: null, signal: 'SIGSEGV' })).toMatch(/^was killed by SIGSEGV \(a segm/);
});

// Only Linux tells of the end of a process that nobody has asked for.
describe.runIf(process.platform === 'linux')('a synchronous wait', () => {
  test.each([
    ['exit 0', 0, null],
    ['exit 43', 43, null],
    ['kill -SEGV $$', null, 'SIGSEGV'],
    ['kill -KILL $$', null, 'SIGKILL'],
  ])('for the end of: %s', async (command, code, signal) => {
    // The name of a program may hold what separates the fields of its status.
    const child = spawn('sh', ['-c', command], { argv0: 'a) Z (b' });
    await once(child, 'spawn');
    expect(waitForEnd(child.pid!, 5000)).toEqual({ code, signal });
    expect(await once(child, 'exit')).toEqual([code, signal]);
    // Now it is asked for.
    expect(waitForEnd(child.pid!, 5000)).toBe(null);
  });

  test('ends without an end', async () => {
    const child = spawn('sleep', ['100']);
    await once(child, 'spawn');
    expect(waitForEnd(child.pid!, 20)).toBe('running');
    child.kill();
    await once(child, 'exit');
  });
});

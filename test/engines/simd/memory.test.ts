import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { builtProgram } from '../../support/builtProgram.ts';

test('10,000 updates leave heap, arrays and the memory of WebAssembly as they were', async () => {
  // In a process of its own, as the test runner's own heap grows.
  const script = builtProgram(new URL('memoryChild.ts', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--expose-gc',
    // Large enough that nothing is collected unasked in 10,000 updates of the engine.
    ...['--min-semi-space-size=64', '--max-semi-space-size=64'],
    script,
  ]);
  const grown = JSON.parse(stdout) as {
    updates: number;
    heap: number;
    arrays: number;
    wasm: [number[], number[]];
    arraysOfEngine: number;
  };
  expect(grown.updates).toBe(30_000);
  // Less than what 20 bytes an update would have left behind.
  expect(grown.heap).toBeLessThan(200_000);
  expect(grown.arrays).toBeLessThan(1_000);
  // One memory of the network and one of the engine alone, each in use.
  const [before, after] = grown.wasm;
  expect(before).toHaveLength(2);
  expect(Math.min(...before)).toBeGreaterThan(65_536);
  expect(after).toEqual(before);
  // Not even for a moment: the engine makes no array in an update.
  expect(grown.arraysOfEngine).toBe(0);
}, 60_000);

import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, test } from 'vitest';
import { builtProgram } from '../../support/builtProgram.ts';
import { hasGpu } from './device.ts';

describe.skipIf(!(await hasGpu()))('noisy IQN on a GPU, eight updates a submission', () => {
  const folder = mkdtempSync(join(tmpdir(), 'deepq-gpu-'));
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  test('goes on in another process to the bit, though a submission was cut in two', async () => {
    const script = builtProgram(new URL('noisyIqnChild.ts', import.meta.url));
    const path = (name: string): string => join(folder, name);
    const run = async (first: number, last: number, from: string, to: string): Promise<Buffer> => {
      const given = [script, String(first), String(last), from && path(from), path(to)];
      await promisify(execFile)(process.execPath, given);
      return readFileSync(path(to));
    };
    const whole = await run(1, 24, '', 'whole');
    // In the middle of those from 8 to 14, which would go together.
    const half = await run(1, 11, '', 'half');
    const resumed = await run(12, 24, 'half', 'resumed');
    expect(Buffer.compare(resumed, whole)).toBe(0);
    expect(Buffer.compare(half, whole)).not.toBe(0);
  }, 120_000);
});

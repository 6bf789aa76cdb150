import { execFile } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, onTestFinished, test } from 'vitest';
import { builtProgram } from '../support/builtProgram.ts';

interface Saved {
  readonly extra: number;
  readonly bytes: number;
  readonly took: number;
  readonly plain: number;
  readonly digest: number;
}

/** In a process of its own, whose memory nobody else uses. */
async function run(...args: readonly string[]): Promise<Saved> {
  const script = builtProgram(new URL('savingChild.ts', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [script, ...args]);
  return JSON.parse(stdout) as Saved;
}

const MEGABYTE = 1e6;
const MAX_EXTRA = 32 * MEGABYTE;
// Measures what Linux and macOS report; Windows counts otherwise.
const isMeasured = process.platform !== 'win32';

describe.skipIf(!isMeasured)('a file takes a replay buffer without a copy of it in memory', () => {
  test.each(['frames', 'whole'])('%s, 300 MB', { timeout: 120_000 }, async (layout) => {
    const folder = mkdtempSync(join(realpathSync(tmpdir()), 'deepq-memory-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const path = join(folder, 'a');
    const saved = await run('save', layout, '300', path);
    expect(saved.bytes).toBeGreaterThan(300 * MEGABYTE);
    expect(saved.extra).toBeLessThan(MAX_EXTRA);
    const loaded = await run('load', layout, '300', path);
    expect(loaded.extra).toBeLessThan(MAX_EXTRA);
    expect(loaded.digest).toBe(saved.digest);
  });
});

const isLong = process.env['DEEPQ_TEST_LARGE'] === '1';
if (!isLong) {
  console.warn('NOT TESTED: a checkpoint of 4.6 GB; set DEEPQ_TEST_LARGE=1 (10 GB of memory).');
}

test.skipIf(!isLong)(
  'a replay buffer beyond 4 GiB is saved and loaded',
  { timeout: 600_000 },
  async () => {
    const folder = mkdtempSync(join(realpathSync(tmpdir()), 'deepq-large-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const path = join(folder, 'a');
    const saved = await run('save', 'frames', '4600', path);
    expect(saved.bytes).toBeGreaterThan(2 ** 32);
    expect(saved.extra).toBeLessThan(64 * MEGABYTE);
    expect(saved.took).toBeLessThan(1.5 * saved.plain);
    const loaded = await run('load', 'frames', '4600', path);
    expect(loaded.extra).toBeLessThan(64 * MEGABYTE);
    expect(loaded.digest).toBe(saved.digest);
  },
);

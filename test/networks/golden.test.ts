import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { setUpBackend } from '../support/backends.ts';
import { replay, type RecordedUpdates } from './golden.ts';

const recordings = [
  'update_dqn_huber',
  'update_double_mse_weighted_clipped',
  'update_double_dueling_huber_weighted',
];

describe.each(['cpu', 'wasm'] as const)('on %s, as PyTorch', (backend) => {
  test.each(recordings)('%s', async (name) => {
    await setUpBackend(backend);
    const url = new URL(`../fixtures/${name}.json`, import.meta.url);
    const recorded = JSON.parse(readFileSync(url, 'utf8')) as RecordedUpdates;
    const replayed = await replay(recorded);

    expect(recorded.updates.length).toBe(20);
    recorded.updates.forEach(({ loss, tdError, gradientNorm }, index) => {
      expectClose([replayed.losses[index] ?? NaN], [loss], 1e-4);
      // The recording holds q − y; ours is Sutton and Barto's δ = y − q.
      const negated = tdError.map((error) => -error);
      expectClose(replayed.tdErrors[index] ?? [], negated, 1e-4);
      expectClose([replayed.gradientNorms[index] ?? NaN], [gradientNorm], 1e-4);
    });
    recorded.final.forEach(({ data }, index) => {
      const ours = replayed.final[index] ?? [];
      const worst = Math.max(...data.map((value, at) => Math.abs(value - (ours[at] ?? NaN))));
      expect(worst).toBeLessThan(1e-4);
    });
  });
});

/** Every number within `tolerance`, relative to the larger of it and 1e-2. */
function expectClose(ours: readonly number[], theirs: readonly number[], tolerance: number): void {
  expect(ours.length).toBe(theirs.length);
  theirs.forEach((value, index) => {
    const scale = Math.max(Math.abs(value), 1e-2);
    expect(Math.abs((ours[index] ?? NaN) - value) / scale).toBeLessThan(tolerance);
  });
}

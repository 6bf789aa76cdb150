import { expect, test } from 'vitest';
import { tabulate } from '../../../bench/support/rates.ts';

const run = (): void => undefined;
const measure = (
  name: string,
  median: number,
  ratio: number,
): Parameters<typeof tabulate>[1][0] => ({
  name,
  median,
  p10: median / 2,
  p90: median * 2,
  ratio,
  callsPerRound: 1,
});

test('each variant is held against its own peak', () => {
  const rows = tabulate(
    [
      { name: 'other', run },
      { name: 'plain', run, operations: 10_000, peak: 'plain peak' },
      { name: 'plain peak', run, operations: 4_000, peak: null },
      { name: 'fused', run, operations: 10_000, peak: 'fused peak' },
      { name: 'fused peak', run, operations: 4_000, peak: null },
    ],
    [
      measure('other', 20, 1),
      measure('plain', 1, 0.05),
      measure('plain peak', 0.2, 0.01),
      measure('fused', 0.5, 0.025),
      measure('fused peak', 0.1, 0.005),
    ],
  );
  expect(rows.map((row) => [row['GFLOP/s'], row['% of peak'], row['times faster']])).toEqual([
    [null, null, 1],
    [10, 50, 20],
    [20, null, null],
    [20, 50, 40],
    [40, null, null],
  ]);
  expect(rows[1]).toMatchObject({ variant: 'plain', 'median µs': 1, 'p10 µs': 0.5, 'p90 µs': 2 });
});

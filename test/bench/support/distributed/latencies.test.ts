import { expect, test } from 'vitest';
import { latencies } from '../../../../bench/support/distributed/latencies.ts';

test('from each publication to the first step with it, or with a later version', () => {
  const published = [
    [1, 0],
    [2, 10],
    [3, 20],
    [4, 21],
    [5, 50],
    [6, 60],
  ] as const;
  // Version 3 was never used: 4 came before. 6 was published after the last use.
  const used = [
    [1, 5],
    [2, 18],
    [4, 30],
    [5, 52],
  ] as const;
  expect(latencies(published, used)).toEqual([8, 10, 9, 2]);
  expect(latencies(published, [])).toEqual([]);
});

import { expect, test } from 'vitest';
import { actingRhythm } from '../../../src/engines/webgpu/actingRhythm.ts';

test.each([
  // Updates from copy to copy, of so many weights, with so many updates a submission.
  [4, 0, 1],
  [4, 4_610, 1],
  [4, 131_072, 1],
  [8, 131_073, 1],
  [16, 300_000, 1],
  [64, 1_687_206, 1],
  [64, 100_000_000, 1],
  [8, 4_610, 8],
  [6, 4_610, 6],
  [66, 1_687_206, 6],
  [9, 200_000, 3],
])('%i updates for %i weights, %i a submission', (every, weights, perSubmission) => {
  expect(actingRhythm(weights, perSubmission)).toBe(every);
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { spreadLabels } from '../../../src/pictures/plots/spreadLabels.ts';

test.each([
  { wanted: [0, 5, 9], placed: [0, 5, 9] },
  { wanted: [5, 5, 5], placed: [5, 6, 7] },
  { wanted: [9, 9, 2], placed: [8, 9, 2] },
  { wanted: [-3, 20], placed: [0, 9] },
])('moves $wanted to $placed', ({ wanted, placed }) => {
  expect(spreadLabels(wanted, 1, 0, 9)).toEqual(placed);
});

test('keeps labels apart and inside, as long as there is room', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 99 }), { maxLength: 10 }), (wanted) => {
      const placed = spreadLabels(wanted, 10, 0, 99).sort((a, b) => a - b);
      for (const [index, position] of placed.entries()) {
        expect(position).toBeGreaterThanOrEqual(0);
        expect(position).toBeLessThanOrEqual(99);
        if (index > 0) expect(position - placed[index - 1]!).toBeGreaterThanOrEqual(10);
      }
    }),
  );
});

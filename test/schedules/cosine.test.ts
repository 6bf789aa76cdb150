import { test } from 'vitest';
import { cosine } from '../../src/schedules/cosine.ts';
import { checkRampLaws, checkTable } from './laws.ts';

checkRampLaws(cosine);

test('follows half a cosine wave', () => {
  checkTable(cosine({ from: 3, to: 1, over: 12, start: -2 }), [
    [-2, 3],
    [0, 2 + Math.sqrt(3) / 2],
    [1, 2 + Math.SQRT1_2],
    [2, 2.5],
    [4, 2],
    [6, 1.5],
    [10, 1],
  ]);
});

import { test } from 'vitest';
import { linear } from '../../src/schedules/linear.ts';
import { checkRampLaws, checkTable } from './laws.ts';

checkRampLaws(linear);

test('goes in a straight line', () => {
  checkTable(linear({ from: 1, to: 0.04, over: 8_000 }), [
    [-5, 1],
    [0, 1],
    [2_000, 0.76],
    [4_000, 0.52],
    [6_000, 0.28],
    [8_000, 0.04],
    [9_999, 0.04],
  ]);
});

test('begins at its start', () => {
  checkTable(linear({ from: 0.4, to: 1, over: 100, start: 1_000 }), [
    [0, 0.4],
    [1_000, 0.4],
    [1_050, 0.7],
    [1_100, 1],
  ]);
});

import { describe, expect, test } from 'vitest';
import {
  interquartileMean,
  meanScore,
  medianScore,
  probabilityOfImprovement,
} from '../../src/index.ts';

/** What rliable's own test expects (metrics_test.py; https://github.com/google-research/rliable). */
describe('rliable', () => {
  const x = [
    [1, 2],
    [2, 2],
    [1, 1],
    [2, 1],
  ];
  const y = [
    [1, 1],
    [2, 2],
    [3, 3],
  ];

  test.each([
    ['medianScore', medianScore],
    ['meanScore', meanScore],
    ['interquartileMean', interquartileMean],
  ])('%s', (_, aggregate) => {
    expect(aggregate(x)).toBe(1.5);
    expect(aggregate(y)).toBe(2);
  });

  test('probability of improvement', () => {
    expect(probabilityOfImprovement(x, y)).toBeCloseTo(1 / 3, 12);
  });
});

import { expect, test } from 'vitest';
import { columnExtremes, columnMeans } from '../../../src/pictures/plots/downsample.ts';

const x = [0, 1, 2, 3, 10, 11, 12, 20, 21];
const y = [5, 1, 9, 5, NaN, 4, 8, NaN, NaN];
const tens = (value: number): number => Math.floor(value / 10);

test('columnMeans has one point for each column, the mean of its finite values', () => {
  expect(columnMeans(x, y, tens)).toEqual({ x: [0, 1, 2], y: [5, 6, NaN] });
  expect(columnMeans([], [], tens)).toEqual({ x: [], y: [] });
});

test('columnExtremes keeps first, lowest, highest, last and a gap of each column', () => {
  expect(columnExtremes(x, y, tens)).toEqual({
    x: [0, 1, 2, 3, 10, 11, 12, 20, 21],
    y: [5, 1, 9, 5, NaN, 4, 8, NaN, NaN],
  });
  const many = Array.from({ length: 1_000 }, (_, index) => index);
  const spiked = many.map((index) => (index === 333 ? 50 : index === 700 ? -50 : index % 2));
  expect(columnExtremes(many, spiked, () => 0)).toEqual({
    x: [0, 333, 700, 999],
    y: [0, 50, -50, 1],
  });
});

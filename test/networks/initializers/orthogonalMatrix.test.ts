import { expect, test } from 'vitest';
import { drawInitial } from '../../../src/networks/initializers/drawInitial.ts';
import { orthogonal } from '../../../src/networks/initializers/scaled.ts';
import { orthogonalMatrix } from '../../../src/networks/initializers/orthogonalMatrix.ts';
import { createRandom } from '../../../src/random/createRandom.ts';

/** The largest difference between `Mᵀ·M`, or `M·Mᵀ` where it is wider than high, and `size · 1`. */
function distance(m: ArrayLike<number>, rows: number, columns: number, size = 1): number {
  const isTall = rows >= columns;
  const [count, length] = isTall ? [columns, rows] : [rows, columns];
  const at = (index: number, position: number): number =>
    m[isTall ? position * columns + index : index * columns + position] ?? NaN;
  let largest = 0;
  for (let one = 0; one < count; one++) {
    for (let other = 0; other < count; other++) {
      let sum = one === other ? -size : 0;
      for (let position = 0; position < length; position++) {
        sum += at(one, position) * at(other, position);
      }
      largest = Math.max(largest, Math.abs(sum));
    }
  }
  return largest;
}

test.each([
  [1, 1],
  [3, 3],
  [40, 40],
  [40, 7],
  [7, 40],
  [1, 9],
  [9, 1],
])('%i × %i: at right angles, of length 1', (rows, columns) => {
  const matrix = orthogonalMatrix(rows, columns, createRandom(4));
  expect(matrix).toHaveLength(rows * columns);
  expect(distance(matrix, rows, columns)).toBeLessThan(1e-12);
});

test('every direction is as likely: a turn by 90° in the plane, a mirror, each sign', () => {
  const random = createRandom(2);
  const quadrants = [0, 0, 0, 0];
  let mirrors = 0;
  for (let round = 0; round < 4_000; round++) {
    const [a = 0, b = 0, c = 0, d = 0] = orthogonalMatrix(2, 2, random);
    const quadrant = (a > 0 ? 0 : 1) + (c > 0 ? 0 : 2);
    quadrants[quadrant] = (quadrants[quadrant] ?? 0) + 1;
    if (a * d - b * c < 0) mirrors += 1;
  }
  // Five standard deviations of a count with p = 1/4, and p = 1/2.
  for (const count of quadrants) expect(Math.abs(count - 1_000)).toBeLessThan(137);
  expect(Math.abs(mirrors - 2_000)).toBeLessThan(158);
});

test('draws that lie among the others are drawn anew', () => {
  const random = createRandom(2);
  const numbers = [1, 0, 2, 0, 0, 3];
  const repeated = { ...random, normal: () => numbers.shift() ?? NaN };
  expect([...orthogonalMatrix(2, 2, repeated)]).toEqual([1, 0, 0, 1]);
  expect(numbers).toHaveLength(0);
});

test('a kernel of a convolution has a column for each filter, of the length that is asked for', () => {
  const shape = [3, 3, 2, 4];
  const into = new Float32Array(72);
  const info = { name: 'kernel', shape, offset: 0, size: 72, fanIn: 18, fanOut: 36 };
  drawInitial({ ...info, initial: orthogonal({ gain: 1.5 }) }, createRandom(1), into);
  expect(distance(into, 18, 4, 2.25)).toBeLessThan(1e-6);
  expect(distance(into, 18, 4, 1)).toBeGreaterThan(1);
});

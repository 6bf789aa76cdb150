import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { coverPolygon, type Point } from '../../../src/pictures/raster/coverage.ts';

/** How much of each pixel is covered, row by row. */
function cover(points: readonly Point[], width: number, height: number): number[][] {
  const rows = Array.from({ length: height }, () => new Array<number>(width).fill(0));
  coverPolygon(points, width, height, (y, coverage, from, to) => {
    for (let x = from; x < to; x++) rows[y]![x] = coverage[x]!;
  });
  return rows;
}

const total = (rows: readonly (readonly number[])[]): number => rows.flat().reduce((a, b) => a + b);

/** By the shoelace formula. */
const areaOf = (points: readonly Point[]): number => {
  let sum = 0;
  for (const [index, [x, y]] of points.entries()) {
    const [nextX, nextY] = points[(index + 1) % points.length]!;
    sum += x * nextY - nextX * y;
  }
  return Math.abs(sum) / 2;
};

/** By looking at 30 × 30 places in every pixel whether a convex polygon is there. */
function sample(points: readonly Point[], width: number, height: number): number[][] {
  const inside = (x: number, y: number): boolean => {
    const sides = points.map(([x0, y0], index) => {
      const [x1, y1] = points[(index + 1) % points.length]!;
      return Math.sign((x1 - x0) * (y - y0) - (y1 - y0) * (x - x0));
    });
    return sides.every((side) => side >= 0) || sides.every((side) => side <= 0);
  };
  return Array.from({ length: height }, (_, y) =>
    Array.from({ length: width }, (_, x) => {
      let hits = 0;
      for (let i = 0; i < 900; i++) {
        if (inside(x + ((i % 30) + 0.5) / 30, y + (Math.floor(i / 30) + 0.5) / 30)) hits++;
      }
      return hits / 900;
    }),
  );
}

describe('covers', () => {
  test('pixels between the lines fully', () => {
    const square: Point[] = [
      [1, 1],
      [3, 1],
      [3, 2],
      [1, 2],
    ];
    expect(cover(square, 4, 3)).toEqual([
      [0, 0, 0, 0],
      [0, 1, 1, 0],
      [0, 0, 0, 0],
    ]);
    expect(cover([...square].reverse(), 4, 3)).toEqual(cover(square, 4, 3));
  });

  test('the parts of pixels that a rectangle reaches into', () => {
    const rectangle: Point[] = [
      [0.75, 0.5],
      [2.5, 0.5],
      [2.5, 2],
      [0.75, 2],
    ];
    expect(cover(rectangle, 3, 2)).toEqual([
      [0.125, 0.5, 0.25],
      [0.25, 1, 0.5],
    ]);
  });

  test('the halves of a diagonal', () => {
    const triangle: Point[] = [
      [0, 0],
      [2, 2],
      [0, 2],
    ];
    expect(cover(triangle, 2, 2)).toEqual([
      [0.5, 0],
      [1, 0.5],
    ]);
  });

  test('nothing of the inside of a hole', () => {
    // A frame, as one outline with a cut.
    const frame: Point[] = [
      [0, 0],
      [3, 0],
      [3, 3],
      [0, 3],
      [0, 0],
      [1, 1],
      [1, 2],
      [2, 2],
      [2, 1],
      [1, 1],
    ];
    expect(cover(frame, 3, 3)[1]![1]).toBeCloseTo(0, 12);
    expect(total(cover(frame, 3, 3))).toBeCloseTo(8, 12);
  });
});

const coordinate = fc.integer({ min: -600, max: 1800 }).map((n) => n / 100);
const triangle = fc.tuple(
  fc.tuple(coordinate, coordinate),
  fc.tuple(coordinate, coordinate),
  fc.tuple(coordinate, coordinate),
);

test('a triangle covers of each pixel what counting finds, cut off at every border', () => {
  fc.assert(
    fc.property(triangle, (points) => {
      const counted = sample(points, 12, 12).flat();
      const differences = cover(points, 12, 12)
        .flat()
        .map((share, pixel) => Math.abs(share - counted[pixel]!));
      expect(Math.max(...differences)).toBeLessThan(0.06);
    }),
    { numRuns: 40 },
  );
});

test('all coverage together is the area, inside the picture', () => {
  const inside = fc.integer({ min: 0, max: 2000 }).map((n) => n / 100);
  fc.assert(
    fc.property(fc.array(fc.tuple(inside, inside), { minLength: 3, maxLength: 3 }), (points) => {
      expect(total(cover(points, 20, 20))).toBeCloseTo(areaOf(points), 9);
    }),
  );
});

import type { Point } from './coverage.ts';

/**
 * A shape turned about (0, 0) and then moved to (x, y).
 *
 * @param angle - In radians, clockwise on the screen, where y runs down.
 */
export function place(points: readonly Point[], x: number, y: number, angle: number): Point[] {
  const cosine = Math.cos(angle);
  const sine = Math.sin(angle);
  return points.map(([px, py]) => [x + px * cosine - py * sine, y + px * sine + py * cosine]);
}

/** The corners of an upright rectangle. */
export function box(left: number, top: number, right: number, bottom: number): Point[] {
  return [
    [left, top],
    [right, top],
    [right, bottom],
    [left, bottom],
  ];
}

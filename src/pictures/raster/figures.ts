import type { Point } from './coverage.ts';
import type { Color, Raster } from './raster.ts';

const SKIN: Color = [238, 188, 148];
const TROUSERS: Color = [52, 64, 92];
const POLE: Color = [92, 74, 58];
const SHADOW: Color = [0, 0, 0, 50];

/**
 * Somebody who stands in a square cell.
 *
 * @param x - Of the middle of the cell, in pixels.
 * @param y - Likewise.
 * @param size - Of the cell, in pixels.
 * @param coat - The colour of coat and cap.
 */
export function drawPerson(raster: Raster, x: number, y: number, size: number, coat: Color): void {
  const at = (dx: number, dy: number): Point => [x + dx * size, y + dy * size];
  drawShadow(raster, x, y + 0.36 * size, 0.22 * size);
  raster.polygon([at(-0.12, 0.12), at(0.12, 0.12), at(0.1, 0.36), at(-0.1, 0.36)], TROUSERS);
  raster.polygon([at(-0.1, -0.1), at(0.1, -0.1), at(0.18, 0.22), at(-0.18, 0.22)], coat);
  drawHead(raster, x, y - 0.2 * size, size, coat);
}

/** The head of a {@link drawPerson}; x and y are those of its own middle. */
export function drawHead(raster: Raster, x: number, y: number, size: number, cap: Color): void {
  const at = (dx: number, dy: number): Point => [x + dx * size, y + dy * size];
  raster.circle(x, y, 0.14 * size, SKIN);
  raster.polygon([at(-0.16, -0.02), at(-0.1, -0.16), at(0.1, -0.16), at(0.16, -0.02)], cap);
}

/** A flag in a square cell; arguments as for {@link drawPerson}. */
export function drawFlag(raster: Raster, x: number, y: number, size: number, cloth: Color): void {
  const at = (dx: number, dy: number): Point => [x + dx * size, y + dy * size];
  drawShadow(raster, x + 0.03 * size, y + 0.36 * size, 0.14 * size);
  raster.rectangle(x, y - 0.4 * size, 0.06 * size, 0.76 * size, POLE);
  raster.polygon([at(0.06, -0.4), at(0.42, -0.24), at(0.06, -0.06)], cloth);
}

/** A flat ellipse on the ground. */
function drawShadow(raster: Raster, x: number, y: number, radius: number): void {
  const outline = Array.from({ length: 24 }, (_, index): Point => {
    const angle = (2 * Math.PI * index) / 24;
    return [x + radius * Math.cos(angle), y + 0.3 * radius * Math.sin(angle)];
  });
  raster.polygon(outline, SHADOW);
}

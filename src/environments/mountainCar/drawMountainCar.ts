import type { RgbaImage } from '../../protocol/environment.ts';
import type { Point } from '../../pictures/raster/coverage.ts';
import { box, place } from '../../pictures/raster/place.ts';
import { Raster, type Color } from '../../pictures/raster/raster.ts';

const WIDTH = 600;
const HEIGHT = 400;
const LEFT_END = -1.2;
const RIGHT_END = 0.6;
const GOAL = 0.5;
/** Pixels a unit of length. */
const SCALE = WIDTH / (RIGHT_END - LEFT_END);
/** How far the car is above the track, in pixels. */
const CLEARANCE = 10;
const WHEEL_RADIUS = 8;
/** Straight pieces that the track is drawn of. */
const PIECES = 99;

const WHITE: Color = [255, 255, 255];
const BLACK: Color = [0, 0, 0];
const WHEEL: Color = [128, 128, 128];
const FLAG: Color = [204, 204, 0];

const CAR = box(-20, -20, 20, 0);
const WHEELS: readonly Point[] = [
  [10, 0],
  [-10, 0],
];

const toX = (position: number): number => (position - LEFT_END) * SCALE;
const toY = (position: number): number => HEIGHT - (Math.sin(3 * position) * 0.45 + 0.55) * SCALE;

/**
 * A car in its valley, and the flag that it is to reach, as Gymnasium draws
 * them.
 *
 * @param position - Of the car, along the track: −1.2 to 0.6.
 */
export function drawMountainCar(position: number): RgbaImage {
  const raster = new Raster(WIDTH, HEIGHT, WHITE);
  for (let piece = 0; piece < PIECES; piece++) {
    const from = LEFT_END + ((RIGHT_END - LEFT_END) * piece) / PIECES;
    const to = LEFT_END + ((RIGHT_END - LEFT_END) * (piece + 1)) / PIECES;
    raster.line(toX(from), toY(from), toX(to), toY(to), 1, BLACK);
  }

  const x = toX(position);
  const y = toY(position) - CLEARANCE;
  // Clockwise on the screen; the slope is that of Gymnasium's picture.
  const slope = -Math.cos(3 * position);
  raster.polygon(place(CAR, x, y, slope), BLACK);
  for (const [wheelX, wheelY] of place(WHEELS, x, y, slope)) {
    raster.circle(wheelX, wheelY, WHEEL_RADIUS, WHEEL);
  }

  const flagX = Math.floor(toX(GOAL));
  const poleFoot = Math.ceil(toY(GOAL));
  const poleTop = poleFoot - 50;
  raster.line(flagX + 0.5, poleFoot, flagX + 0.5, poleTop, 1, BLACK);
  const flag: Point[] = [
    [flagX, poleTop],
    [flagX + 25, poleTop + 5],
    [flagX, poleTop + 10],
  ];
  raster.polygon(flag, FLAG);
  return raster.takeImage();
}

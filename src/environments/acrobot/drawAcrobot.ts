import type { RgbaImage } from '../../protocol/environment.ts';
import { box, place } from '../../pictures/raster/place.ts';
import { Raster, type Color } from '../../pictures/raster/raster.ts';

const SIZE = 500;
const CENTRE = SIZE / 2;
/** Pixels a metre: both links and a tenth of them fit above and below. */
const SCALE = SIZE / 4.4;
const HALF_WIDTH = 0.1 * SCALE;
/** A link's length up, in the middle of a row of pixels, for a sharp line. */
const GOAL_Y = Math.floor(CENTRE - SCALE) + 0.5;

const WHITE: Color = [255, 255, 255];
const BLACK: Color = [0, 0, 0];
const LINK_COLOR: Color = [0, 204, 204];
const JOINT_COLOR: Color = [204, 204, 0];

/** Of a metre, hanging down from its joint. */
const LINK = box(-HALF_WIDTH, 0, HALF_WIDTH, SCALE);

/**
 * The two links of an acrobot, and the line that its tip is to reach, as
 * Gymnasium draws them.
 *
 * @param angle1 - Of the first link, in radians from hanging down, to the right.
 * @param angle2 - Of the second link against the first, in radians.
 */
export function drawAcrobot(angle1: number, angle2: number): RgbaImage {
  const raster = new Raster(SIZE, SIZE, WHITE);
  raster.line(0, GOAL_Y, SIZE, GOAL_Y, 1, BLACK);
  const joints = [
    { x: CENTRE, y: CENTRE, angle: angle1 },
    {
      x: CENTRE + Math.sin(angle1) * SCALE,
      y: CENTRE + Math.cos(angle1) * SCALE,
      angle: angle1 + angle2,
    },
  ];
  for (const { x, y, angle } of joints) {
    // From hanging down, to the right is anticlockwise.
    raster.polygon(place(LINK, x, y, -angle), LINK_COLOR);
    raster.circle(x, y, HALF_WIDTH, JOINT_COLOR);
  }
  return raster.takeImage();
}

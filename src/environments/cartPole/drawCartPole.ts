import type { RgbaImage } from '../../protocol/environment.ts';
import { box, place } from '../../pictures/raster/place.ts';
import { Raster, type Color } from '../../pictures/raster/raster.ts';

const WIDTH = 600;
const HEIGHT = 400;
/** Pixels a metre: the track is 4.8 m long. */
const SCALE = WIDTH / 4.8;
/** The middle of a row of pixels, for a line that is sharp. */
const TRACK_Y = HEIGHT - 100.5;
const AXLE_Y = TRACK_Y - 7.5;
/** Of a pole of a metre, from the axle to its tip, in pixels. */
const POLE_LENGTH = SCALE;
const POLE_WIDTH = 10;

const WHITE: Color = [255, 255, 255];
const BLACK: Color = [0, 0, 0];
const WOOD: Color = [202, 152, 101];
const AXLE: Color = [129, 132, 203];

const CART = box(-25, -15, 25, 15);
const POLE = box(-POLE_WIDTH / 2, POLE_WIDTH / 2 - POLE_LENGTH, POLE_WIDTH / 2, POLE_WIDTH / 2);

/**
 * A cart and its pole as Gymnasium draws them.
 *
 * @param position - Of the cart, in metres from the middle of the track.
 * @param angle - Of the pole, in radians, to the right.
 */
export function drawCartPole(position: number, angle: number): RgbaImage {
  const raster = new Raster(WIDTH, HEIGHT, WHITE);
  const x = WIDTH / 2 + position * SCALE;
  raster.line(0, TRACK_Y, WIDTH, TRACK_Y, 1, BLACK);
  raster.polygon(place(CART, x, TRACK_Y, 0), BLACK);
  raster.polygon(place(POLE, x, AXLE_Y, angle), WOOD);
  raster.circle(x, AXLE_Y, POLE_WIDTH / 2, AXLE);
  return raster.takeImage();
}

import type { Body } from 'planck';
import type { RgbaImage } from '../../protocol/environment.ts';
import type { Point } from '../../pictures/raster/coverage.ts';
import { Raster, type Color } from '../../pictures/raster/raster.ts';
import { HEIGHT, SCALE, VIEWPORT_HEIGHT, VIEWPORT_WIDTH, WIDTH } from './constants.ts';
import { EXHAUST_RADIUS, exhaustGlow, exhaustPlace, type Exhaust } from './exhaust.ts';
import { LANDER_OUTLINE, LEG_OUTLINE } from './lander.ts';
import { groundHeight, HELIPAD_LEFT, HELIPAD_RIGHT, type Place } from './terrain.ts';
import type { LanderWorld } from './world.ts';

// Gymnasium's colours: a white moon under a black sky.
const GROUND: Color = [255, 255, 255];
const SKY: Color = [0, 0, 0];
const BODY: Color = [128, 102, 230];
const BODY_EDGE: Color = [77, 77, 128];
const POLE: Color = [255, 255, 255];
const FLAG: Color = [204, 204, 0];

const POLE_HEIGHT = 50;
const FLAG_LENGTH = 25;
const FLAG_HEIGHT = 10;

/** A picture of the world, 600 × 400 pixels. */
export function drawWorld(world: LanderWorld): RgbaImage {
  const raster = new Raster(VIEWPORT_WIDTH, VIEWPORT_HEIGHT, GROUND);
  const sky = [{ x: 0, y: HEIGHT }, ...world.ground, { x: WIDTH, y: HEIGHT }];
  raster.polygon(sky.map(toPixel), SKY);
  for (const exhaust of world.exhausts) drawExhaust(raster, exhaust, world);
  drawBody(raster, world.lander, LANDER_OUTLINE);
  for (const leg of world.legs) drawBody(raster, leg, LEG_OUTLINE);
  for (const x of [HELIPAD_LEFT, HELIPAD_RIGHT]) drawFlag(raster, world, x);
  return raster.takeImage();
}

function drawExhaust(raster: Raster, exhaust: Exhaust, world: LanderWorld): void {
  const [x, y] = toPixel(exhaustPlace(exhaust, world.ground, world.settings.gravity));
  // White-hot at first, then red, then dark.
  const glow = exhaustGlow(exhaust);
  const red = 255 * Math.max(0.2, 0.15 + glow);
  const other = 255 * Math.max(0.2, 0.5 * glow);
  raster.circle(x, y, EXHAUST_RADIUS * SCALE, [red, other, other]);
}

function drawBody(raster: Raster, body: Body, outline: readonly Place[]): void {
  const { x, y } = body.getPosition();
  const cosine = Math.cos(body.getAngle());
  const sine = Math.sin(body.getAngle());
  const corners = outline.map((corner) =>
    toPixel({
      x: x + corner.x * cosine - corner.y * sine,
      y: y + corner.x * sine + corner.y * cosine,
    }),
  );
  raster.polygon(corners, BODY);
  let [fromX, fromY] = corners[corners.length - 1] as Point;
  for (const [toX, toY] of corners) {
    raster.line(fromX, fromY, toX, toY, 1, BODY_EDGE);
    [fromX, fromY] = [toX, toY];
  }
}

function drawFlag(raster: Raster, { ground }: LanderWorld, worldX: number): void {
  const [x, foot] = toPixel({ x: worldX, y: groundHeight(ground, worldX) });
  const top = foot - POLE_HEIGHT;
  raster.rectangle(x, top, 1, POLE_HEIGHT, POLE);
  const tip: Point = [x + FLAG_LENGTH, top + FLAG_HEIGHT / 2];
  raster.polygon([[x, top], tip, [x, top + FLAG_HEIGHT]], FLAG);
}

function toPixel({ x, y }: Place): Point {
  return [x * SCALE, VIEWPORT_HEIGHT - y * SCALE];
}

import * as planck from 'planck';
import { describe, expect, test } from 'vitest';
import type { RgbaImage } from '../../../src/protocol/environment.ts';
import { LunarLander } from '../../../src/environments/lunarLander/lunarLander.ts';

const BODY = [128, 102, 230, 255];
const BLACK = [0, 0, 0, 255];
const WHITE = [255, 255, 255, 255];

function pixel({ width, data }: RgbaImage, x: number, y: number): number[] {
  return [...data.subarray(4 * (y * width + x), 4 * (y * width + x) + 4)];
}

/** The middle of all pixels of a colour. */
function middle({ width, data }: RgbaImage, color: readonly number[]): [number, number] {
  let [count, sumX, sumY] = [0, 0, 0];
  for (let at = 0; at < data.length; at += 4) {
    if (!color.every((value, index) => data[at + index] === value)) continue;
    count++;
    sumX += (at / 4) % width;
    sumY += Math.floor(at / 4 / width);
  }
  return [sumX / count, sumY / count];
}

/** Reddish pixels: more red than green, by a lot. */
function glowing({ data }: RgbaImage): number {
  let count = 0;
  for (let at = 0; at < data.length; at += 4) {
    if (data[at]! > data[at + 1]! + 60 && data[at + 1] === data[at + 2]) count++;
  }
  return count;
}

test('shows the sky, the ground and two flags', () => {
  const environment = new LunarLander({ planck });
  environment.reset({ seed: 1 });
  const image = environment.render();

  expect([image.width, image.height, image.data.length]).toEqual([600, 400, 960_000]);
  expect(pixel(image, 2, 2)).toEqual(BLACK);
  expect(pixel(image, 300, 398)).toEqual(WHITE);
  // The pad is at 0.99 of a quarter of the height.
  expect(pixel(image, 300, 299)).toEqual(BLACK);
  expect(pixel(image, 300, 302)).toEqual(WHITE);
  for (const x of [240, 360]) {
    expect(pixel(image, x, 280)).toEqual(WHITE);
    expect(pixel(image, x + 3, 256)).toEqual([204, 204, 0, 255]);
  }
});

test('shows the lander where it is, and turned as it is', () => {
  const environment = new LunarLander({ planck });
  environment.reset({ seed: 1 });
  let observation: Float32Array = new Float32Array(8);
  for (let step = 0; step < 40; step++) ({ observation } = environment.step(1));
  const [x, y, , , angle] = observation as unknown as number[];
  const [middleX, middleY] = middle(environment.render(), BODY);

  // Its origin; the middle of its shape is some pixels towards its top.
  expect(Math.abs(angle!)).toBeGreaterThan(0.3);
  const originX = 300 + 300 * x!;
  const originY = 400 - (100 + 18 + 200 * y!);
  expect(middleX).toBeCloseTo(originX - 3 * Math.sin(angle!), -1);
  expect(middleY).toBeCloseTo(originY - 3 * Math.cos(angle!), -1);
});

describe('the exhaust', () => {
  test.each([1, 2, 3])('of engine %i is shown for a while', (action) => {
    const environment = new LunarLander({ planck });
    environment.reset({ seed: 1 });
    for (let step = 0; step < 30; step++) environment.step(0);
    expect(glowing(environment.render())).toBe(0);
    environment.step(action);
    expect(glowing(environment.render())).toBeGreaterThan(5);
    for (let step = 0; step < 6; step++) environment.step(0);
    expect(glowing(environment.render())).toBe(0);
  });
});

test('a picture changes nothing, and is a new one each time', () => {
  const environment = new LunarLander({ planck });
  environment.reset({ seed: 1 });
  environment.step(2);
  const state = environment.getState();
  const image = environment.render();
  const again = environment.render();

  // A million numbers are too many for toEqual.
  expect(Buffer.from(again.data).equals(Buffer.from(image.data))).toBe(true);
  expect(again.data).not.toBe(image.data);
  expect(environment.getState()).toEqual(state);
});

import { describe, expect, test } from 'vitest';
import { thrust } from '../../../src/environments/lunarLander/engines.ts';
import {
  exhaustGlow,
  exhaustPlace,
  nextExhausts,
  type Exhaust,
} from '../../../src/environments/lunarLander/exhaust.ts';
import { observe, shaping } from '../../../src/environments/lunarLander/observation.ts';
import { groundHeight, groundLine } from '../../../src/environments/lunarLander/terrain.ts';
import { gust } from '../../../src/environments/lunarLander/wind.ts';

const QUARTER = Math.PI / 2;

describe('the ground', () => {
  test('is level around the pad, smoothed elsewhere, and the last height is left of the first', () => {
    const ground = groundLine([6, 3, 0, 9, 9, 9, 9, 9, 3, 0, 6, 1.5]);
    const pad = 400 / 30 / 4;
    const expected = [
      6 + 3 + 1.5,
      6 + 3 + 0,
      3 + 0 + pad,
      0 + 2 * pad,
      3 * pad,
      3 * pad,
      3 * pad,
      2 * pad + 3,
      pad + 3 + 0,
      3 + 0 + 6,
      0 + 6 + 1.5,
    ];

    expect(ground.map(({ x }) => x)).toEqual([0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20]);
    for (const [index, sum] of expected.entries()) {
      expect(ground[index]!.y).toBeCloseTo(0.33 * sum, 12);
    }
  });

  test('has a height everywhere', () => {
    const ground = groundLine([6, 3, 0, 9, 9, 9, 9, 9, 3, 0, 6, 1.5]);
    expect(groundHeight(ground, 0)).toBe(ground[0]!.y);
    expect(groundHeight(ground, 3)).toBeCloseTo((ground[1]!.y + ground[2]!.y) / 2, 12);
    expect(groundHeight(ground, 20)).toBe(ground[10]!.y);
    expect(groundHeight(ground, -5)).toBe(ground[0]!.y);
    expect(groundHeight(ground, 25)).toBe(ground[10]!.y);
  });
});

describe('the engines', () => {
  test('action 0 fires none', () => {
    expect(thrust(0, 0.3, [0.01, 0.02])).toBeUndefined();
  });

  test.each([
    // Upright, the main engine blows down, and disperses along twice as far.
    [2, 0, [0, 0], [0, -4 / 30], [0, -4 / 30], 13],
    [2, 0, [0.01, 0.02], [-0.02, -4 / 30 - 0.02], [-0.02, -4 / 30 - 0.02], 13],
    // Turned left by a quarter, it blows to the right.
    [2, QUARTER, [0.01, 0.02], [4 / 30 + 0.02, -0.02], [4 / 30 + 0.02, -0.02], 13],
    // The left engine is up by 14 pixels and to the right by 12 when upright…
    [1, 0, [0, 0], [12 / 30, 14 / 30], [12 / 30, 0], 0.6],
    [1, 0, [0.01, 0.02], [12 / 30 - 0.06, 14 / 30 - 0.01], [12 / 30 - 0.06, -0.01], 0.6],
    [3, 0, [0, 0], [-12 / 30, 14 / 30], [-12 / 30, 0], 0.6],
    // …and, turned by a quarter, away by 17 in place of 14.
    [3, QUARTER, [0, 0], [-17 / 30, -12 / 30], [0, -12 / 30], 0.6],
  ] as const)('action %i at %d, dispersed by %j', (action, angle, dispersion, at, push, power) => {
    const { x, y, impulseX, impulseY, cost } = thrust(action, angle, dispersion)!;
    expect(x).toBeCloseTo(at[0], 12);
    expect(y).toBeCloseTo(at[1], 12);
    expect(impulseX).toBeCloseTo(push[0] * power, 12);
    expect(impulseY).toBeCloseTo(push[1] * power, 12);
    expect(cost).toBe(action === 2 ? 0.3 : 0.03);
  });
});

describe('the observation', () => {
  const still = { velocityX: 0, velocityY: 0, angle: 0, angularVelocity: 0 };

  test('is 0 with the feet on the middle of the pad', () => {
    const motion = { x: 10, y: 400 / 120 + 0.6, ...still, contacts: [false, false] as const };
    expect(observe(motion)).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
  });

  test('is scaled as in Gymnasium', () => {
    const moving = { velocityX: 5, velocityY: -3, angle: 0.5, angularVelocity: 2 };
    const motion = { x: 15, y: 400 / 30, ...moving, contacts: [false, true] as const };
    const y = (400 / 30 - 400 / 120 - 0.6) / (200 / 30);
    const expected = [0.5, y, 1, -0.4, 0.5, 0.8, 0, 1];
    for (const [index, value] of observe(motion).entries()) {
      expect(value).toBeCloseTo(expected[index]!, 12);
    }
  });

  test('is worth less with distance, speed and tilt, and more with a leg on the ground', () => {
    expect(shaping([0, 0, 0, 0, 0, 9, 0, 0])).toBeCloseTo(0, 12);
    expect(shaping([0.3, -0.4, 0, 0, 0, 0, 0, 0])).toBeCloseTo(-50, 12);
    expect(shaping([0, 0, -0.6, 0.8, 0, 0, 0, 0])).toBeCloseTo(-100, 12);
    expect(shaping([0, 0, 0, 0, -0.2, 0, 1, 0])).toBeCloseTo(-10, 12);
    expect(shaping([0, 0, 0, 0, 0, 0, 1, 1])).toBeCloseTo(20, 12);
  });
});

test.each([
  [0, 0],
  // tanh(sin(1) + sin(π / 2))
  [50, 0.9509],
  // tanh(sin(-3) + sin(-1.5 π))
  [-150, 0.6957],
])('the wind at %i blows with %d', (index, strength) => {
  expect(gust(index)).toBeCloseTo(strength, 4);
});

describe('the exhaust', () => {
  const running = { x: 0, y: -0.1, impulseX: 0, impulseY: -1.7, cost: 0.3, exhaustDensity: 3.5 };

  test('is seen for six steps, ever fainter', () => {
    let exhausts = nextExhausts([], { x: 10, y: 9 }, running);
    const glows: number[] = [];
    while (exhausts.length > 0) {
      glows.push(exhaustGlow(exhausts[0]!));
      exhausts = nextExhausts(exhausts, { x: 0, y: 0 }, undefined);
    }
    expect(glows).toHaveLength(6);
    for (const [index, glow] of glows.entries()) expect(glow).toBeCloseTo(0.85 - 0.15 * index, 12);
  });

  test('flies by its impulse and mass, falls, and lies where it meets the ground', () => {
    const ground = groundLine(new Array<number>(12).fill(0));
    const [puff] = nextExhausts([], { x: 10, y: 9 }, running) as [Exhaust];
    const mass = 3.5 * Math.PI * (2 / 30) ** 2;

    const early = exhaustPlace(puff, ground, -10);
    expect(early.x).toBe(10);
    // One step of 1/50 s: first the speed grows by the fall, then the place changes.
    expect(early.y).toBeCloseTo(8.9 - 1.7 / mass / 50 - 10 / 50 / 50, 9);
    const late = exhaustPlace({ ...puff, age: 20 }, ground, -10);
    expect(late.y).toBeCloseTo(groundHeight(ground, 10) + 2 / 30, 12);
  });
});

import { FPS, SCALE } from './constants.ts';
import type { Thrust } from './engines.ts';
import { groundHeight, type Place } from './terrain.ts';

/**
 * A puff out of an engine. It pushes nothing, so it is not part of the
 * physics: where it is follows from where it started.
 */
export interface Exhaust {
  /** Where it came out, in metres. */
  readonly x: number;
  readonly y: number;
  /** In metres a second. */
  readonly velocityX: number;
  readonly velocityY: number;
  /** Steps since it came out, the one in which it did included. */
  readonly age: number;
}

/** Of a puff, in metres. */
export const EXHAUST_RADIUS: number = 2 / SCALE;
/** Steps for which a puff is seen. */
const LIFE = 6;

/**
 * The exhausts one step later, with that of the engine that ran in it.
 *
 * @param lander - Where the lander was before the step.
 */
export function nextExhausts(
  exhausts: readonly Exhaust[],
  lander: Place,
  running: Thrust | undefined,
): readonly Exhaust[] {
  if (exhausts.length === 0 && running === undefined) return exhausts;
  const next = exhausts.filter(({ age }) => age < LIFE).map(older);
  if (running !== undefined) next.push(puff(lander, running));
  return next;
}

/** Where a puff is now: it flies freely, and lies where it meets the ground. */
export function exhaustPlace(exhaust: Exhaust, ground: readonly Place[], gravity: number): Place {
  const seconds = exhaust.age / FPS;
  const x = exhaust.x + exhaust.velocityX * seconds;
  const fall = (gravity * seconds * (seconds + 1 / FPS)) / 2;
  const y = exhaust.y + exhaust.velocityY * seconds + fall;
  return { x, y: Math.max(y, groundHeight(ground, x) + EXHAUST_RADIUS) };
}

/** How much of a puff is left, from 0.85 down to 0.1. */
export function exhaustGlow({ age }: Exhaust): number {
  return 1 - 0.15 * age;
}

function older(exhaust: Exhaust): Exhaust {
  return { ...exhaust, age: exhaust.age + 1 };
}

function puff(lander: Place, { x, y, impulseX, impulseY, exhaustDensity }: Thrust): Exhaust {
  const mass = exhaustDensity * Math.PI * EXHAUST_RADIUS ** 2;
  return {
    x: lander.x + x,
    y: lander.y + y,
    velocityX: impulseX / mass,
    velocityY: impulseY / mass,
    age: 1,
  };
}

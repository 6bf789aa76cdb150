import { FPS, HEIGHT, HELIPAD_Y, LEG_DOWN, WIDTH } from './constants.ts';

/** What the lander does at a moment, in metres, seconds and radians. */
export interface Motion {
  readonly x: number;
  readonly y: number;
  readonly velocityX: number;
  readonly velocityY: number;
  readonly angle: number;
  readonly angularVelocity: number;
  /** Whether the leg on the right, and the one on the left, touch the ground. */
  readonly contacts: readonly [right: boolean, left: boolean];
}

/** The eight numbers of an observation, before they become float32. */
export type Observed = readonly [
  x: number,
  y: number,
  velocityX: number,
  velocityY: number,
  angle: number,
  angularVelocity: number,
  rightContact: number,
  leftContact: number,
];

/** Scales a motion so that the pad is (0, 0), and the sides of the picture ±1. */
export function observe(motion: Motion): Observed {
  return [
    (motion.x - WIDTH / 2) / (WIDTH / 2),
    (motion.y - (HELIPAD_Y + LEG_DOWN)) / (HEIGHT / 2),
    (motion.velocityX * (WIDTH / 2)) / FPS,
    (motion.velocityY * (HEIGHT / 2)) / FPS,
    motion.angle,
    (20 * motion.angularVelocity) / FPS,
    motion.contacts[0] ? 1 : 0,
    motion.contacts[1] ? 1 : 0,
  ];
}

/**
 * How good it is to be there: near the pad, slow, upright and on both legs.
 * The reward is what it grows by.
 */
export function shaping(observed: Observed): number {
  const [x, y, velocityX, velocityY, angle, , rightContact, leftContact] = observed;
  return (
    -100 * Math.sqrt(x * x + y * y) -
    100 * Math.sqrt(velocityX * velocityX + velocityY * velocityY) -
    100 * Math.abs(angle) +
    10 * rightContact +
    10 * leftContact
  );
}

import { SCALE } from './constants.ts';
import type { Dispersion } from './draws.ts';

/** What the engine of one action does in one step. */
export interface Thrust {
  /** Where it acts, from the lander's origin, in metres. */
  readonly x: number;
  readonly y: number;
  /** The push on the exhaust, in newton seconds; the lander gets its opposite. */
  readonly impulseX: number;
  readonly impulseY: number;
  /** What the fuel costs. */
  readonly cost: number;
  /** Of the exhaust that is drawn: kilograms a square metre. */
  readonly exhaustDensity: number;
}

const MAIN_ENGINE_POWER = 13;
const SIDE_ENGINE_POWER = 0.6;
const MAIN_ENGINE_Y = 4 / SCALE;
const SIDE_ENGINE_AWAY = 12 / SCALE;
const SIDE_ENGINE_HEIGHT = 14 / SCALE;
/** Gymnasium has 17 for x and 14 for y, so that the engines move as the lander tilts. */
const SIDE_ENGINE_HEIGHT_X = 17 / SCALE;

/**
 * The thrust of an action, or `undefined` for action 0.
 *
 * @param angle - Of the lander, in radians, counterclockwise.
 */
export function thrust(
  action: number,
  angle: number,
  [along, across]: Dispersion,
): Thrust | undefined {
  const sine = Math.sin(angle);
  const cosine = Math.cos(angle);
  if (action === 2) {
    const distance = MAIN_ENGINE_Y + 2 * along;
    const x = sine * distance - cosine * across;
    const y = -cosine * distance - sine * across;
    return {
      ...{ x, y, impulseX: x * MAIN_ENGINE_POWER, impulseY: y * MAIN_ENGINE_POWER },
      ...{ cost: 0.3, exhaustDensity: 3.5 },
    };
  }
  if (action === 1 || action === 3) {
    const distance = 3 * across + (action - 2) * SIDE_ENGINE_AWAY;
    const x = sine * along - cosine * distance;
    const y = -cosine * along - sine * distance;
    return {
      x: x - sine * SIDE_ENGINE_HEIGHT_X,
      y: y + cosine * SIDE_ENGINE_HEIGHT,
      impulseX: x * SIDE_ENGINE_POWER,
      impulseY: y * SIDE_ENGINE_POWER,
      cost: 0.03,
      exhaustDensity: 0.7,
    };
  }
  return undefined;
}

import { OptionsError } from '../../errors.ts';
import { requireBoolean, requireNumber, show } from '../../validation/options.ts';
import type { Planck } from './planck.ts';
import type { WorldSettings } from './world.ts';

/**
 * What {@link LunarLander} is made from.
 *
 * @category Environments
 */
export interface LunarLanderOptions {
  /**
   * The physics engine, version 1.4.3 or later: `npm install planck`, then
   * `import * as planck from 'planck'`. deepq does not import it by itself, so
   * that programs without Lunar Lander do without it.
   */
  readonly planck: Planck;
  /**
   * Decides the episodes until `reset` is given a seed: a whole number from 0
   * to 2³² − 1.
   *
   * @default 0
   */
  readonly seed?: number;
  /**
   * In metres a second squared: above −12 and below 0.
   *
   * @default -10
   */
  readonly gravity?: number;
  /**
   * Whether there is wind, which pushes and turns the lander until a leg
   * touches the ground.
   *
   * @default false
   */
  readonly enableWind?: boolean;
  /**
   * The most that the wind pushes, in newtons: from 0 to 1,000; up to 20
   * is sensible.
   *
   * @default 15
   */
  readonly windPower?: number;
  /**
   * The most that the wind turns, in newton metres: from 0 to 1,000; up to
   * 2 is sensible.
   *
   * @default 1.5
   */
  readonly turbulencePower?: number;
}

/** The names of the options. */
export const OPTIONS: readonly (keyof LunarLanderOptions)[] = [
  'planck',
  'seed',
  'gravity',
  'enableWind',
  'windPower',
  'turbulencePower',
];

/** Beyond it the physics engine has no numbers left. */
const MAX_POWER = 1000;

/** @throws {OptionsError} If an option is out of range. */
export function resolveSettings(options: LunarLanderOptions): WorldSettings {
  const { gravity = -10, enableWind = false, windPower = 15, turbulencePower = 1.5 } = options;
  if (typeof gravity !== 'number' || !(gravity > -12 && gravity < 0)) {
    throw new OptionsError(
      `LunarLander gravity must be a number above -12 and below 0; received ${show(gravity)}.`,
    );
  }
  return {
    gravity,
    enableWind: requireBoolean('LunarLander enableWind', enableWind),
    windPower: requireNumber('LunarLander windPower', windPower, { min: 0, max: MAX_POWER }),
    turbulencePower: requireNumber('LunarLander turbulencePower', turbulencePower, {
      min: 0,
      max: MAX_POWER,
    }),
  };
}

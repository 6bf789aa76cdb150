import { requireChoice, requireInteger } from '../../validation/options.ts';
import { activations, type Activation } from '../activation.ts';

/**
 * Returns a number of units or filters that is one.
 *
 * @throws {OptionsError} If it is not a whole number from 1 to 65,536.
 */
export function requireUnits(name: string, value: unknown): number {
  return requireInteger(name, value, { min: 1, max: 65_536 });
}

/**
 * Returns a length in pixels that is one.
 *
 * @throws {OptionsError} If it is not a whole number from 1 to 1,024.
 */
export function requirePixels(name: string, value: unknown): number {
  return requireInteger(name, value, { min: 1, max: 1_024 });
}

/**
 * Returns an activation that is one.
 *
 * @throws {OptionsError} If it is none.
 */
export function requireActivation(value: Activation | undefined): Activation {
  return requireChoice('activation', value, activations);
}

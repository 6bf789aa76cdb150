import { requireNumber } from './options.ts';

/**
 * Returns a number of times a second: at least one each 1,000 seconds, as videos have it. What is
 * slower cannot be told from a program that hangs.
 *
 * @throws {OptionsError} If it is lower, or no number.
 */
export function requirePace(name: string, perSecond: unknown): number {
  return requireNumber(name, perSecond, { min: 0.001 });
}

import { OptionsError } from '../errors.ts';
import { show } from '../validation/options.ts';

/**
 * Throws unless `training.stop(message)` was given a reason for people, or nothing.
 *
 * @throws {OptionsError}
 */
export function requireStopMessage(message: unknown): void {
  if (message === undefined || typeof message === 'string') return;
  throw new OptionsError(
    `training.stop(message) needs a string that says why, or nothing; received ${show(message)}.`,
  );
}

import { UsageError } from '../errors.ts';

/**
 * The error of a step that was taken, or begun, while no episode is running.
 *
 * @param name - Of the environment's class.
 * @param ending - What is known of the last end: ` (after 5 steps)`.
 */
export function notRunning(name: string, ending = ''): UsageError {
  return new UsageError(
    `${name}.step() needs a running episode, but none was started or the last one has ` +
      `ended${ending}; call reset() first.`,
  );
}

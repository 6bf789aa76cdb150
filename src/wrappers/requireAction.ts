import type { Environment } from '../environments/environment.ts';
import { requireInteger } from '../validation/options.ts';

/**
 * Returns an action that a wrapper is to take by itself.
 *
 * @throws {OptionsError} If the environment has no such action.
 */
export function requireAction(name: string, action: unknown, environment: Environment): number {
  return requireInteger(name, action, { min: 0, max: environment.actionSpace.n - 1 });
}

import type { Environment } from '../../protocol/environment.ts';
import { EnvironmentError } from '../../errors.ts';
import { requireInteger, show } from '../../validation/options.ts';

/**
 * Returns an action that a wrapper is to take by itself.
 *
 * @throws {OptionsError} If the environment has no such action.
 * @throws {EnvironmentError} If it does not say which it has.
 */
export function requireAction(name: string, action: unknown, environment: Environment): number {
  // Programs in plain JavaScript may have none.
  const { actionSpace } = environment as Partial<Environment>;
  if (actionSpace?.kind === 'discrete') {
    return requireInteger(name, action, { min: 0, max: actionSpace.n - 1 });
  }
  throw new EnvironmentError(
    `${name} needs an environment that says which actions it has; received one with the actionSpace ` +
      `${show(actionSpace)}. Set its actionSpace, such as new Discrete(2).`,
  );
}

import type { Environment } from '../../protocol/environment.ts';
import { EnvironmentError, OptionsError } from '../../errors.ts';
import { receivedInstead } from '../../protocol/receivedInstead.ts';
import { show } from '../../validation/options.ts';

/**
 * Returns what a wrapper is put around, if that is a single environment.
 *
 * @param wrapper - The name of the wrapper.
 * @throws {EnvironmentError} If it has no `reset` or `step`, or is a group.
 * @throws {OptionsError} If `wrapper` is no string.
 */
export function requireInside<E extends Environment>(wrapper: string, environment: E): E {
  if (typeof wrapper !== 'string') {
    throw new OptionsError(
      `new Wrapper(environment, name) needs a string as name, or none; received ${show(wrapper)}.`,
    );
  }
  const given = environment as Partial<Environment> | null | undefined;
  if (typeof given?.reset !== 'function' || typeof given.step !== 'function') {
    throw new EnvironmentError(
      `new ${wrapper}(environment, …) needs an environment, with reset and step; ` +
        receivedInstead(environment),
    );
  }
  const { kind, count } = given as { readonly kind?: unknown; readonly count?: unknown };
  if (kind !== 'group') return environment;
  throw new EnvironmentError(
    `new ${wrapper}(environment, …) needs one environment; received a group of ${show(count)}. Wrap ` +
      `each copy where it is made: new VectorEnvironment(count, () => new ${wrapper}(…)).`,
  );
}

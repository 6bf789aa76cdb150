import { EnvironmentError } from '../errors.ts';
import { show } from '../validation/options.ts';
import { abandonPromise } from './abandonPromise.ts';

/**
 * Throws unless an environment returned an object, and no promise.
 *
 * @param wrapper - The one around that environment.
 * @param call - What was called, such as `reset()`.
 * @throws {EnvironmentError}
 */
export function requireResult(
  wrapper: { readonly name: string },
  call: string,
  result: object | null | undefined,
): void {
  if (typeof result === 'object' && result !== null && !('then' in result)) return;
  const { name } = wrapper;
  refusePromise(
    name,
    call,
    result,
    `Do inside the asynchronous environment what ${name} would do.`,
  );
  throw new EnvironmentError(
    `environment.${call} must return an object; received ${show(result)}. ` +
      'checkEnvironment(environment) tells what else is amiss.',
  );
}

/**
 * Throws where an environment that has to be synchronous returned a promise.
 *
 * @param name - What the environment is inside of.
 * @param call - What was called, such as `reset()`.
 * @param remedy - What to do about it, as a sentence.
 * @throws {EnvironmentError}
 */
export function refusePromise(name: string, call: string, result: unknown, remedy: string): void {
  if (!abandonPromise(result)) return;
  throw new EnvironmentError(
    `${name} is for synchronous environments, but environment.${call} returned a promise. ${remedy}`,
  );
}

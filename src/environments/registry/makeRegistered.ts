import { EnvironmentError } from '../../errors.ts';
import type { Observation } from '../../spaces/space.ts';
import { rejectUnknownOptions, show } from '../../validation/options.ts';
import { TimeLimit } from '../../wrappers/timeLimit.ts';
import { abandonPromise } from '../../protocol/abandonPromise.ts';
import type { Environment } from '../../protocol/environment.ts';
import type { EnvironmentRegistration, EpisodeLimitOptions } from './registration.ts';

/**
 * Makes an environment as its registration says, with a time limit if there
 * is one.
 *
 * @param id - For messages.
 * @throws {OptionsError} If an option is unknown or out of range.
 * @throws {EnvironmentError} If `create` returns no environment.
 */
export function makeRegistered<Options extends object, O extends Observation>(
  id: string,
  registration: EnvironmentRegistration<Options, O>,
  options: Options & EpisodeLimitOptions,
): Environment<O> {
  const where = `makeEnvironment('${id}')`;
  // Plain JavaScript may hand in anything, keys or no keys.
  const given: unknown = options;
  const known = registration.options ?? Object.keys(given ?? {});
  const hints = { maxSteps: 'maxEpisodeSteps' };
  const all = [...known, 'maxEpisodeSteps'];
  // What `null` means in options of its own the environment knows.
  rejectUnknownOptions(where, options, all, hints, '', all);
  const { maxEpisodeSteps = registration.maxEpisodeSteps ?? null, ...own } = options;
  const environment = registration.create(own as unknown as Options);
  checkMade(where, environment);
  return maxEpisodeSteps === null ? environment : new TimeLimit(environment, { maxEpisodeSteps });
}

function checkMade(where: string, made: unknown): void {
  if (abandonPromise(made)) {
    throw new EnvironmentError(
      `${where}: create returned a promise. Load what the environment needs before, and return the ` +
        'environment itself.',
    );
  }
  const { reset, step } = (made ?? {}) as Partial<Environment>;
  if (typeof reset === 'function' && typeof step === 'function') return;
  throw new EnvironmentError(
    `${where}: create must return an environment, with reset and step; received ${show(made)}. ` +
      'checkEnvironment(environment) tells what an environment needs.',
  );
}

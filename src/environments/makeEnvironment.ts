import type { Observation } from '../spaces/space.ts';
import type { Environment } from '../protocol/environment.ts';
import type { KnownEnvironments } from './registry/environmentTypes.ts';
import { makeRegistered } from './registry/makeRegistered.ts';
import { findRegistration } from './registry/registerEnvironment.ts';
import type { EpisodeLimitOptions, OptionsArgument } from './registry/registration.ts';

/**
 * The ids that {@link makeEnvironment} knows, so far as the compiler does: the
 * library's own, and those in {@link RegisteredEnvironments}.
 *
 * @category Environments
 */
export type EnvironmentId = keyof KnownEnvironments;

/**
 * What the observations of the environment `Id` are.
 *
 * @category Environments
 */
export type EnvironmentObservation<Id extends EnvironmentId> =
  KnownEnvironments[Id]['observation'] extends infer O extends Observation ? O : never;

/**
 * What {@link makeEnvironment} takes beside an id: the options of that
 * environment, and a time limit of your own.
 *
 * @category Environments
 */
export type MakeEnvironmentOptions<Id extends EnvironmentId = EnvironmentId> =
  KnownEnvironments[Id]['options'] & EpisodeLimitOptions;

/**
 * Makes an environment by its Gymnasium id, with the time limit that belongs
 * to the id; or by an id of your own ({@link registerEnvironment}).
 *
 * @throws {OptionsError} If the id or an option is unknown, or an option is
 *   out of range.
 * @throws {EnvironmentError} If `create` of an id of your own returns no
 *   environment.
 * @example
 * ```ts
 * import { makeEnvironment } from 'deepq/environments';
 *
 * const environment = makeEnvironment('CartPole-v1', { seed: 7 });
 * environment.reset().observation.length; // 4
 * const longer = makeEnvironment('CartPole-v1', { maxEpisodeSteps: 1000 });
 * ```
 * @category Environments
 */
export function makeEnvironment<Id extends EnvironmentId>(
  id: Id,
  ...options: OptionsArgument<KnownEnvironments[Id]['options']>
): Environment<EnvironmentObservation<Id>>;
export function makeEnvironment(
  id: string,
  options: Record<string, unknown> & EpisodeLimitOptions = {},
): Environment {
  return makeRegistered(id, findRegistration(id), options);
}

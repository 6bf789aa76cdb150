import { isShortList } from '../../validation/lists.ts';
import { OptionsError } from '../../errors.ts';
import type { Observation } from '../../spaces/space.ts';
import {
  rejectUnknownOptions,
  requireInteger,
  show,
  suggestion,
} from '../../validation/options.ts';
import type { Environment } from '../../protocol/environment.ts';
import { builtInEnvironments } from './builtIn.ts';
import { makeRegistered } from './makeRegistered.ts';
import type {
  EnvironmentRegistration,
  EpisodeLimitOptions,
  OptionsArgument,
} from './registration.ts';

/** As it is kept: what it can be made with is the caller's to know. */
type AnyRegistration = EnvironmentRegistration<Record<string, unknown>>;

/**
 * The one thing that this library shares between all who import it: an id has
 * to mean the same to whoever registers it and to whoever makes it by it, and
 * nothing is handed from the one to the other. It is empty until
 * `registerEnvironment` is called, and no result but those of
 * `makeEnvironment` depends on it.
 */
const registered = new Map<string, AnyRegistration>();

/**
 * Adds an environment of your own to those that {@link makeEnvironment} knows.
 *
 * @param id - Any text that is not an id yet; by custom `Name-v0`, with a
 *   higher number whenever results can no longer be compared.
 * @returns A function that makes it, as `makeEnvironment(id, …)` does, with
 *   the types of `create`.
 * @throws {OptionsError} If the id is taken, or the registration is amiss.
 * @example
 * For `makeEnvironment` to know the types as well, tell the compiler of the
 * id, once, next to the registration:
 *
 * ```ts
 * import { Box, Discrete, type Environment } from 'deepq';
 * import { makeEnvironment, registerEnvironment } from 'deepq/environments';
 *
 * interface CorridorOptions {
 *   readonly length?: number;
 * }
 *
 * function corridor({ length = 9 }: CorridorOptions): Environment<Float32Array> {
 *   let position = 0;
 *   return {
 *     observationSpace: new Box({ low: [0], high: [length] }),
 *     actionSpace: new Discrete(2),
 *     reset() {
 *       position = 0;
 *       return { observation: Float32Array.of(position), info: {} };
 *     },
 *     step(action) {
 *       position = Math.max(0, position + (action === 1 ? 1 : -1));
 *       const terminated = position === length;
 *       const observation = Float32Array.of(position);
 *       return { observation, reward: -1, terminated, truncated: false, info: {} };
 *     },
 *   };
 * }
 *
 * declare module 'deepq/environments' {
 *   interface RegisteredEnvironments {
 *     'Corridor-v0': { readonly options: CorridorOptions; readonly observation: Float32Array };
 *   }
 * }
 *
 * const makeCorridor = registerEnvironment('Corridor-v0', {
 *   create: corridor,
 *   options: ['length'],
 *   maxEpisodeSteps: 100,
 * });
 * const environment = makeEnvironment('Corridor-v0', { length: 5 });
 * const another = makeCorridor({ length: 5, maxEpisodeSteps: 20 });
 * ```
 * @category Environments
 */
export function registerEnvironment<Options extends object, O extends Observation>(
  id: string,
  registration: EnvironmentRegistration<Options, O>,
): (...options: OptionsArgument<Options>) => Environment<O> {
  checkRegistration(id, registration);
  const { create, options, maxEpisodeSteps } = registration;
  // A copy: what the caller does to the object later does not change the id.
  const kept: EnvironmentRegistration<Options, O> = {
    create,
    ...(options && { options: [...options] }),
    ...(maxEpisodeSteps !== undefined && { maxEpisodeSteps }),
  };
  registered.set(id, kept as unknown as AnyRegistration);
  return (...[given]) =>
    makeRegistered(id, kept, (given === undefined ? {} : given) as Options & EpisodeLimitOptions);
}

/**
 * Takes an id away again that {@link registerEnvironment} added: for tests,
 * and for pages that load a module anew. Environments that were made stay as
 * they are.
 *
 * @returns Whether there was such an id.
 * @throws {OptionsError} If the id is one of the library's own.
 * @category Environments
 */
export function unregisterEnvironment(id: string): boolean {
  if (typeof id !== 'string') {
    throw new OptionsError(`unregisterEnvironment(id) needs an id; received ${show(id)}.`);
  }
  if (Object.hasOwn(builtInEnvironments, id)) {
    throw new OptionsError(
      `unregisterEnvironment takes away what registerEnvironment added; '${id}' is one of the ` +
        "library's own.",
    );
  }
  return registered.delete(id);
}

/**
 * The registration of an id, the library's own ones included.
 *
 * @throws {OptionsError} If there is none.
 */
export function findRegistration(id: string): AnyRegistration {
  // hasOwn would make a text of it.
  const isBuiltIn = typeof id === 'string' && Object.hasOwn(builtInEnvironments, id);
  const found = isBuiltIn
    ? (builtInEnvironments[id as keyof typeof builtInEnvironments] as unknown as AnyRegistration)
    : registered.get(id);
  if (found) return found;
  const known = [...Object.keys(builtInEnvironments), ...registered.keys()];
  // Of names as near as one another the first is suggested: that of the highest version.
  const newestFirst = [...known].sort((a, b) => b.localeCompare(a, 'en', { numeric: true }));
  const hint = typeof id === 'string' ? suggestion(id, newestFirst) : '';
  throw new OptionsError(
    `makeEnvironment knows no environment ${show(id)}${hint}; known ids: ${known.join(', ')}. ` +
      'Add one of your own with registerEnvironment(id, { create }). Environments of Gymnasium, and ' +
      `of packages for it, come from Python: await GymnasiumEnvironment.create(${typeof id === 'string' ? show(id) : 'id'}), ` +
      'of deepq/node.',
  );
}

function checkRegistration(id: unknown, registration: object): void {
  if (typeof id !== 'string' || id === '') {
    throw new OptionsError(
      `registerEnvironment(id, registration) needs a text as id, such as 'Corridor-v0'; received ` +
        `${show(id)}.`,
    );
  }
  const where = `registerEnvironment('${id}')`;
  if (registered.has(id) || Object.hasOwn(builtInEnvironments, id)) {
    throw new OptionsError(
      `${where}: the id is taken. Choose another one` +
        (registered.has(id) ? `, or call unregisterEnvironment('${id}') first.` : '.'),
    );
  }
  rejectUnknownOptions(where, registration, ['create', 'options', 'maxEpisodeSteps']);
  const { create, options, maxEpisodeSteps }: Partial<Record<string, unknown>> = {
    ...registration,
  };
  if (typeof create !== 'function') {
    throw new OptionsError(
      `${where} create must be a function that returns a new environment; received ${show(create)}.`,
    );
  }
  if (options !== undefined) {
    const names = options as readonly unknown[];
    const isList = isShortList(names) && names.every((name) => typeof name === 'string');
    if (!isList || names.includes('maxEpisodeSteps')) {
      throw new OptionsError(
        `${where} options must be a list of the names of create's options, without ` +
          `maxEpisodeSteps; received ${show(options)}.`,
      );
    }
  }
  if (maxEpisodeSteps !== undefined) {
    requireInteger(`${where} maxEpisodeSteps`, maxEpisodeSteps, { min: 1 });
  }
}

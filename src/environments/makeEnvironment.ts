import { OptionsError } from '../errors.ts';
import type { Observation } from '../spaces/space.ts';
import { rejectUnknownOptions, show } from '../validation/options.ts';
import { TimeLimit } from '../wrappers/timeLimit.ts';
import { CartPole, type CartPoleOptions } from './cartPole.ts';
import type { Environment } from './environment.ts';

interface Registration<Options, Made extends Environment> {
  readonly create: (options: Options) => Made;
  /** The options that `create` takes. */
  readonly options: readonly string[];
  /** The time limit that belongs to the id. */
  readonly maxEpisodeSteps: number;
}

/** The ids, and what each makes of which options. */
interface Registry {
  readonly 'CartPole-v1': Registration<CartPoleOptions, CartPole>;
}

/** Every environment that can be made by its id. */
const registrations: Registry = {
  'CartPole-v1': {
    create: (options: CartPoleOptions): CartPole => new CartPole(options),
    options: ['seed'],
    maxEpisodeSteps: 500,
  },
};

type Registrations = Registry;

/**
 * The ids that {@link makeEnvironment} knows.
 *
 * @category Environments
 */
export type EnvironmentId = keyof Registrations;

/**
 * What the observations of the environment `Id` are.
 *
 * @category Environments
 */
export type EnvironmentObservation<Id extends EnvironmentId> =
  ReturnType<Registrations[Id]['create']> extends Environment<infer O extends Observation>
    ? O
    : never;

/**
 * What {@link makeEnvironment} takes beside an id: the options of that
 * environment, and a time limit of your own.
 *
 * @category Environments
 */
export type MakeEnvironmentOptions<Id extends EnvironmentId = EnvironmentId> = Parameters<
  Registrations[Id]['create']
>[0] & {
  /**
   * The most steps an episode may take: a whole number of at least 1.
   *
   * @default the limit of the id: 500 for `CartPole-v1`
   */
  readonly maxEpisodeSteps?: number;
};

/**
 * Makes an environment by its Gymnasium id, with the time limit that belongs
 * to the id.
 *
 * @throws {OptionsError} If the id or an option is unknown, or an option is
 *   out of range.
 * @example
 * ```ts
 * import { makeEnvironment } from 'deepq/environments';
 *
 * const environment = makeEnvironment('CartPole-v1', { seed: 7 });
 * environment.reset().observation.length; // 4
 * ```
 * @category Environments
 */
export function makeEnvironment<Id extends EnvironmentId>(
  id: Id,
  options?: MakeEnvironmentOptions<Id>,
): Environment<EnvironmentObservation<Id>>;
export function makeEnvironment(
  id: EnvironmentId,
  options: MakeEnvironmentOptions = {},
): Environment {
  if (!Object.hasOwn(registrations, id)) {
    const known = Object.keys(registrations).map((name) => `'${name}'`);
    throw new OptionsError(
      `makeEnvironment knows no environment ${show(id)}; known ids: ${known.join(', ')}.`,
    );
  }
  const registration = registrations[id];
  const known = [...registration.options, 'maxEpisodeSteps'];
  rejectUnknownOptions(`makeEnvironment('${id}')`, options, known);
  const { maxEpisodeSteps = registration.maxEpisodeSteps, ...own } = options;
  return new TimeLimit(registration.create(own), { maxEpisodeSteps });
}

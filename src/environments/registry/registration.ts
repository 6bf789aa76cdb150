import type { Observation } from '../../spaces/space.ts';
import type { Environment } from '../../protocol/environment.ts';

/**
 * How an environment is made by its id: what {@link registerEnvironment} takes.
 *
 * @category Environments
 */
export interface EnvironmentRegistration<
  Options extends object = object,
  O extends Observation = Observation,
> {
  /**
   * Makes a new environment. The options are `{}` where none were given.
   */
  readonly create: (options: Options) => Environment<O>;
  /**
   * The names of the options that `create` takes: any other is refused, with
   * a hint at the nearest name.
   *
   * @default every option is handed to `create` as it is
   */
  readonly options?: readonly (keyof Options & string)[];
  /**
   * The most steps an episode may take: a whole number of at least 1. The
   * environment is wrapped in a `TimeLimit` then.
   *
   * @default no limit
   */
  readonly maxEpisodeSteps?: number;
}

/**
 * The option that every environment has when it is made by its id.
 *
 * @category Environments
 */
export interface EpisodeLimitOptions {
  /**
   * The most steps an episode may take: a whole number of at least 1, or
   * `null` for no limit.
   *
   * @default the limit that belongs to the id
   */
  readonly maxEpisodeSteps?: number | null;
}

/**
 * The options as an argument, which can be left out where each of them can.
 *
 * @category Environments
 */
export type OptionsArgument<Options extends object> =
  Partial<Options> extends Options
    ? [options?: Options & EpisodeLimitOptions]
    : [options: Options & EpisodeLimitOptions];

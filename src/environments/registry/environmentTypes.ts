import type { Observation } from '../../spaces/space.ts';
import type { AcrobotOptions } from '../acrobot/acrobot.ts';
import type { BlackjackOptions } from '../blackjack/blackjack.ts';
import type { CartPoleOptions } from '../cartPole/cartPole.ts';
import type { CliffWalkingOptions } from '../cliffWalking/cliffWalking.ts';
import type { FrozenLakeOptions } from '../frozenLake/frozenLake.ts';
import type { LunarLanderOptions } from '../lunarLander/options.ts';
import type { MountainCarOptions } from '../mountainCar/mountainCar.ts';
import type { TaxiOptions } from '../taxi/taxi.ts';

/**
 * What the compiler knows of an environment that has an id.
 *
 * @category Environments
 */
export interface EnvironmentTypes<Options extends object = object, O = Observation> {
  /** The options that it is made with. */
  readonly options: Options;
  /** What its observations are. */
  readonly observation: O;
}

/**
 * The environments that come with the library, by their ids in Gymnasium.
 *
 * @category Environments
 */
export interface BuiltInEnvironments {
  /** `Acrobot`, 500 steps at most. */
  readonly 'Acrobot-v1': EnvironmentTypes<AcrobotOptions, Float32Array>;
  /** `Blackjack`. */
  readonly 'Blackjack-v1': EnvironmentTypes<BlackjackOptions, number>;
  /** `CartPole`, 500 steps at most. */
  readonly 'CartPole-v1': EnvironmentTypes<CartPoleOptions, Float32Array>;
  /** `CliffWalking`. */
  readonly 'CliffWalking-v0': EnvironmentTypes<Pick<CliffWalkingOptions, 'seed'>, number>;
  /** `CliffWalking`. */
  readonly 'CliffWalking-v1': EnvironmentTypes<CliffWalkingOptions, number>;
  /** `CliffWalking` with `isSlippery`. */
  readonly 'CliffWalkingSlippery-v1': EnvironmentTypes<Pick<CliffWalkingOptions, 'seed'>, number>;
  /** `FrozenLake`, 100 steps at most. */
  readonly 'FrozenLake-v1': EnvironmentTypes<FrozenLakeOptions, number>;
  /** `FrozenLake` with the map `'8x8'`, 200 steps at most. */
  readonly 'FrozenLake8x8-v1': EnvironmentTypes<
    Omit<FrozenLakeOptions, 'mapName' | 'desc'>,
    number
  >;
  /** `LunarLander`, 1000 steps at most. */
  readonly 'LunarLander-v2': EnvironmentTypes<LunarLanderOptions, Float32Array>;
  /** `LunarLander`, 1000 steps at most. */
  readonly 'LunarLander-v3': EnvironmentTypes<LunarLanderOptions, Float32Array>;
  /** `MountainCar`, 200 steps at most. */
  readonly 'MountainCar-v0': EnvironmentTypes<MountainCarOptions, Float32Array>;
  /** `Taxi`, 200 steps at most. */
  readonly 'Taxi-v3': EnvironmentTypes<Pick<TaxiOptions, 'seed'>, number>;
  /** `Taxi` with its options, 200 steps at most. */
  readonly 'Taxi-v4': EnvironmentTypes<TaxiOptions, number>;
}

/**
 * Empty: the place where you tell the compiler of an id that you registered
 * with {@link registerEnvironment}, which has an example.
 *
 * @category Environments
 */
// Filled by declaration merging, which a type alias could not be.
// eslint-disable-next-line @typescript-eslint/no-empty-object-type
export interface RegisteredEnvironments {}

/**
 * Every environment that the compiler knows of.
 *
 * @category Environments
 */
export type KnownEnvironments = BuiltInEnvironments & RegisteredEnvironments;

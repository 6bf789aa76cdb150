/**
 * Environments to learn in, made by their Gymnasium id with
 * {@link makeEnvironment}. Nothing here needs a backend, Node or a page.
 *
 * @module deepq/environments
 */
export { Acrobot } from './acrobot/acrobot.ts';
export type { AcrobotOptions } from './acrobot/acrobot.ts';
export type { AcrobotEquations } from './acrobot/acrobotDynamics.ts';
export { Blackjack } from './blackjack/blackjack.ts';
export type { BlackjackOptions } from './blackjack/blackjack.ts';
export { decodeBlackjack } from './blackjack/blackjackObservation.ts';
export { encodeBlackjack } from './blackjack/blackjackObservation.ts';
export type { BlackjackObservation } from './blackjack/blackjackObservation.ts';
export { CartPole } from './cartPole/cartPole.ts';
export type { CartPoleOptions } from './cartPole/cartPole.ts';
export { CliffWalking } from './cliffWalking/cliffWalking.ts';
export type { CliffWalkingOptions } from './cliffWalking/cliffWalking.ts';
export { FrozenLake } from './frozenLake/frozenLake.ts';
export type { FrozenLakeOptions } from './frozenLake/frozenLake.ts';
export type { FrozenLakeRewards } from './frozenLake/frozenLake.ts';
export { generateRandomMap } from './frozenLake/frozenLakeMap.ts';
export type { RandomMapOptions } from './frozenLake/frozenLakeMap.ts';
export { LunarLander } from './lunarLander/lunarLander.ts';
export type { LunarLanderOptions } from './lunarLander/options.ts';
export type { Planck } from './lunarLander/planck.ts';
export { makeEnvironment } from './makeEnvironment.ts';
export type { EnvironmentId } from './makeEnvironment.ts';
export type { EnvironmentObservation } from './makeEnvironment.ts';
export type { MakeEnvironmentOptions } from './makeEnvironment.ts';
export { MountainCar } from './mountainCar/mountainCar.ts';
export type { MountainCarOptions } from './mountainCar/mountainCar.ts';
export { presets } from './presets.ts';
export type { Preset } from './presets.ts';
export type { PresetId } from './presets.ts';
export type { Point } from './raster/coverage.ts';
export { Raster } from './raster/raster.ts';
export { textSize } from './raster/raster.ts';
export type { Color } from './raster/raster.ts';
export type { BuiltInEnvironments } from './registry/environmentTypes.ts';
export type { EnvironmentTypes } from './registry/environmentTypes.ts';
export type { KnownEnvironments } from './registry/environmentTypes.ts';
export type { RegisteredEnvironments } from './registry/environmentTypes.ts';
export { registerEnvironment } from './registry/registerEnvironment.ts';
export { unregisterEnvironment } from './registry/registerEnvironment.ts';
export type { EnvironmentRegistration } from './registry/registration.ts';
export type { EpisodeLimitOptions } from './registry/registration.ts';
export type { OptionsArgument } from './registry/registration.ts';
export type { TabularEnvironment } from './tabular/tabularEnvironment.ts';
export type { Transition } from './tabular/tabularEnvironment.ts';
export { Taxi } from './taxi/taxi.ts';
export type { TaxiInfo } from './taxi/taxi.ts';
export type { TaxiOptions } from './taxi/taxi.ts';
export { taxiActionMask } from './taxi/taxiActionMask.ts';
export { decodeTaxi } from './taxi/taxiState.ts';
export { encodeTaxi } from './taxi/taxiState.ts';
export type { TaxiState } from './taxi/taxiState.ts';

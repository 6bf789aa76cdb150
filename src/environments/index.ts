/**
 * Environments to learn in, made by their Gymnasium id with
 * {@link makeEnvironment}. Nothing here needs a backend, Node or a page.
 *
 * @module deepq/environments
 */
export { CartPole } from './cartPole.ts';
export type { CartPoleOptions } from './cartPole.ts';
export { makeEnvironment } from './makeEnvironment.ts';
export type { EnvironmentId } from './makeEnvironment.ts';
export type { EnvironmentObservation } from './makeEnvironment.ts';
export type { MakeEnvironmentOptions } from './makeEnvironment.ts';
export { presets, type Preset } from './presets.ts';

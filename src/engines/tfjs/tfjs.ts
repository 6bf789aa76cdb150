import { rejectUnknownOptions, requireInteger } from '../../validation/options.ts';
import type { EngineFactory } from '../engine.ts';
import { createTfjsEngine } from './tfjsEngine.ts';

/**
 * Options of {@link tfjs}.
 *
 * @category Engines
 */
export interface TfjsOptions {
  /**
   * The number of elements from which an array of weights is stepped by itself;
   * smaller ones are joined and stepped together, which takes fewer calls of the
   * backend. A whole number from 1.
   *
   * @default 2048
   */
  readonly largeArray?: number;
}

/**
 * The engine on TensorFlow.js, on the backend that is set up when a network is
 * made: a GPU, or a host without WebAssembly SIMD. Install
 * `@tensorflow/tfjs-core`, `@tensorflow/tfjs-layers` and a backend beside deepq.
 *
 * @throws {OptionsError} If an option is unknown or out of range. Making a network
 *   throws a `BackendError` where no backend is ready.
 * @example
 * ```ts
 * import '@tensorflow/tfjs-backend-cpu';
 * import { ready } from '@tensorflow/tfjs-core';
 * import { DQNAgent } from 'deepq';
 * import { makeEnvironment } from 'deepq/environments';
 * import { tfjs } from 'deepq/tfjs';
 *
 * await ready();
 * const agent = new DQNAgent({ environment: makeEnvironment('CartPole-v1'), engine: tfjs() });
 * agent.engine; // { name: 'tfjs', backend: 'cpu' }
 * agent.dispose();
 * ```
 * @category Engines
 */
export function tfjs(options: TfjsOptions = {}): EngineFactory {
  rejectUnknownOptions('tfjs', options, ['largeArray']);
  const { largeArray } = options;
  if (largeArray !== undefined) requireInteger('largeArray', largeArray, { min: 1 });
  const own = largeArray === undefined ? {} : { largeArray };
  return { name: 'tfjs', create: (given) => createTfjsEngine({ ...given, ...own }) };
}

import { OptionsError } from '../../errors.ts';
import { rejectUnknownOptions, requireInteger, show } from '../../validation/options.ts';
import { isFloat32Array } from '../../validation/typedArrays.ts';
import type { EngineFactory, EngineOptions } from '../engine.ts';
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
  return {
    name: 'tfjs',
    create(given) {
      requireNetwork(given);
      return createTfjsEngine({ ...given, ...own });
    },
  };
}

/** An engine is made by a network; whoever calls `create` by hand may hand in anything. */
function requireNetwork(given: EngineOptions): void {
  const { architecture, weights } = Object(given) as Partial<Record<keyof EngineOptions, unknown>>;
  const { parameterCount } = Object(architecture) as { parameterCount?: unknown };
  if (isFloat32Array(weights) && weights.length === parameterCount) return;
  throw new OptionsError(
    'tfjs().create(options) needs the architecture of a network and its weights, as QNetwork hands ' +
      `them over; received ${show(given)}. Write new QNetwork({ …, engine: tfjs() }).`,
  );
}

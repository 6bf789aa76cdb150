import { BackendError, OptionsError } from '../../errors.ts';
import {
  isModelArchitecture,
  type Architecture,
  type ModelArchitecture,
} from '../../networks/architecture.ts';
import { rejectUnknownOptions, requireBoolean, show } from '../../validation/options.ts';
import { isFloat32Array } from '../../validation/typedArrays.ts';
import type { EngineFactory, EngineOptions } from '../engine.ts';
import { createSimdEngine } from './simdEngine.ts';

/**
 * Options of {@link simd}.
 *
 * @category Engines
 */
export interface SimdOptions {
  /**
   * Whether multiplication and addition may be fused, where the host has
   * WebAssembly with relaxed SIMD: faster, but rounded differently. `false` gives
   * the same bits on every host.
   *
   * @default true
   */
  readonly relaxed?: boolean;
}

/**
 * The library's own engine: kernels in WebAssembly with SIMD, on the CPU. It needs
 * no other package, and is the one that networks and agents use when they are
 * not told another.
 *
 * @throws {OptionsError} If an option is unknown or not of its kind. Making a
 *   network throws a `BackendError` where WebAssembly with SIMD is missing or
 *   forbidden, or the network is a model that runs as it is.
 * @example
 * ```ts
 * import { mlp, QNetwork, simd } from 'deepq';
 * import { makeEnvironment } from 'deepq/environments';
 *
 * const network = new QNetwork({
 *   environment: makeEnvironment('CartPole-v1'),
 *   network: mlp({ hidden: [64, 64] }),
 *   engine: simd({ relaxed: false }),
 * });
 * network.engine; // { name: 'simd', backend: 'wasm simd' }
 * network.dispose();
 * ```
 * @category Engines
 */
export function simd(options: SimdOptions = {}): EngineFactory {
  rejectUnknownOptions('simd', options, ['relaxed'], { relaxedSimd: 'relaxed' });
  const { relaxed = true } = options;
  requireBoolean('relaxed', relaxed);
  return {
    name: 'simd',
    create(given) {
      requireNetwork(given);
      const { architecture } = given;
      if (isModelArchitecture(architecture)) throw cannotRun(architecture);
      return createSimdEngine({ ...given, architecture, relaxed });
    },
  };
}

/** An engine is made by a network; whoever calls `create` by hand may hand in anything. */
function requireNetwork(given: EngineOptions): void {
  const { architecture, weights } = Object(given) as Partial<Record<keyof EngineOptions, unknown>>;
  const { output, parameterCount } = Object(architecture) as Partial<Architecture>;
  const isWhole = typeof output === 'object' && Number.isSafeInteger(parameterCount);
  if (isWhole && isFloat32Array(weights) && weights.length === parameterCount) return;
  throw new OptionsError(
    'simd().create(options) needs the architecture of a network and its weights, as QNetwork hands ' +
      `them over; received ${show(given)}. Write new QNetwork({ …, engine: simd() }).`,
  );
}

function cannotRun({ engine, output }: ModelArchitecture): BackendError {
  return new BackendError(
    `The engine simd() runs networks that a spec can describe, and in this model ${output.reason}. ` +
      `Use engine: ${engine}(), with import { ${engine} } from 'deepq/${engine}', which runs the model as ` +
      'it is; or change the model: fromLayersModel lists what it may consist of.',
  );
}

import { BackendError, OptionsError } from '../../errors.ts';
import {
  isModelArchitecture,
  type Architecture,
  type ModelArchitecture,
} from '../../networks/architecture.ts';
import {
  rejectUnknownOptions,
  requireBoolean,
  requireInteger,
  show,
} from '../../validation/options.ts';
import { isFloat32Array } from '../../validation/typedArrays.ts';
import type { EngineFactory, EngineOptions } from '../engine.ts';
import { createSimdEngine } from './simdEngine.ts';
import { MAX_THREADS } from './threads/layout.ts';
import { threadsFor } from './threads/threadsFor.ts';

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
  /**
   * How many threads compute an update, this one with them: 1 to 64. Results are the
   * same, bit for bit, for any number.
   *
   * Worker threads share one memory, which takes Node or a page that is cross-origin
   * isolated; elsewhere one thread computes alone. They start with the first update that
   * is worth it and end with `dispose`.
   *
   * @default As many as there are cores, up to 4, for networks that are large enough to
   *   gain by it; 1 for small ones.
   */
  readonly threads?: number;
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
  rejectUnknownOptions(
    'simd',
    options,
    ['relaxed', 'threads'],
    {
      relaxedSimd: 'relaxed',
      workers: 'threads',
      threadCount: 'threads',
    },
    'simd()',
  );
  const { relaxed = true, threads } = options;
  requireBoolean('relaxed', relaxed);
  if (threads !== undefined) {
    requireInteger('threads', threads, { min: 1, max: MAX_THREADS });
  }
  return {
    name: 'simd',
    create(given) {
      requireNetwork(given);
      const { architecture } = given;
      if (isModelArchitecture(architecture)) throw cannotRun(architecture);
      return createSimdEngine({
        ...given,
        architecture,
        relaxed,
        threads: threadsFor(architecture, threads),
      });
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

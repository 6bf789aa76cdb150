import { BackendError, OptionsError } from '../../errors.ts';
import { isModelArchitecture } from '../../networks/architecture.ts';
import {
  rejectUnknownOptions,
  requireBoolean,
  requireChoice,
  requireInteger,
  show,
} from '../../validation/options.ts';
import { isFloat32Array } from '../../validation/typedArrays.ts';
import type { EngineFactory, EngineOptions } from '../engine.ts';
import { actingRhythm } from './actingRhythm.ts';
import { requestDevice, type GpuSource } from './device.ts';
import { requireSubgroups } from './subgroups.ts';
import { WebgpuEngine } from './webgpuEngine.ts';

/**
 * Options of {@link webgpu}.
 *
 * @category Engines
 */
export interface WebgpuOptions {
  /**
   * Where GPUs come from: in Node `create([])` of the package `webgpu`.
   *
   * @default navigator.gpu
   */
  readonly gpu?: GpuSource;
  /**
   * Which GPU, where there are two: the one that saves power, or the faster one.
   *
   * @default 'high-performance'
   */
  readonly powerPreference?: 'low-power' | 'high-performance';
  /**
   * Updates from one copy of the weights for the network that acts, on the CPU, to the
   * next: a whole number from 1. The weights after an update are acted on from 16 updates
   * later on; by as many on every device, so that runs are repeatable. The lower, the newer the
   * weights that act, and the more time their way takes.
   *
   * @default by the size of the network: 4 up to 131,072 weights, twice as many with each doubling,
   *   at most 64 (a Nature CNN); a multiple of `updatesPerSubmission` where that is more
   */
  readonly actEvery?: number;
  /**
   * Updates that are submitted to the GPU at once, at most: a whole number from 1 to 16. For
   * small networks with several updates for each environment step, where submitting takes
   * longer than computing. Fewer where something else is asked of the GPU in between, such as
   * a copy for acting (`actEvery`) or of the target network.
   *
   * @default 1
   */
  readonly updatesPerSubmission?: number;
  /**
   * Bytes of frames that an agent's replay buffer may take on the GPU besides, at most: a whole
   * number from 0. If all frames fit, an update uploads those that are new, and no batches. For
   * stacks of frames of bytes, such as `[4, 84, 84]`, that are not augmented; a
   * transition takes 7.9 KB there, a million of them `8e9`. They lie in as many buffers as it
   * takes, at least 6, each as large as the GPU allows.
   *
   * @default 2 ** 30
   */
  readonly framesOnGpu?: number;
  /**
   * What hidden layers multiply by on the way forward. `'float16'` may be faster with large
   * networks and batches, on GPUs that compute twice as many numbers of half the size: dense
   * layers of more than 32 units and convolutions round their inputs and weights to half precision, whose largest number is
   * 65,504, and add up products of eight in it, and in single precision beyond. Observations
   * that are no bytes, the last layers, heads, gradients, weights and optimizer stay in single precision; so does
   * acting. Outputs agree to about 10⁻³. Another run than with `'float32'`: not chosen by
   * what a GPU has.
   *
   * @default 'float32'
   */
  readonly precision?: 'float32' | 'float16';
  /**
   * Whether sums over many threads, of norms, last layers and heads, are made by subgroups:
   * threads that run side by side add up without the memory they share with others. The
   * numbers are the same but for the order of sums.
   *
   * @default false
   */
  readonly subgroups?: boolean;
}

/**
 * What {@link webgpu} gives: makes engines on one GPU.
 *
 * @category Engines
 */
export interface WebgpuFactory extends EngineFactory {
  /** The GPU, for people: such as `nvidia ampere`. */
  readonly adapter: string;
  /** Lets the GPU go. Engines that were made cannot be used afterwards. */
  dispose(): void;
}

/**
 * The engine on a GPU, by WebGPU: in pages, and in Node with the package `webgpu`
 * beside deepq. Weights, optimizer and batch stay on the GPU; results come by promise.
 *
 * @throws {OptionsError} If an option is unknown or out of range.
 * @throws {BackendError} If there is no WebGPU here, or no GPU that it can use, or `precision` or
 *   `subgroups` ask for what the GPU cannot do. Making a network throws one if the device was lost, or the network is a model that runs as it
 *   is.
 * @example
 * ```ts no-run
 * import { mlp, QNetwork } from 'deepq';
 * import { makeEnvironment } from 'deepq/environments';
 * import { webgpu } from 'deepq/webgpu';
 * import { create } from 'webgpu';
 *
 * const engine = await webgpu({ gpu: create([]) });
 * const network = new QNetwork({
 *   environment: makeEnvironment('CartPole-v1'),
 *   network: mlp({ hidden: [256, 256] }),
 *   engine,
 * });
 * network.dispose();
 * engine.dispose();
 * ```
 * @category Engines
 */
export async function webgpu(options: WebgpuOptions = {}): Promise<WebgpuFactory> {
  rejectUnknownOptions('webgpu', options, OPTIONS);
  const { gpu, powerPreference = 'high-performance' } = options;
  const { updatesPerSubmission = 1 } = options;
  requireChoice('powerPreference', powerPreference, ['low-power', 'high-performance']);
  requireInteger('updatesPerSubmission', updatesPerSubmission, { min: 1, max: 16 });
  const { actEvery } = options;
  if (actEvery !== undefined) requireInteger('actEvery', actEvery, { min: 1 });
  const { framesOnGpu = 2 ** 30 } = options;
  requireInteger('framesOnGpu', framesOnGpu, { min: 0 });
  const { precision = 'float32', subgroups = false } = options;
  requireChoice('precision', precision, ['float32', 'float16']);
  requireBoolean('subgroups', subgroups);
  if (gpu !== undefined) requireSource(gpu);
  const device = await requestDevice({ gpu, powerPreference, precision, subgroups });
  if (subgroups) await requireSubgroups(device);
  return {
    name: 'webgpu',
    adapter: device.description,
    create(given) {
      requireNetwork(given);
      const { architecture } = given;
      if (isModelArchitecture(architecture)) throw cannotRun(architecture.engine);
      const settings = {
        device,
        actEvery: actEvery ?? actingRhythm(architecture.parameterCount, updatesPerSubmission),
        updatesPerSubmission,
        framesOnGpu,
      };
      return new WebgpuEngine({ ...given, ...settings, architecture });
    },
    dispose() {
      device.gpu.destroy();
    },
  };
}

const OPTIONS = [
  'gpu',
  'powerPreference',
  'actEvery',
  'updatesPerSubmission',
  'framesOnGpu',
  'precision',
  'subgroups',
] as const satisfies readonly (keyof WebgpuOptions)[];

function requireSource(gpu: unknown): void {
  const { requestAdapter } = Object(gpu) as Partial<GpuSource>;
  if (typeof requestAdapter === 'function') return;
  throw new OptionsError(
    `gpu must find GPUs, as navigator.gpu does; received ${show(gpu)}. In Node write ` +
      "webgpu({ gpu: create([]) }), with import { create } from 'webgpu'; in a page leave it out.",
  );
}

/** An engine is made by a network; whoever calls `create` by hand may hand in anything. */
function requireNetwork(given: EngineOptions): void {
  const { architecture, weights } = Object(given) as Partial<Record<keyof EngineOptions, unknown>>;
  const { parameterCount } = Object(architecture) as { parameterCount?: unknown };
  if (isFloat32Array(weights) && weights.length === parameterCount) return;
  throw new OptionsError(
    'An engine needs the architecture of a network and its weights, as QNetwork hands them over; ' +
      `received ${show(given)}. Write new QNetwork({ …, engine: await webgpu() }).`,
  );
}

function cannotRun(engine: string): BackendError {
  return new BackendError(
    'The engine webgpu() runs networks that a spec can describe, and this is a model that runs as it ' +
      `is. Use engine: ${engine}(), with import { ${engine} } from 'deepq/${engine}'.`,
  );
}

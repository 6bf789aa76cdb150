import type { EngineFactory, WeightsName } from '../engines/engine.ts';
import { requireEngine } from '../engines/requireEngine.ts';
import { simd } from '../engines/simd/simd.ts';
import type { Head } from '../heads/head.ts';
import { qHead } from '../heads/qHead.ts';
import { requireHead } from '../heads/requireHead.ts';
import { buildArchitecture } from '../networks/buildArchitecture.ts';
import type { NetworkSpec } from '../networks/spec.ts';
import { adam, type OptimizerSpec } from '../optimizers/optimizer.ts';
import { resolveOptimizer } from '../optimizers/resolve.ts';
import type { EnvironmentSpaces } from '../protocol/environmentSpaces.ts';
import { requireSpaces } from '../protocol/requireSpaces.ts';
import { createRandom } from '../random/createRandom.ts';
import type { Random } from '../random/random.ts';
import { rejectUnknownOptions, requireNumber, requireSeed } from '../validation/options.ts';
import type { Architecture } from '../networks/architecture.ts';
import { requireWeightsName } from './weightsName.ts';
import { requireFractions, withFractions } from './withFractions.ts';
import { isNetworkSource, type NetworkSource, type ResolvedNetwork } from './networkSource.ts';

/**
 * Options of {@link QNetwork}.
 *
 * @category Networks
 */
export interface QNetworkOptions {
  /** What the network is for; only its two spaces are read. */
  readonly environment: EnvironmentSpaces;
  /**
   * The architecture, made by `mlp`, `cnn`, `natureCnn`, `embedding` or `network`;
   * or where it and its weights come from, such as `layersModel(model)` of
   * `deepq/tfjs`.
   */
  readonly network: NetworkSpec | NetworkSource;
  /**
   * What its outputs are and how they learn: the maths of targets and loss, made
   * by `qHead` or a head of your own.
   *
   * @default qHead()
   */
  readonly head?: Head;
  /**
   * How gradients become weights.
   *
   * @default `adam({ learningRate: 1e-3 })`
   */
  readonly optimizer?: OptimizerSpec;
  /**
   * The global norm above which the gradient is scaled down; `null` for no
   * limit.
   *
   * @default 10
   */
  readonly gradientClipNorm?: number | null;
  /**
   * Which weights choose actions, in training, evaluation and every export: `'online'`, or
   * `'target'`. Where the target network follows slowly, as with `targetUpdate: { fraction }`
   * of an agent, its weights are an average over the last updates, and change less from one
   * to the next. BBF acts so (Schwarzer et al. 2023, https://arxiv.org/abs/2305.19452).
   *
   * @default 'online'
   */
  readonly actingWeights?: WeightsName;
  /**
   * Decides the first weights; a whole number from 0 to 2³² − 1.
   *
   * @default 0
   */
  readonly seed?: number;
  /**
   * What computes: `simd()`, the library's own kernels on the CPU, or `tfjs()` of
   * `deepq/tfjs`, on a backend of TensorFlow.js.
   *
   * @default simd()
   */
  readonly engine?: EngineFactory;
}

/** Those that have a meaning for `null`. */
export const nullableNetworkOptions: readonly (keyof QNetworkOptions)[] = ['gradientClipNorm'];

/** The names of all options. */
export const networkOptionNames: readonly (keyof QNetworkOptions)[] = [
  'network',
  'environment',
  'head',
  'optimizer',
  'gradientClipNorm',
  'actingWeights',
  'seed',
  'engine',
];

const hints: Readonly<Record<string, string>> = { relaxedSimd: 'engine: simd({ relaxed })' };

/** The options with their defaults, all but `network`. */
export interface ResolvedNetworkOptions {
  readonly spaces: EnvironmentSpaces;
  readonly head: Head;
  readonly optimizer: OptimizerSpec;
  readonly gradientClipNorm: number | null;
  readonly actingWeights: WeightsName;
  readonly engine: EngineFactory;
  /** Decides the first weights. */
  readonly random: Random;
}

/**
 * Fills in the defaults and checks the options.
 *
 * @throws {OptionsError} If one is unknown or out of range.
 */
export function resolveNetworkOptions(options: QNetworkOptions): ResolvedNetworkOptions {
  rejectUnknownOptions(
    'QNetwork',
    options,
    networkOptionNames,
    hints,
    'new QNetwork({ environment, network: mlp({ hidden: [64, 64] }) })',
    nullableNetworkOptions,
  );
  const { gradientClipNorm = 10, actingWeights = 'online', seed = 0 } = options;
  const optimizer = resolveOptimizer(options.optimizer ?? adam({ learningRate: 1e-3 }));
  const spaces = requireSpaces('QNetwork', options.environment);
  if (gradientClipNorm !== null) {
    requireNumber('gradientClipNorm', gradientClipNorm, { min: 0, exclusiveMin: true });
  }
  requireWeightsName('actingWeights', actingWeights);
  const random = createRandom(requireSeed(seed));
  const engine = requireEngine(options.engine ?? simd());
  const head = requireHead(options.head ?? qHead());
  return { spaces, head, optimizer, gradientClipNorm, actingWeights, engine, random };
}

/**
 * Takes what was given as `network`: a spec, or where a network comes from.
 *
 * @throws {OptionsError} If it does not suit the spaces.
 */
export function resolveNetwork(
  network: NetworkSpec | NetworkSource,
  spaces: EnvironmentSpaces,
  head: Head,
): ResolvedNetwork {
  const resolved = isNetworkSource(network)
    ? network.resolveNetwork(spaces, head)
    : { architecture: fit(network, spaces, head), weights: null };
  requireFractions(resolved.architecture, head);
  return resolved;
}

function fit(
  network: NetworkSpec,
  { observationSpace, actionSpace }: EnvironmentSpaces,
  head: Head,
): Architecture {
  const spec = withFractions(network, head);
  return buildArchitecture(spec, observationSpace, actionSpace, head.outputsPerAction);
}

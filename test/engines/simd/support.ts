import type { Engine } from '../../../src/engines/engine.ts';
import { simd } from '../../../src/engines/simd/simd.ts';
import { tfjs } from '../../../src/engines/tfjs/tfjs.ts';
import { hasRelaxedSimd } from '../../../src/engines/simd/kernels.ts';
import { buildArchitecture } from '../../../src/networks/buildArchitecture.ts';
import { initialWeights } from '../../../src/networks/initialize.ts';
import { mlp } from '../../../src/networks/mlp.ts';
import type { NetworkSpec } from '../../../src/networks/spec.ts';
import { adam, type OptimizerSpec } from '../../../src/optimizers/optimizer.ts';
import { createRandom } from '../../../src/random/createRandom.ts';
import { Box } from '../../../src/spaces/box.ts';
import { Discrete } from '../../../src/spaces/discrete.ts';

/** The builds of the kernels that this host runs. */
export const builds: readonly { readonly relaxed: boolean; readonly backend: string }[] = [
  { relaxed: false, backend: 'wasm simd' },
  ...(hasRelaxedSimd() ? [{ relaxed: true, backend: 'wasm relaxed simd' }] : []),
];

/** What the tests of the engine vary. */
export interface SimdOptions {
  readonly network?: NetworkSpec;
  readonly shape?: readonly number[];
  readonly actions?: number;
  readonly optimizer?: OptimizerSpec;
  readonly gradientClipNorm?: number | null;
  readonly seed?: number;
  readonly choice?: 'simd' | 'tfjs';
  readonly relaxed?: boolean;
}

/** An engine with weights from a seed. */
export function makeEngine(options: SimdOptions = {}): Engine {
  const { network = mlp({ hidden: [16, 12] }), shape = [5], actions = 3, seed = 1 } = options;
  const { optimizer = adam({ learningRate: 1e-3 }), gradientClipNorm = null } = options;
  const { relaxed = true } = options;
  const space = new Box({ low: -Infinity, high: Infinity, shape });
  const architecture = buildArchitecture(network, space, new Discrete(actions));
  const factory = options.choice === 'tfjs' ? tfjs() : simd({ relaxed });
  return factory.create({
    architecture,
    optimizer,
    gradientClipNorm,
    weights: initialWeights(architecture, createRandom(seed)),
  });
}

/** One update towards `gradient = outputs − targets`. */
export function regress(
  engine: Engine,
  observations: Float32Array,
  batch: number,
  targets: Float32Array,
  learningRate = 1e-3,
): void {
  const pass = engine.forwardForTraining(observations, batch);
  const gradient = pass.outputs.sync().map((value, index) => value - (targets[index] ?? 0));
  pass.backward(gradient, learningRate);
}

/**
 * Weights after 1,000 updates of the plain build with every activation in the
 * network, as a checksum (FNV-1a of the bits): the same on every host.
 */
export async function checksumAfterUpdates(): Promise<number> {
  const random = createRandom(11);
  const noise = (length: number): Float32Array =>
    Float32Array.from({ length }, () => random.uniform() * 2 - 1);
  let hash = 0x811c9dc5;
  for (const activation of ['relu', 'tanh', 'sigmoid', 'elu'] as const) {
    const network = mlp({ hidden: [33, 18], activation, dueling: true });
    const engine = makeEngine({ network, gradientClipNorm: 1, relaxed: false });
    for (let update = 0; update < 1000; update++) {
      regress(engine, noise(19 * 5), 19, noise(19 * 3), 1e-2);
    }
    const weights = await engine.getWeights('online');
    for (const byte of new Uint8Array(weights.buffer, weights.byteOffset, weights.byteLength)) {
      hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
    }
    engine.dispose();
  }
  return hash;
}

/** What {@link checksumAfterUpdates} gave in Node. */
export const checksumInNode = 951750685;

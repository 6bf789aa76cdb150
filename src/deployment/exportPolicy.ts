import type { Architecture } from '../networks/architecture.ts';
import type { WeightTensors } from '../networks/weightTensors.ts';
import { loadPolicy } from '../policy/loadPolicy.ts';
import { rejectUnknownOptions, requireChoice } from '../validation/options.ts';
import { headerOf } from './headerOf.ts';
import { requireFinite } from './requireFinite.ts';
import { sourceOf, stacksOf, weightsOf, type PolicySource } from './sourceOf.ts';
import { writePolicy, type WrittenTensor } from './writePolicy.ts';

/**
 * Options of {@link exportPolicy}.
 *
 * @category Deployment
 */
export interface ExportPolicyOptions {
  /**
   * How weights are stored: `'float32'` as they are, `'float16'` in half the space, rounded to 11
   * binary digits, or `'int8'` in a quarter: kernels and embeddings in bytes with a scale for
   * each unit, all other weights in single precision. {@link policyAgreement} measures what that
   * costs.
   *
   * @default 'float32'
   */
  readonly precision?: 'float32' | 'float16' | 'int8';
}

/**
 * Makes one small file of a trained agent: layers, weights, spaces, and how outputs become
 * values. `loadPolicy` of `deepq/policy` runs it with nothing else of the library.
 *
 * With `'float32'` its values are those of the agent on the `simd` engine without fused operations
 * (`simd({ relaxed: false })`), bit by bit. Noisy layers act with their means, and networks of
 * {@link iqnHead} with the midpoints of the fractions, as in evaluation. What wrappers do to
 * observations is not in it: whoever calls the policy does that.
 *
 * @param source - A `DQNAgent`, or a `QNetwork`.
 * @returns The file.
 * @throws {OptionsError} If an option is unknown, or the network is a model of another library,
 *   or has a head whose values cannot be described.
 * @throws {DivergenceError} If the weights hold NaN or infinity.
 * @throws {ValueError} If a weight is too large for the precision.
 * @category Deployment
 */
export async function exportPolicy(
  source: PolicySource,
  options: ExportPolicyOptions = {},
): Promise<Uint8Array<ArrayBuffer>> {
  rejectUnknownOptions('exportPolicy', options, ['precision']);
  const { precision: given = 'float32' } = options;
  const precision = requireChoice('precision', given, ['float32', 'float16', 'int8']);
  const { network, architecture } = sourceOf('exportPolicy', source);
  const { observationSpace } = network.spaces;
  const header = headerOf(architecture, observationSpace, network.head, precision);
  const weights = await network.getWeights(network.actingWeights);
  const file = writePolicy(header, tensorsOf(architecture, weights));
  // So that what was exported can be loaded, now and not only when it is needed.
  loadPolicy(file);
  return file;
}

/** The weights in the order of the file. */
function tensorsOf(architecture: Architecture, weights: WeightTensors): readonly WrittenTensor[] {
  const layers = stacksOf(architecture).flat();
  return layers.flatMap(weightsOf).map((index) => {
    const { name, shape, size } = architecture.parameters[index] as Architecture['parameters'][0];
    const data = requireFinite(name, weights[name]?.data as Float32Array);
    // Offsets and scales have no columns: those of a norm of images have the shape of one.
    const isKernel = name.endsWith('.kernel') || name.endsWith('.table');
    const columns = isKernel ? (shape.at(-1) ?? 1) : size;
    return { name, data, rows: size / columns, columns, isKernel };
  });
}

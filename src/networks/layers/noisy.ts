import { constant } from '../initializers/fixed.ts';
import type { LayerParts } from './layerKind.ts';
import type { NoisySpec } from './noisySpec.ts';

/**
 * What a noisy layer has besides the kernel and the bias, which are means. The
 * deviations are indices in {@link Architecture.parameters}.
 *
 * @category Networks
 */
export interface NoisyParts {
  /** The index of the kernel's deviations, `[inputs, units]`. */
  readonly kernelSigma: number;
  /** The index of the bias's deviations, `[units]`. */
  readonly biasSigma: number;
  /** Where its noise begins in that of a pass: `inputs` numbers, then `units`. */
  readonly noise: number;
}

/** Adds the deviations of a noisy layer. */
export function buildNoisy(
  { sigma }: NoisySpec,
  inputs: number,
  units: number,
  { addParameter, addNoise }: LayerParts,
): NoisyParts {
  const initial = constant(sigma / Math.sqrt(inputs));
  const fans = [inputs, units] as const;
  return {
    kernelSigma: addParameter('kernelSigma', [inputs, units], fans, initial),
    biasSigma: addParameter('biasSigma', [units], fans, initial),
    noise: addNoise(inputs + units),
  };
}

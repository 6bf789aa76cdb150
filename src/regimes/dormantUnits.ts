import type { Architecture } from '../networks/architecture.ts';
import type { Batch } from '../replay/batch.ts';
import { watchActivations } from './activations.ts';
import type { HiddenUnits } from './hiddenUnits.ts';

/**
 * The units whose score is at most `threshold`: their mean absolute output over a batch,
 * divided by the mean of the layer. Where a whole layer puts out nothing, all are.
 *
 * @param weights - Of the whole network. Shape `[parameters]`.
 * @returns For each of `layers`, the numbers of its dormant units.
 * @see Sokar et al. 2023, equation 1, https://arxiv.org/abs/2302.12902
 */
export function dormantUnits(
  architecture: Architecture,
  layers: readonly HiddenUnits[],
  weights: Float32Array,
  batch: Pick<Batch, 'size' | 'observations'>,
  threshold: number,
): readonly (readonly number[])[] {
  const sums = layers.map(({ count }) => new Float64Array(count));
  watchActivations(architecture, weights, batch, (layer, outputs) => {
    layers.forEach(({ measured, count }, index) => {
      if (measured !== layer) return;
      const sum = sums[index] as Float64Array;
      for (let at = 0; at < outputs.length; at++) {
        const unit = at % count;
        sum[unit] = (sum[unit] as number) + Math.abs(outputs[at] as number);
      }
    });
  });
  return sums.map((sum) => {
    const mean = sum.reduce((total, each) => total + each, 0) / sum.length;
    return [...sum.keys()].filter((unit) => (sum[unit] as number) <= threshold * mean);
  });
}

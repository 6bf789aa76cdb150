import type { Architecture } from '../networks/architecture.ts';
import type { HiddenUnits } from './hiddenUnits.ts';

/**
 * Where the weights into a unit are, in the vector of all weights: its column of the
 * kernel, its bias, their deviations in a noisy layer, and the scales and offsets of
 * normalisations behind it.
 */
export function* incomingWeights(
  { parameters }: Architecture,
  { count, source, norms }: HiddenUnits,
  unit: number,
): Iterable<number> {
  const { kernel, bias } = source;
  const noisy = source.type === 'dense' ? source.noisy : undefined;
  const arrays = [
    ...[kernel, bias],
    ...(noisy ? [noisy.kernelSigma, noisy.biasSigma] : []),
    ...norms.flatMap(({ scale, offset }) => [scale, offset]),
  ];
  // Units are the last dimension of each.
  for (const index of arrays) {
    const { offset = 0, size = 0 } = parameters[index] ?? {};
    for (let at = unit; at < size; at += count) yield offset + at;
  }
}

/**
 * Where the weights out of a unit are: its rows of the kernels of the layers behind it,
 * one for each pixel where it is a filter, and their deviations in a noisy layer.
 */
export function* outgoingWeights(
  { parameters }: Architecture,
  { count, next }: HiddenUnits,
  unit: number,
): Iterable<number> {
  for (const layer of next) {
    const noisy = layer.type === 'dense' ? layer.noisy : undefined;
    const length = layer.type === 'dense' ? layer.units : layer.outputShape[2];
    for (const index of [layer.kernel, ...(noisy ? [noisy.kernelSigma] : [])]) {
      const { offset = 0, size = 0 } = parameters[index] ?? {};
      for (let row = unit * length; row < size; row += count * length) {
        for (let at = row; at < row + length; at++) yield offset + at;
      }
    }
  }
}

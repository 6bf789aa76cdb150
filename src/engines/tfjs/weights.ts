import { dispose, keep, reshape, split, tensor1d, tidy } from '@tensorflow/tfjs-core';
import type { Tensor, Tensor1D } from '@tensorflow/tfjs-core';
import type { Architecture } from '../../networks/architecture.ts';

/**
 * One copy of all weights: the vector that the optimizer works on, and the
 * same numbers cut into the arrays that the layers want.
 */
export interface Weights {
  readonly vector: Tensor1D;
  readonly parameters: readonly Tensor[];
}

/** Makes weights from numbers, which are copied. */
export function createWeights(architecture: Architecture, values: Float32Array): Weights {
  return cutWeights(architecture, tensor1d(values.slice(), 'float32'));
}

/** Cuts a vector, which the weights own from then on. */
export function cutWeights(architecture: Architecture, vector: Tensor1D): Weights {
  const { parameters } = architecture;
  const sizes = parameters.map(({ size }) => size);
  const cut = tidy(() =>
    split(vector, sizes).map((part, index) => reshape(part, [...(parameters[index]?.shape ?? [])])),
  );
  // Kept: a tidy of the user's around a call into the library must not free them.
  return { vector: keep(vector), parameters: cut.map((parameter) => keep(parameter)) };
}

/** A second handle on the same numbers; nothing is copied. */
export function shareWeights(weights: Weights): Weights {
  return {
    vector: keep(weights.vector.clone()),
    parameters: weights.parameters.map((parameter) => keep(parameter.clone())),
  };
}

/** Frees one handle. */
export function disposeWeights(weights: Weights): void {
  dispose([weights.vector, ...weights.parameters]);
}

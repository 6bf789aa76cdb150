import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { EnvironmentSpaces } from '../environments/spaces.ts';
import { inexpressible } from './modelErrors.ts';
import { isLayersModel } from './modelFit.ts';
import { getModelWeights } from './modelWeights.ts';
import { readLayersModel, type ModelReading } from './readLayersModel.ts';
import type { NetworkSpec } from './spec.ts';
import type { WeightTensors } from './weightTensors.ts';

/** A spec, and the weights to start from if they are given. */
export interface ResolvedNetwork {
  readonly spec: NetworkSpec;
  readonly weights: WeightTensors | null;
}

/**
 * Takes what was given as `network`: a spec, or a TensorFlow.js model that is
 * read as one.
 *
 * @throws {OptionsError} If a model does not suit the spaces, or has no
 *   counterpart among the specs.
 */
export function resolveNetwork(
  network: NetworkSpec | LayersModel,
  spaces: EnvironmentSpaces,
): ResolvedNetwork {
  if (!isLayersModel(network)) return { spec: network, weights: null };
  const reading = readTrainable(network, spaces);
  return { spec: reading.spec, weights: getModelWeights(reading) };
}

/**
 * Reads a model that is to be trained as the library's network.
 *
 * @throws {OptionsError} If it cannot, or if a layer of it is not to be trained.
 */
export function readTrainable(model: LayersModel, spaces: EnvironmentSpaces): ModelReading {
  const reading = readLayersModel(model, spaces);
  if (reading.frozen) {
    throw inexpressible(
      reading.frozen,
      'is frozen (trainable: false), and a network of deepq trains all its layers',
      'Set its trainable to true, and that of the model.',
    );
  }
  return reading;
}

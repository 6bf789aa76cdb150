import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { EnvironmentSpaces } from '../protocol/environmentSpaces.ts';
import { OptionsError } from '../errors.ts';
import type { Architecture, ModelArchitecture } from '../networks/architecture.ts';
import { buildArchitecture } from '../networks/buildArchitecture.ts';
import { describeModel, isModelArchitecture, modelTensors } from '../exchange/modelArchitecture.ts';
import { inexpressible, InexpressibleError } from '../exchange/modelErrors.ts';
import { checkModelFits, isLayersModel } from '../exchange/modelFit.ts';
import { getModelWeights, type ModelTensors } from '../exchange/modelWeights.ts';
import { readLayersModel, type ModelReading } from '../exchange/readLayersModel.ts';
import { differenceBetween } from './networkState.ts';
import type { Head } from '../heads/head.ts';
import type { NetworkSpec } from '../networks/spec.ts';
import { fromTensors } from '../networks/weightTensors.ts';

/** A network before it has an engine. */
export interface ResolvedNetwork {
  readonly architecture: Architecture | ModelArchitecture;
  /** The weights to start from, if they are given. */
  readonly weights: Float32Array | null;
}

/**
 * Takes what was given as `network`: a spec, or a TensorFlow.js model. A model
 * that a spec can describe becomes one; any other is to run as it is.
 *
 * @throws {OptionsError} If it does not suit the spaces.
 */
export function resolveNetwork(
  network: NetworkSpec | LayersModel,
  spaces: EnvironmentSpaces,
  { outputsPerAction }: Head,
): ResolvedNetwork {
  const { observationSpace, actionSpace } = spaces;
  if (!isLayersModel(network)) {
    return {
      architecture: buildArchitecture(network, observationSpace, actionSpace, outputsPerAction),
      weights: null,
    };
  }
  if (outputsPerAction !== 1) {
    throw new OptionsError(
      `A layers model gives one value for each action, and the head wants ${outputsPerAction} outputs; ` +
        'use qHead(), or describe the network by a spec.',
    );
  }
  try {
    const reading = readTrainable(network, spaces);
    const weights = getModelWeights(reading);
    const architecture = buildArchitecture(reading.spec, observationSpace, actionSpace);
    return { architecture, weights: fromTensors(architecture, weights) };
  } catch (error) {
    if (!(error instanceof InexpressibleError)) throw error;
    checkModelFits(network, spaces);
    const architecture = describeModel(network, spaces, error.problem);
    const weights = getModelWeights({ weights: modelTensors(architecture), combine: null });
    return { architecture, weights: fromTensors(architecture, weights) };
  }
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
      'is frozen (trainable: false), and a spec trains all its layers',
      'Set its trainable to true, and that of the model.',
    );
  }
  return reading;
}

/**
 * Reads the weights of a model that has a given architecture.
 *
 * @throws {OptionsError} If it has another one.
 */
export function readLike(
  architecture: Architecture | ModelArchitecture,
  model: LayersModel,
  spaces: EnvironmentSpaces,
): ModelTensors {
  if (isModelArchitecture(architecture)) {
    checkModelFits(model, spaces);
    const theirs = describeModel(model, spaces, '');
    requireAlike(architecture, theirs);
    return { weights: modelTensors(theirs), combine: null };
  }
  const reading = readLayersModel(model, spaces);
  const { observationSpace, actionSpace } = spaces;
  requireAlike(architecture, buildArchitecture(reading.spec, observationSpace, actionSpace));
  return reading;
}

function requireAlike(
  ours: Architecture | ModelArchitecture,
  theirs: Architecture | ModelArchitecture,
): void {
  const difference = differenceBetween(ours, theirs);
  if (difference === null) return;
  throw new OptionsError(
    `The layers model has another architecture than this network: ${difference}. Make a network of ` +
      'the model, with QNetwork.fromLayersModel(model, { environment }), or an agent with network: model.',
  );
}

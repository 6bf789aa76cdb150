import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { EnvironmentSpaces } from '../protocol/environmentSpaces.ts';
import { OptionsError } from '../errors.ts';
import {
  isModelArchitecture,
  type Architecture,
  type ModelArchitecture,
} from '../networks/architecture.ts';
import { buildArchitecture } from '../networks/buildArchitecture.ts';
import { differenceBetween } from '../qnetwork/networkState.ts';
import { describeModel, modelTensors } from './modelArchitecture.ts';
import { inexpressible } from './modelErrors.ts';
import { checkModelFits } from './modelFit.ts';
import type { ModelTensors } from './modelWeights.ts';
import { readLayersModel, type ModelReading } from './readLayersModel.ts';

/**
 * Checks that a head wants what a model gives: one output for each action.
 *
 * @throws {OptionsError} If it wants more.
 */
export function requireOneOutput({
  outputsPerAction,
}: {
  readonly outputsPerAction: number;
}): void {
  if (outputsPerAction === 1) return;
  throw new OptionsError(
    `A layers model gives one value for each action, and the head wants ${outputsPerAction} outputs; ` +
      'use qHead(), or describe the network by a spec.',
  );
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
      'the model, with fromLayersModel(model, { environment }), or an agent with ' +
      'network: layersModel(model).',
  );
}

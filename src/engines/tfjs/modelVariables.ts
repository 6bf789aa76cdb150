import type { Tensor } from '@tensorflow/tfjs-core';
import type { LayersModel, LayerVariable } from '@tensorflow/tfjs-layers';
import { BackendError, UsageError } from '../../errors.ts';
import type { ModelArchitecture } from '../../networks/architecture.ts';

/** Whether something is a model of layers of TensorFlow.js. */
export function isLayersModel(given: unknown): given is LayersModel {
  const { predict, getWeights } = (given as Partial<LayersModel> | null | undefined) ?? {};
  return typeof predict === 'function' && typeof getWeights === 'function';
}

/**
 * The model that an architecture stands for.
 *
 * @throws {BackendError} If it is none of TensorFlow.js.
 */
export function requireModel({ model, engine }: ModelArchitecture): LayersModel {
  if (isLayersModel(model)) return model;
  throw new BackendError(
    `The engine tfjs() runs models of TensorFlow.js, and this one is for the engine ${engine}().`,
  );
}

/** The variables of a model, layer by layer; frozen ones too. */
export function modelVariables(model: LayersModel): LayerVariable[] {
  return [...new Set(model.layers.flatMap(({ weights }) => weights))];
}

/**
 * The present value of a variable, which belongs to the model.
 *
 * @throws {UsageError} If the model was disposed.
 */
export function readVariable(variable: LayerVariable): Tensor {
  try {
    return variable.read();
  } catch (cause) {
    throw modelGone(cause);
  }
}

/** An error about a model whose weights are no longer there. */
export function modelGone(cause: unknown): UsageError {
  return new UsageError(
    'The layers model was disposed. Keep it until its weights are taken over; where it runs as it is ' +
      "(the network's architecture.output.type is 'model'), until the network is disposed.",
    { cause },
  );
}

import { OptionsError } from '../errors.ts';
import type { ModelLayer } from './modelPaths.ts';
import { activations } from './spec.ts';

/** An error about a layer of a TensorFlow.js model that has no counterpart in a spec. */
export function inexpressible(layer: ModelLayer, problem: string, remedy: string): OptionsError {
  return new OptionsError(
    `The layers model cannot become a network of deepq: layer '${layer.name}' ` +
      `(${layer.getClassName()}) ${problem}. ${remedy}`,
  );
}

/** What a model may consist of. */
export const supportedLayers: string =
  'Supported are Rescaling without offset (first), Conv2D, Flatten, Embedding, Dense, Activation, ' +
  `ReLU and ELU, with the activations ${activations.join(', ')}, and the dueling head that ` +
  'toLayersModel() makes.';

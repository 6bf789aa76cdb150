import { OptionsError } from '../errors.ts';
import type { ModelLayer } from './modelLayer.ts';
import { activations } from '../networks/activation.ts';

/**
 * A layer of a TensorFlow.js model has no counterpart in a spec. To callers, an
 * `OptionsError`; told apart only where such a model is run as it is.
 */
export class InexpressibleError extends OptionsError {
  /** What is in the way, without what to do about it. */
  readonly problem: string;

  constructor(problem: string, remedy: string) {
    super(`The layers model cannot become a network of deepq: ${problem}. ${remedy}`);
    this.problem = problem;
  }
}

/** An error about a layer. */
export function inexpressible(
  layer: ModelLayer,
  problem: string,
  remedy: string,
): InexpressibleError {
  const { name } = layer;
  return new InexpressibleError(`layer '${name}' (${layer.getClassName()}) ${problem}`, remedy);
}

/** What a model may consist of, in words. */
export function supportedLayers(): string {
  return (
    'Supported are Rescaling without offset (first), Permute of planes (first), Conv2D, ' +
    'MaxPooling2D, AveragePooling2D, LayerNormalization, Flatten, Reshape, Embedding, Dense, Activation, ReLU and ELU, ' +
    `with the activations ${activations.join(', ')}; layers that do nothing in prediction, such as ` +
    'Dropout; and the dueling head that toLayersModel() makes.'
  );
}

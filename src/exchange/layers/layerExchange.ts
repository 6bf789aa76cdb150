import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import type { EnvironmentSpaces } from '../../protocol/environmentSpaces.ts';
import type { AnyLayer } from '../../networks/layers/layerKind.ts';
import type { ModelLayer } from '../modelLayer.ts';
import type { PlacedLayer } from '../modelPaths.ts';

/** How one kind of layer is read from TensorFlow.js models, and written into them. */
export interface LayerExchange<S extends { readonly type: string }, L extends AnyLayer> {
  /** What TensorFlow.js calls it. */
  readonly className: string;
  /** The roles of its weights, in the order in which TensorFlow.js has them. */
  readonly weights: readonly string[];
  /**
   * What a layer of a model is in a spec.
   *
   * @throws {OptionsError} If a setting of it has no counterpart.
   */
  read(placed: PlacedLayer): S;
  /**
   * Checks what a spec does not say.
   *
   * @throws {OptionsError} If the layer does not suit the environment.
   */
  check?(layer: ModelLayer, spaces: EnvironmentSpaces): void;
  /**
   * Puts the layer behind others.
   *
   * @param name - Of the layer; others that it takes begin with it.
   * @param spec - What the layer was fitted from, where it is in the trunk.
   */
  write(x: SymbolicTensor, name: string, layer: L, spec: S | undefined): SymbolicTensor;
}

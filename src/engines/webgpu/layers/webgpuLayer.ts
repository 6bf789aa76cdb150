import type { AnyLayer } from '../../../networks/layers/layerKind.ts';
import type { Node } from '../node.ts';
import type { PlanBuilder } from '../planBuilder.ts';

/** How one kind of layer is computed on the GPU. */
export interface WebgpuLayer<L extends AnyLayer> {
  /** Whether it takes bytes as they are; what does not, takes floats. */
  readonly takesBytes?: boolean;
  /** Whether it takes bytes of images whose channels are planes as they are. */
  takesPlanes?(layer: L): boolean;
  /**
   * Adds the way forward to a plan.
   *
   * @returns The outputs of the layer.
   */
  forward(builder: PlanBuilder, layer: L, x: Node): Node;
  /**
   * Adds the way back to a plan: from the gradient of `y` to those of the weights, and to
   * that of `x` if it has one.
   */
  backward(builder: PlanBuilder, layer: L, x: Node, y: Node): void;
}

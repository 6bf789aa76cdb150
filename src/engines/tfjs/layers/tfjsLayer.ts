import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import type { AnyLayer } from '../../../networks/layers/layerKind.ts';

/** What layers compute with. */
export interface LayerPass {
  /** In the order of `architecture.parameters`. */
  readonly parameters: readonly Tensor[];
  /** The noise of the pass, `[noiseCount]`; `null` for none. */
  readonly noise: Float32Array | null;
  /** The fractions of the pass, `[batch, fractions]`; `null` for networks that take none. */
  readonly fractions: Float32Array | null;
}

/** What layers compute with on the way back. */
export interface BackwardPass extends LayerPass {
  /** Gives `[1, rows]` of ones. */
  readonly ones: (rows: number) => Tensor2D;
  /**
   * Where a layer puts the gradients of its parameters, at their indices; the
   * shapes may have more dimensions of length 1.
   */
  readonly gradients: Tensor[];
}

/** What went in and came out of a layer. */
export interface Trace {
  /** Shape `[batch, …]`. */
  readonly x: Tensor2D;
  /** Shape `[batch, units]`. */
  readonly y: Tensor2D;
}

/** How one kind of layer is computed. Call all of it inside a `tidy`. */
export interface TfjsLayer<L extends AnyLayer> {
  /**
   * @param x - Shape `[batch, …]`: a row of numbers for each observation,
   *   whatever their shape; for a layer that takes indices, `[batch]`.
   * @returns Shape `[batch, units]`.
   */
  forward(pass: LayerPass, layer: L, x: Tensor2D): Tensor2D;
  /**
   * Takes the gradient in the output to those of the parameters and of the input.
   *
   * @param dy - Shape `[batch, units]`.
   * @param wantsInput - Whether anybody wants the gradient of the input.
   * @returns The gradient of the input, `[batch, …]`; `null` if nobody does.
   */
  backward(
    pass: BackwardPass,
    layer: L,
    trace: Trace,
    dy: Tensor2D,
    wantsInput: boolean,
  ): Tensor2D | null;
}

import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';

/** Runs a network on tensors. It holds no weights. */
export interface TfjsNetwork {
  /**
   * @param parameters - In the order of `architecture.parameters`.
   * @param input - Makes `[batch, size]` of numbers, or `[batch]` of indices.
   * @param noise - Shape `[noiseCount]`; `null` for none.
   * @returns Shape `[batch, outputs]`. The caller disposes it.
   */
  forward(parameters: readonly Tensor[], input: () => Tensor, noise: Float32Array | null): Tensor2D;
  /** Runs forward, and keeps what the way back needs. */
  forwardForTraining(
    parameters: readonly Tensor[],
    input: () => Tensor,
    noise: Float32Array | null,
  ): TfjsPass;
}

/** A forward pass that can be followed back. */
export interface TfjsPass {
  /** Shape `[batch, outputs]`. They belong to the pass. */
  readonly outputs: Tensor2D;
  /**
   * Call it inside a `tidy`.
   *
   * @param outputGradient - Shape `[batch, outputs]`.
   * @returns The gradient of every parameter, in their order; the shapes may
   *   have more dimensions of length 1.
   */
  backward(outputGradient: Tensor2D): Tensor[];
  dispose(): void;
}

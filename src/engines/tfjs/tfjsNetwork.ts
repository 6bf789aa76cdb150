import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import type { Draws } from '../engine.ts';

/** Runs a network on tensors. It holds no weights. */
export interface TfjsNetwork {
  /**
   * @param parameters - In the order of `architecture.parameters`.
   * @param input - Makes `[batch, size]` of numbers, or `[batch]` of indices.
   * @param draws - As the architecture takes them, checked.
   * @returns Shape `[batch, outputs]`; with fractions `[batch, outputs · fractions]`. The
   *   caller disposes it.
   */
  forward(parameters: readonly Tensor[], input: () => Tensor, draws: Draws): Tensor2D;
  /** Runs forward, and keeps what the way back needs. */
  forwardForTraining(parameters: readonly Tensor[], input: () => Tensor, draws: Draws): TfjsPass;
}

/** A forward pass that can be followed back. */
export interface TfjsPass {
  /** Shaped as those of `forward`. They belong to the pass. */
  readonly outputs: Tensor2D;
  /**
   * Call it inside a `tidy`.
   *
   * @param outputGradient - Shaped as the outputs.
   * @returns The gradient of every parameter, in their order; the shapes may
   *   have more dimensions of length 1.
   */
  backward(outputGradient: Tensor2D): Tensor[];
  dispose(): void;
}

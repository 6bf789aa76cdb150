import { dispose, keep, tidy, type Tensor, type Tensor2D } from '@tensorflow/tfjs-core';
import {
  isModelArchitecture,
  type Architecture,
  type ModelArchitecture,
} from '../../networks/architecture.ts';
import { backward, forward } from './graph.ts';
import { createModelNetwork } from './modelNetwork.ts';

/** Runs a network on tensors. It holds no weights. */
export interface TfjsNetwork {
  /**
   * @param parameters - In the order of `architecture.parameters`.
   * @param input - Makes `[batch, size]` of numbers, or `[batch]` of indices.
   * @returns Shape `[batch, outputs]`. The caller disposes it.
   */
  forward(parameters: readonly Tensor[], input: () => Tensor): Tensor2D;
  /** Runs forward, and keeps what the way back needs. */
  forwardForTraining(parameters: readonly Tensor[], input: () => Tensor): TfjsPass;
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

/** Makes what runs an architecture. */
export function createTfjsNetwork(architecture: Architecture | ModelArchitecture): TfjsNetwork {
  return isModelArchitecture(architecture)
    ? createModelNetwork(architecture)
    : createSpecNetwork(architecture);
}

/** Layer by layer, the way back written out. */
function createSpecNetwork(architecture: Architecture): TfjsNetwork {
  return {
    forward: (parameters, input) => tidy(() => forward(architecture, parameters, input()).outputs),
    forwardForTraining(parameters, input) {
      const activations = tidy(() => forward(architecture, parameters, input()));
      const { outputs, trunk, streams } = activations;
      // Kept: a tidy of the user's may end before an asynchronous update does.
      const held = [outputs, ...trunk, ...streams.flat()].map((part) => keep(part));
      return {
        outputs,
        backward: (outputGradient) =>
          backward(architecture, parameters, activations, outputGradient),
        dispose: () => {
          dispose(held);
        },
      };
    },
  };
}

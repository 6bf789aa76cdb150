import { dispose, keep, tidy } from '@tensorflow/tfjs-core';
import {
  isModelArchitecture,
  type Architecture,
  type ModelArchitecture,
} from '../../networks/architecture.ts';
import { backward, forward } from './graph.ts';
import { createModelNetwork } from './modelNetwork.ts';
import type { TfjsNetwork } from './tfjsNetwork.ts';

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

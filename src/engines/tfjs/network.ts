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
    forward: (parameters, input, draws) =>
      tidy(() => forward(architecture, { parameters, ...draws }, input()).outputs),
    forwardForTraining(parameters, input, { noise, fractions }) {
      // Copied: more may be drawn into them before the way back.
      const pass = {
        parameters,
        noise: noise?.slice() ?? null,
        fractions: fractions?.slice() ?? null,
      };
      const activations = tidy(() => forward(architecture, pass, input()));
      const { outputs, trunk, streams } = activations;
      // Kept: a tidy of the user's may end before an asynchronous update does.
      const held = [outputs, ...trunk, ...streams.flat()].map((part) => keep(part));
      return {
        outputs,
        backward: (outputGradient) => backward(architecture, pass, activations, outputGradient),
        dispose: () => {
          dispose(held);
        },
      };
    },
  };
}

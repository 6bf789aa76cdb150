import type { LayersModel } from '@tensorflow/tfjs-layers';
import { buildArchitecture } from '../networks/buildArchitecture.ts';
import { fromTensors } from '../networks/weightTensors.ts';
import type { EnvironmentSpaces } from '../protocol/environmentSpaces.ts';
import type { NetworkSource, ResolvedNetwork } from '../qnetwork/networkSource.ts';
import { describeModel, modelTensors } from './modelArchitecture.ts';
import { InexpressibleError } from './modelErrors.ts';
import { checkModelFits, requireLayersModel } from './modelFit.ts';
import { getModelWeights } from './modelWeights.ts';
import { readTrainable, requireOneOutput } from './readModel.ts';

/**
 * A TensorFlow.js model as the `network` of a {@link QNetwork} or
 * {@link DQNAgent}, whose weights are taken over with it.
 *
 * A model of layers that a spec can describe is only read, at the moment the
 * network is made, as by {@link fromLayersModel}; it runs on every engine. Any
 * other runs as it is, on the engine {@link tfjs}, and `architecture.output.type`
 * of the network is `'model'`: keep the model until the network is disposed. Its
 * layers behave as in prediction, also while it learns: `Dropout` drops nothing.
 * Its own weights stay as they are.
 *
 * Reading the weights holds up the page where the model is on a GPU; then
 * {@link fromLayersModel} is better.
 *
 * @throws {OptionsError} If it is no such model. Making a network throws one if the
 *   model does not suit the environment.
 * @example
 * ```ts
 * import '@tensorflow/tfjs-backend-cpu';
 * import { ready } from '@tensorflow/tfjs-core';
 * import { layers, sequential } from '@tensorflow/tfjs-layers';
 * import { DQNAgent } from 'deepq';
 * import { makeEnvironment } from 'deepq/environments';
 * import { layersModel, tfjs } from 'deepq/tfjs';
 *
 * await ready();
 * const model = sequential({
 *   layers: [
 *     layers.dense({ inputShape: [4], units: 32 }),
 *     layers.leakyReLU(), // No spec describes it, so the model runs as it is.
 *     layers.dense({ units: 2 }),
 *   ],
 * });
 * const environment = makeEnvironment('CartPole-v1');
 * const agent = new DQNAgent({ environment, network: layersModel(model), engine: tfjs() });
 * agent.dispose();
 * model.dispose();
 * ```
 * @category Networks
 */
export function layersModel(model: LayersModel): NetworkSource {
  const checked = requireLayersModel(model);
  return {
    resolveNetwork(spaces, head) {
      requireOneOutput(head);
      return resolveModel(checked, spaces);
    },
  };
}

function resolveModel(model: LayersModel, spaces: EnvironmentSpaces): ResolvedNetwork {
  try {
    const reading = readTrainable(model, spaces);
    const weights = getModelWeights(reading);
    const { observationSpace, actionSpace } = spaces;
    const architecture = buildArchitecture(reading.spec, observationSpace, actionSpace);
    return { architecture, weights: fromTensors(architecture, weights) };
  } catch (error) {
    if (!(error instanceof InexpressibleError)) throw error;
    checkModelFits(model, spaces);
    const architecture = describeModel(model, spaces, error.problem);
    const weights = getModelWeights({ weights: modelTensors(architecture), combine: null });
    return { architecture, weights: fromTensors(architecture, weights) };
  }
}

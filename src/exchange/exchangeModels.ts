import type { LayersModel } from '@tensorflow/tfjs-layers';
import { requireBackend } from '../engines/tfjs/backend.ts';
import { UsageError } from '../errors.ts';
import { QNetwork } from '../qnetwork/qNetwork.ts';
import {
  networkOptionNames,
  nullableNetworkOptions,
  type QNetworkOptions,
} from '../qnetwork/qNetworkOptions.ts';
import { requireSpaces } from '../protocol/requireSpaces.ts';
import { rejectUnknownOptions, show } from '../validation/options.ts';
import { writeLayersModel } from './writeLayersModel.ts';
import { requireLayersModel } from './modelFit.ts';
import { getModelWeightsAsync } from './modelWeights.ts';
import { readLike, readTrainable, requireOneOutput } from './readModel.ts';

/**
 * Makes a network of a TensorFlow.js model, with its architecture and its
 * weights: one that was trained elsewhere, or came from {@link toLayersModel} and
 * was saved with `model.save`. It can run on every engine; the model is only read,
 * and stays the caller's.
 *
 * `new QNetwork({ ...options, network: layersModel(model) })` does the same at
 * once, which on a GPU holds up the page, and takes models of other layers too,
 * which then run as they are; see {@link layersModel}. For a network that is there
 * already, see {@link setWeightsFrom}.
 *
 * The model is one input, a line of layers, and one output for each action:
 * `Rescaling` without offset, `Permute` of planes, `Conv2D`, `MaxPooling2D`,
 * `AveragePooling2D`, `Flatten`, `Reshape`, `Embedding`, `Dense`, `Activation`,
 * `ReLU` and `ELU`, with the activations of `Activation`, a bias in each
 * layer, and square kernels and strides; or two streams as `toLayersModel` joins
 * them. Layers that do nothing in prediction, such as `Dropout`, are left out.
 * Regularizers, constraints and the optimizer of the model are not taken over.
 *
 * @param options - As for {@link QNetwork}, without `network`.
 * @throws {OptionsError} If a layer is of another kind, frozen, or used twice, or
 *   the model does not suit the environment or the head; the layer is named.
 * @throws {UsageError} If the model was disposed.
 * @example
 * ```ts
 * import '@tensorflow/tfjs-backend-cpu';
 * import { ready } from '@tensorflow/tfjs-core';
 * import { layers, sequential } from '@tensorflow/tfjs-layers';
 * import { makeEnvironment } from 'deepq/environments';
 * import { fromLayersModel } from 'deepq/tfjs';
 *
 * await ready();
 * const model = sequential({
 *   layers: [
 *     layers.dense({ inputShape: [4], units: 32, activation: 'relu' }),
 *     layers.dense({ units: 2 }),
 *   ],
 * });
 * const environment = makeEnvironment('CartPole-v1');
 * const network = await fromLayersModel(model, { environment });
 * model.dispose();
 * console.log(network.summary());
 * network.dispose();
 * ```
 * @category Networks
 */
export async function fromLayersModel(
  model: LayersModel,
  options: Omit<QNetworkOptions, 'network'>,
): Promise<QNetwork> {
  const given = requireLayersModel(model);
  const names = networkOptionNames.filter((name) => name !== 'network');
  const hints = { relaxedSimd: 'engine: simd({ relaxed })' };
  rejectUnknownOptions('fromLayersModel', options, names, hints, '', nullableNetworkOptions);
  const spaces = requireSpaces('fromLayersModel', options.environment);
  if (options.head) requireOneOutput(options.head);
  const reading = readTrainable(given, spaces);
  // Before the wait, so that faults in the options show even where the model is later disposed.
  const network = new QNetwork({ ...options, network: reading.spec });
  try {
    network.setWeights(await getModelWeightsAsync(reading));
  } catch (error) {
    network.dispose();
    throw error;
  }
  return network;
}

/**
 * The network as a TensorFlow.js model with a copy of the online weights: to save,
 * convert or run elsewhere. It takes observations as they come from the
 * environment, `[batch, size]` (`[batch, height, width, channels]` or
 * `[batch, channels, height, width]` for convolutions, `[batch, 1]` of indices for
 * an embedding), and gives what the network gives: `[batch, actions]`, the values; with a
 * head that has several outputs for each action, such as `c51Head`, all of these,
 * `[batch, actions · outputs]`, of which `network.head.values` makes values. (`exportOnnx`
 * makes a model that gives values with every head.) Of a model that runs as it is, a
 * copy. The caller disposes it. A backend of TensorFlow.js must be set up.
 *
 * @throws {UsageError} If `network` is no {@link QNetwork}, or was disposed.
 * @throws {BackendError} If no backend is ready.
 * @throws {OptionsError} If a layer has no counterpart in such a model.
 * @example
 * ```ts
 * import '@tensorflow/tfjs-backend-cpu';
 * import { ready } from '@tensorflow/tfjs-core';
 * import { DQNAgent } from 'deepq';
 * import { makeEnvironment } from 'deepq/environments';
 * import { toLayersModel } from 'deepq/tfjs';
 *
 * await ready();
 * const agent = new DQNAgent({ environment: makeEnvironment('CartPole-v1') });
 * const model = await toLayersModel(agent.network);
 * model.outputShape; // [null, 2]
 * model.dispose();
 * agent.dispose();
 * ```
 * @category Networks
 */
export async function toLayersModel(network: QNetwork): Promise<LayersModel> {
  requireNetwork('toLayersModel', network);
  requireBackend();
  const { architecture } = network;
  return writeLayersModel(architecture, await network.getWeights(network.actingWeights));
}

/**
 * Replaces online and target weights of a network by those of a TensorFlow.js
 * model of the same architecture. The optimizer's state stays.
 *
 * @throws {OptionsError} If the model has another architecture, or layers that
 *   {@link fromLayersModel} does not take; nothing changes then.
 * @throws {UsageError} If `network` is no {@link QNetwork}, or one of the two was
 *   disposed.
 * @category Networks
 */
export async function setWeightsFrom(network: QNetwork, model: LayersModel): Promise<void> {
  requireNetwork('setWeightsFrom', network);
  network.requireIdle();
  const reading = readLike(network.architecture, requireLayersModel(model), network.spaces);
  network.setWeights(await getModelWeightsAsync(reading));
}

function requireNetwork(where: string, network: QNetwork): void {
  // A program in plain JavaScript may hand in anything.
  const given: unknown = network;
  if (QNetwork.isOne(given)) return;
  throw new UsageError(
    `${where} needs a QNetwork; received ${show(given)}. That of an agent is agent.network.`,
  );
}

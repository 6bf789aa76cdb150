import { tensor, tidy, type Tensor } from '@tensorflow/tfjs-core';
import {
  input as inputLayer,
  layers as kit,
  model as createModel,
  models,
  type LayersModel,
  type SymbolicTensor,
} from '@tensorflow/tfjs-layers';
import type { StateTensor } from '../state/state.ts';
import { OptionsError } from '../errors.ts';
import { modelVariables, requireModel } from '../engines/tfjs/modelVariables.ts';
import {
  isModelArchitecture,
  type Architecture,
  type ModelArchitecture,
} from '../networks/architecture.ts';
import type { Layer, LayerSpec } from '../networks/layers/table.ts';
import { duelingKernel } from './duelingKernel.ts';
import { PLANES_TO_IMAGES } from './layerReaders.ts';
import { flattened } from './layers/dense.ts';
import { exchangeOf, type AnyExchange } from './layers/table.ts';
import type { WeightTensors } from '../networks/weightTensors.ts';

/** Makes the TensorFlow.js model of a network, with the given weights. */
export async function writeLayersModel(
  architecture: Architecture | ModelArchitecture,
  weights: WeightTensors,
): Promise<LayersModel> {
  return isModelArchitecture(architecture)
    ? copyModel(architecture, weights)
    : buildLayersModel(architecture, weights);
}

/** A model like the one that the network runs. */
async function copyModel(
  architecture: ModelArchitecture,
  weights: WeightTensors,
): Promise<LayersModel> {
  const { parameters } = architecture;
  const json = requireModel(architecture).toJSON(null, false) as Topology;
  const copy = await models.modelFromJSON(json);
  const variables = modelVariables(copy);
  tidy(() => {
    parameters.forEach(({ name }, index) => variables[index]?.write(toTensor(weights[name])));
  });
  return copy;
}

type Topology = Parameters<typeof models.modelFromJSON>[0];

function toTensor(weights: StateTensor | undefined): Tensor {
  const { data, shape } = weights ?? { data: new Float32Array(), shape: [] };
  return tensor(data as Float32Array, [...shape], 'float32');
}

function buildLayersModel(architecture: Architecture, weights: WeightTensors): LayersModel {
  const { spec, input, trunk, output } = architecture;
  const start = inputLayer({
    shape: input.channels === null ? [input.size] : [...input.shape],
    dtype: input.kind === 'discrete' ? 'int32' : 'float32',
    name: 'observation',
  });
  const images =
    input.channels === 'first'
      ? (kit
          .permute({ dims: [...PLANES_TO_IMAGES], name: 'images' })
          .apply(start) as SymbolicTensor)
      : start;
  const { scale } = input;
  const scaled =
    scale === 1 || input.kind === 'discrete'
      ? images
      : (kit.rescaling({ scale, name: 'scale' }).apply(images) as SymbolicTensor);
  // Rows already here, as the streams would each make them.
  const features = flattened(stack('layer', trunk, scaled, spec.layers), 'features');
  let outputs: SymbolicTensor;
  if (output.type === 'linear') {
    outputs = stack('output', output.layers, features);
  } else {
    const value = stack('value', output.value, features);
    const advantage = stack('advantage', output.advantage, features);
    outputs = combineStreams(value, advantage, architecture.outputs);
  }
  const model = createModel({ inputs: start, outputs, name: 'q_network' });
  setWeights(model, architecture, weights);
  return model;
}

function stack(
  name: string,
  layers: readonly Layer[],
  from: SymbolicTensor,
  specs: readonly LayerSpec[] = [],
): SymbolicTensor {
  return layers.reduce((x, layer, index) => {
    // The names under which the weights are stored; the kit wants no dots.
    const layerName = name === 'output' ? name : `${name}${index}`;
    return requireExchange(layer).write(x, layerName, layer, specs[index]);
  }, from);
}

function requireExchange(layer: Layer): AnyExchange {
  const exchange = exchangeOf(layer);
  if (exchange) return exchange;
  throw new OptionsError(
    `A layer of type '${layer.type}' has no counterpart in a LayersModel; ` +
      'save the network by getState() instead.',
  );
}

/**
 * `V + A − mean A` from standard layers, so that the model can be saved and
 * loaded anywhere: a dense layer with constant weights on both streams.
 */
function combineStreams(
  value: SymbolicTensor,
  advantage: SymbolicTensor,
  actions: number,
): SymbolicTensor {
  const both = kit.concatenate({ name: 'streams' }).apply([value, advantage]);
  return kit
    .dense({ units: actions, useBias: false, trainable: false, name: 'dueling' })
    .apply(both) as SymbolicTensor;
}

function setWeights(model: LayersModel, architecture: Architecture, weights: WeightTensors): void {
  const byLayer = new Map<string, Tensor[]>();
  tidy(() => {
    for (const { name } of architecture.parameters) {
      // A model computes with the means of noisy layers.
      if (name.endsWith('Sigma')) continue;
      const [layer = ''] = name.split('.');
      const list = byLayer.get(layer) ?? [];
      list.push(toTensor(weights[name]));
      byLayer.set(layer, list);
    }
    if (architecture.output.type === 'dueling') {
      const { outputs, actions, outputsPerAction: size } = architecture;
      const kernel = duelingKernel(actions, size);
      byLayer.set('dueling', [tensor(kernel, [outputs + size, outputs])]);
    }
    for (const [layer, tensors] of byLayer) model.getLayer(layer).setWeights(tensors);
  });
}

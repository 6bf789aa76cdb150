import type { Tensor } from '@tensorflow/tfjs-core';
import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs-layers';
import { readVariable } from '../engines/tfjs/modelVariables.ts';
import type { EnvironmentSpaces } from '../protocol/environmentSpaces.ts';
import { defaultInputScale } from '../networks/buildArchitecture.ts';
import { defaultChannels } from '../networks/channels.ts';
import { exchangeOf } from './layers/table.ts';
import { inexpressible } from './modelErrors.ts';
import { checkModelFits } from './modelFit.ts';
import type { ModelLayer } from './modelLayer.ts';
import { modelPaths } from './modelPaths.ts';
import { readModelLayers, type ReadLayer } from './layerReaders.ts';
import { readStreams } from './readStreams.ts';
import type { NetworkSpec } from '../networks/spec.ts';

/** What a TensorFlow.js model is as a network of the library. */
export interface ModelReading {
  readonly spec: NetworkSpec;
  /** Under the names of `ParameterInfo`. They belong to the model. */
  readonly weights: Readonly<Record<string, Tensor>>;
  /** The layer that combines two streams, and its kernel, yet to be checked. */
  readonly combine: { readonly layer: ModelLayer; readonly kernel: Tensor } | null;
  /** A layer whose weights the model does not train, if there is one. */
  readonly frozen: ModelLayer | null;
}

/**
 * Reads a TensorFlow.js model as a spec and named weights.
 *
 * @throws {OptionsError} If it does not suit the spaces, or has a layer
 *   without counterpart in a spec.
 * @throws {UsageError} If it was disposed.
 */
export function readLayersModel(model: LayersModel, spaces: EnvironmentSpaces): ModelReading {
  checkModelFits(model, spaces);
  const paths = modelPaths(model);
  const isPlain = paths.type === 'linear';
  const { layers, inputScale, channels } = readModelLayers(
    isPlain ? paths.path : paths.trunk,
    true,
  );
  const scale = inputScale ?? 1;
  const isDefault = scale === defaultInputScale(spaces.observationSpace);
  const isUsual = channels === defaultChannels(spaces.observationSpace);
  const given = { inputScale: isDefault ? null : scale, channels: isUsual ? null : channels };
  for (const { layer, spec } of layers) exchangeOf(spec)?.check?.(layer, spaces);
  if (isPlain) {
    const trunk = layers.slice(0, -1);
    const spec: NetworkSpec = { layers: trunk.map(specOf), dueling: null, ...given };
    const output = requireOutput(model, layers.at(-1));
    const weights = { ...named('layer', trunk), ...weightsOf('output', output) };
    return { spec, weights, combine: null, frozen: findFrozen(layers) };
  }
  const { value, advantage, hidden } = readStreams(paths, spaces.actionSpace.n);
  // Where streams have no hidden layers, their activation makes no difference.
  const activations = [...layers, ...hidden.map((spec) => ({ spec }))].flatMap(({ spec }) =>
    'activation' in spec ? [spec.activation] : [],
  );
  const activation = activations.at(-1) ?? 'relu';
  const dueling = { hidden: hidden.map(({ units }) => units), activation };
  return {
    spec: { layers: layers.map(specOf), dueling, ...given },
    weights: {
      ...named('layer', layers),
      ...named('value', value),
      ...named('advantage', advantage),
    },
    combine: { layer: paths.combine, kernel: paths.combine.weights.map(readVariable)[0] as Tensor },
    frozen: findFrozen([...layers, ...value, ...advantage]),
  };
}

function specOf({ spec }: ReadLayer): ReadLayer['spec'] {
  return spec;
}

/** The weights of layers that are counted from 0. */
function named(name: string, layers: readonly ReadLayer[]): Record<string, Tensor> {
  return Object.assign(
    {},
    ...layers.map((layer, index) => weightsOf(`${name}${index}`, layer)),
  ) as Record<string, Tensor>;
}

function weightsOf(name: string, { layer, spec }: ReadLayer): Record<string, Tensor> {
  const roles = exchangeOf(spec)?.weights ?? [];
  const tensors = layer.weights.map(readVariable);
  return Object.fromEntries(
    roles.map((role, index) => [`${name}.${role}`, tensors[index] as Tensor]),
  );
}

/** The last layer of a plain network, checked. */
function requireOutput(model: LayersModel, output: ReadLayer | undefined): ReadLayer {
  if (output?.spec.type === 'dense' && output.spec.activation === 'linear') return output;
  const isDense = output?.spec.type === 'dense';
  throw inexpressible(
    output?.layer ?? (model.outputs[0] as SymbolicTensor).sourceLayer,
    isDense ? 'ends the model with an activation' : 'ends the model',
    'The end must be a Dense layer without activation: its outputs are the values of the actions.',
  );
}

function findFrozen(layers: readonly ReadLayer[]): ModelLayer | null {
  const found = layers.find(({ layer }) => layer.trainableWeights.length < layer.weights.length);
  return found?.layer ?? null;
}

import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs-layers';
import { inexpressible } from './modelErrors.ts';
import type { ModelLayer } from './modelLayer.ts';

/** A layer at its place in a model. */
export interface PlacedLayer {
  readonly layer: ModelLayer;
  /** Which application of the layer this is. */
  readonly node: number;
  /** What goes into it, with `null` for the batch. */
  readonly inputShape: readonly (number | null)[];
}

/** The layers of a model, from its input to its output. */
export type ModelPaths =
  | { readonly type: 'linear'; readonly path: readonly PlacedLayer[] }
  | {
      readonly type: 'dueling';
      /** What both streams share. */
      readonly trunk: readonly PlacedLayer[];
      readonly value: readonly PlacedLayer[];
      readonly advantage: readonly PlacedLayer[];
      /** Makes one output of both streams. */
      readonly combine: ModelLayer;
    };

/**
 * Follows a model from its output back to its input: one line of layers, or
 * two streams that end in `Concatenate` and a layer on it.
 *
 * @throws {OptionsError} If the layers are joined in another way.
 */
export function modelPaths(model: LayersModel): ModelPaths {
  const [output] = model.outputs as [SymbolicTensor];
  const combine = output.sourceLayer;
  const [joined] = inputsOf(output);
  const streams = joined?.sourceLayer.getClassName() === 'Concatenate' ? inputsOf(joined) : [];
  const [value, advantage] = streams;
  if (!value || !advantage || streams.length > 2) {
    const path = pathTo(output);
    requireOnce(path);
    return { type: 'linear', path };
  }
  const [one, other] = [pathTo(value), pathTo(advantage)];
  const fork = one.findIndex((placed, index) => !isSame(placed, other[index]));
  const shared = fork < 0 ? one.length : fork;
  const trunk = one.slice(0, shared);
  requireOnce([...one, ...other.slice(shared)]);
  return {
    type: 'dueling',
    trunk,
    value: one.slice(shared),
    advantage: other.slice(shared),
    combine,
  };
}

/** The layers between the model's input and a tensor, those of nested models among them. */
function pathTo(tensor: SymbolicTensor): PlacedLayer[] {
  const { sourceLayer: layer, nodeIndex: node, tensorIndex } = tensor;
  const [from, ...others] = inputsOf(tensor);
  if (!from) return [];
  if (others.length > 0) {
    throw inexpressible(
      layer,
      `takes ${others.length + 1} inputs`,
      'Layers may follow one another only in a line; two streams may end in a dueling head as ' +
        'toLayersModel() makes it.',
    );
  }
  const before = pathTo(from);
  const { outputs: inner } = layer as Partial<LayersModel>;
  const nested = inner?.[tensorIndex];
  if (nested) return [...before, ...pathTo(nested)];
  return [...before, { layer, node, inputShape: from.shape }];
}

/** What a tensor was made from; nothing, if it is the input of a model. */
function inputsOf({ sourceLayer, nodeIndex }: SymbolicTensor): readonly SymbolicTensor[] {
  // An input layer is, by its own account, made from itself.
  if (sourceLayer.getClassName() === 'InputLayer') return [];
  return sourceLayer.inboundNodes[nodeIndex]?.inputTensors ?? [];
}

/** A layer that is used twice has weights that are learned from two places. */
function requireOnce(path: readonly PlacedLayer[]): void {
  const layers = path.map(({ layer }) => layer);
  const twice = layers.find((layer, index) => layers.indexOf(layer) !== index);
  if (!twice || twice.weights.length === 0) return;
  throw inexpressible(
    twice,
    'is used more than once, with the same weights',
    'Give every place a layer of its own.',
  );
}

function isSame(one: PlacedLayer, other: PlacedLayer | undefined): boolean {
  return one.layer === other?.layer && one.node === other.node;
}

import { inexpressible, supportedLayers } from './modelErrors.ts';
import type { ModelLayer, PlacedLayer } from './modelPaths.ts';
import {
  activations,
  type Activation,
  type ChannelOrder,
  type LayerSpec,
} from '../networks/spec.ts';

/** What makes `[height, width, channels]` of planes, `[channels, height, width]`, as `Permute` counts. */
export const PLANES_TO_IMAGES: readonly number[] = [2, 3, 1];

/** A layer with weights, and what it is in a spec. */
export interface ReadLayer {
  readonly layer: ModelLayer;
  readonly spec: LayerSpec;
}

/** A line of layers, read. */
export interface ReadStack {
  readonly layers: readonly ReadLayer[];
  /** What the input is multiplied by, if the model says. */
  readonly inputScale: number | null;
  /** How its images are laid out; `null` if it begins with no convolution. */
  readonly channels: ChannelOrder | null;
}

/**
 * Reads layers that follow one another. An activation in a layer of its own
 * becomes part of the layer before it.
 *
 * @param isStart - Whether the first takes the input of the model.
 * @throws {OptionsError} If one has no counterpart in a spec.
 */
export function readModelLayers(path: readonly PlacedLayer[], isStart: boolean): ReadStack {
  const layers: ReadLayer[] = [];
  let inputScale: number | null = null;
  let permute: ModelLayer | null = null;
  for (const placed of path) {
    const { layer } = placed;
    const config = layer.getConfig();
    switch (layer.getClassName()) {
      case 'Rescaling':
        if (!isStart || layers.length > 0 || inputScale !== null) {
          throw inexpressible(layer, 'is not the first', 'Scale once, right after the input.');
        }
        inputScale = readScale(layer);
        break;
      case 'Permute':
        if (!isStart || layers.length > 0 || permute) {
          throw inexpressible(
            layer,
            'is not the first',
            'Turn planes into images once, right after the input.',
          );
        }
        requireSetting(layer, 'dims', listOf(config['dims']), listOf(PLANES_TO_IMAGES));
        permute = layer;
        break;
      case 'Flatten':
        requireSetting(layer, 'dataFormat', config['dataFormat'] ?? 'channelsLast', 'channelsLast');
        break;
      case 'Activation':
      case 'ReLU':
      case 'ELU':
        applyActivation(layers, layer);
        break;
      default:
        layers.push({ layer, spec: readLayer(placed) });
    }
  }
  const convolves = layers[0]?.spec.type === 'conv';
  if (permute && !convolves) {
    throw inexpressible(permute, 'is not before a Conv2D layer', 'Leave it out.');
  }
  return { layers, inputScale, channels: convolves ? (permute ? 'first' : 'last') : null };
}

function readLayer({ layer, inputShape }: PlacedLayer): LayerSpec {
  const config = layer.getConfig();
  switch (layer.getClassName()) {
    case 'Dense':
      requireSetting(layer, 'useBias', config['useBias'], true);
      if (inputShape.length !== 2) {
        throw inexpressible(
          layer,
          `takes inputs of shape [${inputShape.slice(1).join(', ')}]`,
          'Put a Flatten layer before it.',
        );
      }
      return { type: 'dense', units: Number(config['units']), activation: readActivation(layer) };
    case 'Conv2D': {
      requireSetting(layer, 'useBias', config['useBias'], true);
      requireChannelsLast(layer);
      requireSetting(layer, 'padding', config['padding'], 'valid', 'same');
      requireSetting(layer, 'dilationRate', squareOf(layer, 'dilationRate'), 1);
      return {
        type: 'conv',
        filters: Number(config['filters']),
        kernelSize: squareOf(layer, 'kernelSize'),
        stride: squareOf(layer, 'strides'),
        padding: config['padding'] as 'valid' | 'same',
        activation: readActivation(layer),
      };
    }
    case 'Embedding':
      requireSetting(layer, 'maskZero', config['maskZero'] ?? false, false);
      return { type: 'embedding', size: Number(config['outputDim']) };
    default:
      throw inexpressible(layer, 'has no counterpart in a spec', supportedLayers());
  }
}

/** Moves the activation of a layer of its own into the layer before it. */
function applyActivation(layers: ReadLayer[], layer: ModelLayer): void {
  const activation = readActivation(layer);
  if (activation === 'linear') return;
  const before = layers.pop();
  if (before && before.spec.type !== 'embedding' && before.spec.activation === 'linear') {
    layers.push({ ...before, spec: { ...before.spec, activation } });
    return;
  }
  throw inexpressible(
    layer,
    'does not follow a Dense or Conv2D layer without activation',
    'Put it there, or leave it out.',
  );
}

function readActivation(layer: ModelLayer): Activation {
  const config = layer.getConfig();
  const name = layer.getClassName();
  if (name === 'ReLU') {
    requireSetting(layer, 'maxValue', config['maxValue'] ?? null, null);
    return 'relu';
  }
  // TensorFlow.js has no ELU of another slope.
  if (name === 'ELU') return 'elu';
  const given = config['activation'];
  requireSetting(layer, 'activation', given, ...activations);
  return given as Activation;
}

function readScale(layer: ModelLayer): number {
  const { scale, offset } = layer.getConfig();
  requireSetting(layer, 'offset', offset ?? 0, 0);
  return Number(scale);
}

/** The one number of a pair such as `strides`. */
function squareOf(layer: ModelLayer, name: string): number {
  const given = layer.getConfig()[name] as number | readonly number[];
  const [rows = NaN, columns] = typeof given === 'number' ? [given, given] : given;
  if (rows === columns) return rows;
  throw inexpressible(
    layer,
    `has ${name} of [${[given].flat().join(', ')}]`,
    'Make it the same along height and width.',
  );
}

/** A convolution of planes has a layer before it that makes images of them. */
function requireChannelsLast(layer: ModelLayer): void {
  const { dataFormat } = layer.getConfig();
  if (dataFormat === 'channelsLast') return;
  throw inexpressible(
    layer,
    `has dataFormat ${JSON.stringify(dataFormat)}`,
    "Put a Permute layer with dims: [2, 3, 1] first, and make it with dataFormat: 'channelsLast'; the " +
      'same weights of convolutions suit both, but those of the Dense layer behind a Flatten do not.',
  );
}

function listOf(dims: unknown): string {
  return (dims as readonly number[]).join(', ');
}

/** Throws unless a setting of a layer is one that a spec has. */
function requireSetting(
  layer: ModelLayer,
  name: string,
  value: unknown,
  ...allowed: readonly unknown[]
): void {
  if (allowed.includes(value)) return;
  const list = allowed.map((choice) => JSON.stringify(choice)).join(', ');
  throw inexpressible(
    layer,
    `has ${name} ${JSON.stringify(value)}`,
    `It must be ${allowed.length > 1 ? 'one of ' : ''}${list}.`,
  );
}

import { inexpressible, supportedLayers } from './modelErrors.ts';
import type { ModelLayer } from './modelLayer.ts';
import type { PlacedLayer } from './modelPaths.ts';
import type { ChannelOrder } from '../networks/channels.ts';
import { kindOf, type LayerSpec } from '../networks/layers/table.ts';
import { readActivation, requireSetting } from './layers/settings.ts';
import { exchangeOfClass } from './layers/table.ts';

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
  let flat: PlacedLayer | null = null;
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
        flat = placed;
        break;
      case 'Dropout':
      case 'SpatialDropout1D':
      case 'GaussianDropout':
      case 'AlphaDropout':
      case 'GaussianNoise':
        // They do something only when tfjs-layers itself trains the model.
        break;
      case 'Activation':
      case 'ReLU':
      case 'ELU':
        applyActivation(layers, layer);
        break;
      default: {
        const spec = readLayer(placed);
        // Dense layers take any shape; others would see that of before. A row of a table has one.
        const isRow = layers.at(-1)?.spec.type === 'embedding';
        if (flat && !isRow && kindOf(spec).takes === 'any') layers.push(readFlatten(flat));
        flat = null;
        layers.push({ layer, spec });
      }
    }
  }
  const takes = layers.map(({ spec }) => kindOf(spec).takes).find((each) => each !== 'any');
  const convolves = takes === 'images';
  if (permute && !convolves) {
    throw inexpressible(permute, 'is not before a Conv2D layer', 'Leave it out.');
  }
  return { layers, inputScale, channels: convolves ? (permute ? 'first' : 'last') : null };
}

function readFlatten({ layer, inputShape }: PlacedLayer): ReadLayer {
  const size = inputShape
    .slice(1)
    .reduce<number>((product, length) => product * (length ?? NaN), 1);
  return { layer, spec: { type: 'reshape', shape: [size] } };
}

function readLayer(placed: PlacedLayer): LayerSpec {
  const exchange = exchangeOfClass(placed.layer.getClassName());
  if (exchange) return exchange.read(placed);
  throw inexpressible(placed.layer, 'has no counterpart in a spec', supportedLayers());
}

/** Moves the activation of a layer of its own into the layer before it. */
function applyActivation(layers: ReadLayer[], layer: ModelLayer): void {
  const activation = readActivation(layer);
  if (activation === 'linear') return;
  const index = layers.findLastIndex(({ spec }) => spec.type !== 'reshape');
  const before = layers[index];
  if (before && 'activation' in before.spec && before.spec.activation === 'linear') {
    layers[index] = { ...before, spec: { ...before.spec, activation } };
    return;
  }
  throw inexpressible(
    layer,
    'does not follow a Dense, Conv2D, pooling or normalisation layer without activation',
    'Put it there, or leave it out.',
  );
}

function readScale(layer: ModelLayer): number {
  const { scale, offset } = layer.getConfig();
  requireSetting(layer, 'offset', offset ?? 0, 0);
  return Number(scale);
}

function listOf(dims: unknown): string {
  return (dims as readonly number[]).join(', ');
}

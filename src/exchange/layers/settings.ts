import { layers as kit, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { activations, type Activation } from '../../networks/activation.ts';
import { inexpressible } from '../modelErrors.ts';
import type { ModelLayer } from '../modelLayer.ts';

/** Throws unless a setting of a layer is one that a spec has. */
export function requireSetting(
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

/** The activation of a layer, which may be one in a layer of its own. */
export function readActivation(layer: ModelLayer): Activation {
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

/** Puts an activation behind a layer that cannot apply it by itself. */
export function activated(x: SymbolicTensor, activation: Activation, name: string): SymbolicTensor {
  if (activation === 'linear') return x;
  return kit.activation({ activation, name: `${name}_activation` }).apply(x) as SymbolicTensor;
}

/** The one number of a pair such as `strides`. */
export function squareOf(layer: ModelLayer, name: string): number {
  const given = layer.getConfig()[name] as number | readonly number[];
  const [rows = NaN, columns] = typeof given === 'number' ? [given, given] : given;
  if (rows === columns) return rows;
  throw inexpressible(
    layer,
    `has ${name} of [${[given].flat().join(', ')}]`,
    'Make it the same along height and width.',
  );
}

/** How a window goes over an image. */
export function readPadding(layer: ModelLayer): 'valid' | 'same' {
  const { padding } = layer.getConfig();
  requireSetting(layer, 'padding', padding, 'valid', 'same');
  return padding as 'valid' | 'same';
}

/** A convolution of planes has a layer before it that makes images of them. */
export function requireChannelsLast(layer: ModelLayer): void {
  const { dataFormat } = layer.getConfig();
  if (dataFormat === 'channelsLast') return;
  throw inexpressible(
    layer,
    `has dataFormat ${JSON.stringify(dataFormat)}`,
    "Put a Permute layer with dims: [2, 3, 1] first, and make it with dataFormat: 'channelsLast'; the " +
      'same weights of convolutions suit both, but those of the Dense layer behind a Flatten do not.',
  );
}

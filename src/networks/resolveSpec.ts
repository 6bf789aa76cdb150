import { OptionsError } from '../errors.ts';
import { requireChoice, requireInteger, requireNumber, show } from '../validation/options.ts';
import { graphModelHint } from '../exchange/modelFit.ts';
import { resolveInitializer, resolveInitializers, resolveOutput } from './initializers/resolve.ts';
import {
  activations,
  channelOrders,
  type ChannelOrder,
  type LayerSpec,
  type NetworkSpec,
} from './spec.ts';

/**
 * Checks a spec, which may have been written by hand or read from a file, and
 * returns it with its keys in one order, so that equal specs look the same.
 *
 * @throws {OptionsError} If it is no spec, or a number is out of range.
 */
export function resolveSpec(spec: NetworkSpec): NetworkSpec {
  const given = spec as Partial<NetworkSpec> | null | undefined;
  const { layers, dueling = null, inputScale = null, channels = null, output } = given ?? {};
  if (!isList(layers)) {
    throw new OptionsError(
      'network must be made by mlp(…), cnn(…), natureCnn() or embedding(…), or be such a spec with ' +
        `layers, or a LayersModel; received ${show(spec)}.${graphModelHint(spec)}`,
    );
  }
  return {
    layers: layers.map(resolveLayer),
    dueling: dueling === null ? null : resolveDueling(dueling),
    ...resolveOutput(output),
    inputScale: inputScale === null ? null : requireInputScale(inputScale),
    channels: channels === null ? null : requireChannels(channels),
  };
}

/**
 * Returns a scale of observations that is one.
 *
 * @throws {OptionsError} If it is 0, or not finite.
 */
export function requireInputScale(inputScale: number): number {
  if (inputScale === 0) throw new OptionsError('inputScale must not be 0; leave it out for 1.');
  return requireNumber('inputScale', inputScale);
}

/**
 * Returns an order of channels that is one.
 *
 * @throws {OptionsError} If it is none.
 */
export function requireChannels(channels: ChannelOrder): ChannelOrder {
  return requireChoice('channels', channels, channelOrders);
}

function resolveDueling(dueling: NonNullable<NetworkSpec['dueling']>): NetworkSpec['dueling'] {
  const { hidden, activation: name } = dueling as Partial<typeof dueling>;
  if (isList(hidden)) {
    return {
      hidden: hidden.map(size),
      activation: requireChoice('dueling.activation', name, activations),
      ...resolveInitializers(dueling),
    };
  }
  throw new OptionsError(
    "dueling of a network's spec must be null, or { hidden: […], activation: 'relu' }; received " +
      `${show(dueling)}. mlp and cnn make it from dueling: true or a list.`,
  );
}

function resolveLayer(layer: LayerSpec): LayerSpec {
  const given: unknown = layer;
  if (typeof given !== 'object' || given === null) {
    throw new OptionsError(
      "Each of the layers of a network's spec must be an object such as " +
        `{ type: 'dense', units: 64, activation: 'relu' }; received ${show(given)}.`,
    );
  }
  requireChoice('The type of a layer', layer.type, ['dense', 'embedding', 'conv']);
  switch (layer.type) {
    case 'embedding':
      return {
        type: 'embedding',
        size: size(layer.size),
        ...(layer.tableInitializer && {
          tableInitializer: resolveInitializer('tableInitializer', layer.tableInitializer),
        }),
      };
    case 'dense':
      return {
        type: 'dense',
        units: size(layer.units),
        activation: activation(layer),
        ...resolveInitializers(layer),
      };
    case 'conv':
      return {
        type: 'conv',
        filters: size(layer.filters),
        kernelSize: size(layer.kernelSize),
        stride: size(layer.stride),
        padding: requireChoice('padding', layer.padding, ['valid', 'same']),
        activation: activation(layer),
        ...resolveInitializers(layer),
      };
  }
}

function size(value: number): number {
  return requireInteger('Each size in a network', value, { min: 1, max: 65_536 });
}

function activation(layer: { readonly activation: unknown }): (typeof activations)[number] {
  return requireChoice('activation', layer.activation, activations);
}

function isList<T>(value: readonly T[] | undefined): value is readonly T[] {
  return Array.isArray(value);
}

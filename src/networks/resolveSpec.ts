import { isShortList } from '../validation/lists.ts';
import { OptionsError } from '../errors.ts';
import { requireChoice, requireNumber, hintOfCall, show } from '../validation/options.ts';
import { activations } from './activation.ts';
import { requireChannels } from './channels.ts';
import { resolveInitializers, resolveOutput } from './initializers/resolve.ts';
import { requireUnits } from './layers/checks.ts';
import { resolveNoisy } from './layers/noisySpec.ts';
import { kindOf, layerTypes, type LayerSpec } from './layers/table.ts';
import { modelHint } from './modelHint.ts';
import type { NetworkSpec } from './spec.ts';

/**
 * Checks a spec, which may have been written by hand or read from a file, and
 * returns it with its keys in one order, so that equal specs look the same.
 *
 * @throws {OptionsError} If it is no spec, or a number is out of range.
 */
export function resolveSpec(spec: NetworkSpec): NetworkSpec {
  const given = spec as Partial<NetworkSpec> | null | undefined;
  const { layers, dueling = null, inputScale = null, channels = null, output } = given ?? {};
  // Asked first, as a model of TensorFlow.js has a list of layers too.
  const hint = modelHint(spec);
  if (hint !== '' || !isShortList(layers)) {
    throw new OptionsError(
      'network must be made by mlp(…), cnn(…), natureCnn() or embedding(…), or be such a spec with ' +
        `layers; received ${show(spec)}.${hint}${hintOfCall(spec)}`,
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

function resolveDueling(dueling: NonNullable<NetworkSpec['dueling']>): NetworkSpec['dueling'] {
  const { hidden, activation: name } = dueling as Partial<typeof dueling>;
  if (isShortList(hidden)) {
    return {
      hidden: hidden.map((units) => requireUnits('Each size in dueling.hidden', units)),
      activation: requireChoice('dueling.activation', name, activations),
      ...resolveInitializers(dueling),
      ...resolveNoisy(dueling.noisy),
    };
  }
  throw new OptionsError(
    "dueling of a network's spec must be null, or { hidden: […], activation: 'relu' }; received " +
      `${show(dueling)}. mlp and cnn make it from dueling: true or a list.`,
  );
}

/** As {@link resolveSpec}, of one layer. */
export function resolveLayer(layer: LayerSpec): LayerSpec {
  const given: unknown = layer;
  if (typeof given !== 'object' || given === null) {
    throw new OptionsError(
      "Each of the layers of a network's spec must be an object such as " +
        `dense({ units: 64 }) gives; received ${show(given)}.${hintOfCall(given)}`,
    );
  }
  requireChoice('The type of a layer', layer.type, layerTypes);
  return kindOf(layer).resolve(layer);
}

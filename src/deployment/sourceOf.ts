import { OptionsError } from '../errors.ts';
import { isModelArchitecture, type Architecture } from '../networks/architecture.ts';
import type { Layer } from '../networks/layers/table.ts';
import type { QNetwork } from '../qnetwork/qNetwork.ts';
import { show } from '../validation/options.ts';

/**
 * What can be exported: a network, or an agent that has one, such as a `DQNAgent`.
 *
 * @category Deployment
 */
export type PolicySource =
  | QNetwork
  | {
      /** The network that decides. */
      readonly network: QNetwork;
    };

/** What an export is made of. */
export interface ExportSource {
  readonly network: QNetwork;
  readonly architecture: Architecture;
}

/**
 * Finds network and architecture of what was given.
 *
 * @param caller - The function that was called, for messages.
 * @throws {OptionsError} If there is none, or a model of another library.
 */
export function sourceOf(caller: string, source: PolicySource): ExportSource {
  const given: unknown = source;
  const network = isNetwork(given) ? given : (Object(given) as { network?: unknown }).network;
  if (!isNetwork(network)) {
    throw new OptionsError(`${caller} needs a DQNAgent, or a QNetwork; received ${show(given)}.`);
  }
  const { architecture } = network;
  if (!isModelArchitecture(architecture)) return { network, architecture };
  throw new OptionsError(
    `${caller} knows the layers of this library, and this network is a model of another one ` +
      `(${architecture.output.reason}). Export the model with the tools of that library, or build the ` +
      'network with network({ layers }).',
  );
}

function isNetwork(value: unknown): value is QNetwork {
  const { getWeights, architecture } = Object(value) as Partial<QNetwork>;
  return typeof getWeights === 'function' && typeof architecture === 'object';
}

/** All stacks of layers, in the order in which exports write them: the trunk, then the streams. */
export function stacksOf({ trunk, output }: Architecture): readonly (readonly Layer[])[] {
  return output.type === 'dueling'
    ? [trunk, output.value, output.advantage]
    : [trunk, output.layers];
}

/** The indices of the weights of a layer, in the order in which exports write them. */
export function weightsOf(layer: Layer): readonly number[] {
  if (layer.type === 'embedding') return [layer.table];
  if (layer.type === 'layerNorm') return [layer.scale, layer.offset];
  return 'kernel' in layer ? [layer.kernel, layer.bias] : [];
}

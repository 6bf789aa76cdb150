import { createRandom } from '../../src/random/createRandom.ts';
import type { QNetworkOptions } from '../../src/qnetwork/qNetworkOptions.ts';
import { QNetwork } from '../../src/qnetwork/qNetwork.ts';

/** A network of which all weights were drawn: biases are 0 at first, and would not count. */
export function drawnNetwork(options: QNetworkOptions, seed = 1, deviation = 0.5): QNetwork {
  const network = new QNetwork({ ...options, seed });
  const random = createRandom(seed);
  const tensors = network.architecture.parameters.map(({ name, shape, size }) => {
    const data = Float32Array.from({ length: size }, () => random.normal() * deviation);
    return [name, { shape, data }] as const;
  });
  network.setWeights(Object.fromEntries(tensors));
  return network;
}

import { Core } from '../../../../src/engines/webgpu/core.ts';
import type { Device } from '../../../../src/engines/webgpu/device.ts';
import { buildArchitecture } from '../../../../src/networks/buildArchitecture.ts';
import { initialWeights } from '../../../../src/networks/initialize.ts';
import type { NetworkSpec } from '../../../../src/networks/spec.ts';
import { sgd } from '../../../../src/optimizers/optimizer.ts';
import { createRandom } from '../../../../src/random/createRandom.ts';
import type { Box } from '../../../../src/spaces/box.ts';
import { Discrete } from '../../../../src/spaces/discrete.ts';

/** What updates of a network of two actions share, on a device. */
export function coreOf(device: Device, network: NetworkSpec, space: Box<'uint8'>): Core {
  const architecture = buildArchitecture(network, space, new Discrete(2));
  return new Core({
    architecture,
    optimizer: sgd({ learningRate: 0.1 }),
    gradientClipNorm: null,
    weights: initialWeights(architecture, createRandom(1)),
    device,
    actEvery: 1_000,
  });
}

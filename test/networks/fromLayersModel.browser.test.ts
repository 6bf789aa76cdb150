import { add, mul, scalar, tensor, tidy, type Tensor } from '@tensorflow/tfjs-core';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import { expect, test } from 'vitest';
import { QNetwork } from '../../src/networks/qNetwork.ts';
import { createRandom } from '../../src/random/createRandom.ts';
import { Box } from '../../src/spaces/box.ts';
import { Discrete } from '../../src/spaces/discrete.ts';
import { setUpBackend } from '../support/backends.browser.ts';

const environment = {
  observationSpace: new Box({ low: -1, high: 1, shape: [3] }),
  actionSpace: new Discrete(2),
};

test.for(['webgl', 'webgpu'] as const)(
  'weights in the memory of %s are taken over, bit for bit',
  async (backend, { skip }) => {
    if (!(await setUpBackend(backend))) skip('no WebGPU adapter');
    const model = sequential({
      layers: [
        layers.dense({ inputShape: [3], units: 300, activation: 'relu' }),
        layers.dense({ units: 2 }),
      ],
    });
    const random = createRandom(1);
    const expected: Float32Array[] = [];
    tidy(() => {
      const weights = model.getWeights().map(({ shape, size }): Tensor => {
        // Doubling and adding zero are exact, and done by the device: nothing
        // on this side knows the numbers any more.
        const half = Float32Array.from({ length: size }, () => random.normal());
        expected.push(half.map((value) => value * 2));
        return add(mul(tensor(half, shape), scalar(2)), scalar(0));
      });
      model.setWeights(weights);
    });
    const atOnce = new QNetwork({ environment, network: model, engine: 'tfjs' });
    const promised = await QNetwork.fromLayersModel(model, { environment, engine: 'simd' });
    for (const network of [atOnce, promised]) {
      const weights = Object.values(await network.getWeights()).map(({ data }) => data);
      expect(weights).toEqual(expected);
      network.dispose();
    }
    model.dispose();
  },
);

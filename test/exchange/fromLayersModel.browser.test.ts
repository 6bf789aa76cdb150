import { add, mul, scalar, tensor, tidy, type Tensor } from '@tensorflow/tfjs-core';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import { expect, test } from 'vitest';
import { QNetwork } from '../../src/qnetwork/qNetwork.ts';
import { createRandom } from '../../src/random/createRandom.ts';
import { Box } from '../../src/spaces/box.ts';
import { Discrete } from '../../src/spaces/discrete.ts';
import { setUpBackend } from '../support/backends.browser.ts';
import { simd } from '../../src/engines/simd/simd.ts';
import { tfjs } from '../../src/engines/tfjs/tfjs.ts';
import { fromLayersModel } from '../../src/exchange/exchangeModels.ts';
import { layersModel } from '../../src/exchange/modelSource.ts';

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
    const atOnce = new QNetwork({ environment, network: layersModel(model), engine: tfjs() });
    const promised = await fromLayersModel(model, { environment, engine: simd() });
    for (const network of [atOnce, promised]) {
      const weights = Object.values(await network.getWeights()).map(({ data }) => data);
      expect(weights).toEqual(expected);
      network.dispose();
    }
    model.dispose();
  },
);

test.for(['webgl', 'webgpu'] as const)(
  'a model of other layers learns as it is on %s',
  async (backend, { skip }) => {
    if (!(await setUpBackend(backend))) skip('no WebGPU adapter');
    const hidden = layers.dense({ inputShape: [3], units: 5, activation: 'tanh' });
    const output = layers.dense({ units: 2 });
    const model = sequential({ layers: [hidden, layers.leakyReLU({ alpha: 1 }), output] });
    const asItIs = new QNetwork({ environment, network: layersModel(model), engine: tfjs() });
    expect(asItIs.engine).toMatchObject({ name: 'tfjs', backend });
    // The same without the layer that does nothing here, on the kernels of the library.
    const plain = sequential({ layers: [hidden, output] });
    const fitted = await fromLayersModel(plain, { environment, engine: simd() });
    const random = createRandom(2);
    const noise = (length: number): Float32Array =>
      Float32Array.from({ length }, () => random.normal());
    for (let step = 0; step < 3; step++) {
      const batch = {
        size: 4,
        observations: noise(12),
        nextObservations: noise(12),
        actions: Int32Array.of(0, 1, 1, 0),
        rewards: noise(4),
        discounts: new Float32Array(4).fill(0.99),
        weights: new Float32Array(4).fill(1),
        nextActionMasks: null,
      };
      const { loss } = await asItIs.updateAsync(batch);
      expect(loss).toBeCloseTo((await fitted.updateAsync(batch)).loss, 3);
    }
    const [ours, theirs] = [await asItIs.getWeights(), await fitted.getWeights()];
    const expected = Object.values(theirs).flatMap(({ data }) => [...data]);
    const received = Object.values(ours).flatMap(({ data }) => [...data]);
    expect(received).toHaveLength(expected.length);
    received.forEach((weight, index) => {
      expect(weight).toBeCloseTo(expected[index] ?? NaN, 3);
    });
    for (const network of [asItIs, fitted]) network.dispose();
    plain.dispose();
  },
);

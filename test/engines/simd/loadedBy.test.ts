import { expect, test } from 'vitest';
import { simd } from '../../../src/engines/simd/simd.ts';
import { buildArchitecture } from '../../../src/networks/buildArchitecture.ts';
import { cnn } from '../../../src/networks/cnn.ts';
import { initialWeights } from '../../../src/networks/initialize.ts';
import { conv } from '../../../src/networks/layers/conv.ts';
import { reshape } from '../../../src/networks/layers/reshape.ts';
import { network } from '../../../src/networks/network.ts';
import { sgd } from '../../../src/optimizers/optimizer.ts';
import { createRandom } from '../../../src/random/createRandom.ts';
import { Box } from '../../../src/spaces/box.ts';
import { Discrete } from '../../../src/spaces/discrete.ts';

const cases = {
  'planes of bytes': {
    shape: [3, 6, 7],
    spec: cnn({ convolutions: [{ filters: 4, kernelSize: 3 }], hidden: [5] }),
  },
  // Begins with a layer that is a view of its input.
  'numbers as an image': {
    shape: [12],
    spec: network({
      layers: [
        reshape({ shape: [3, 4, 1] }),
        conv({ filters: 2, kernelSize: 2, activation: 'linear' }),
      ],
    }),
  },
} as const;

test.each(Object.keys(cases))('observations that another pass has loaded: %s', (name) => {
  const { shape, spec } = cases[name as keyof typeof cases];
  const isBytes = shape.length === 3;
  const space = new Box(
    isBytes ? { low: 0, high: 255, shape, dtype: 'uint8' } : { low: -1e3, high: 1e3, shape },
  );
  const architecture = buildArchitecture(spec, space, new Discrete(2));
  const random = createRandom(4);
  const engine = simd().create({
    architecture,
    weights: initialWeights(architecture, random),
    optimizer: sgd({ learningRate: 0.1 }),
    gradientClipNorm: null,
  });
  const some = (count: number): Uint8Array | Float32Array => {
    const length = count * architecture.input.size;
    const numbers = Array.from({ length }, () => random.integer(256));
    return isBytes ? Uint8Array.from(numbers) : Float32Array.from(numbers);
  };
  const [first, second] = [some(3), some(5)];
  const loaded = engine.forward('online', first, 3).sync().slice();
  engine.forward('online', second, 5);
  engine.forward('target', first, 3);
  expect(engine.forward('online', first, 3, undefined, 'target').sync()).toEqual(loaded);
  // The next pass that loads reads what it is given, and leaves the other's alone.
  const other = engine.forward('online', second, 5).sync().slice();
  expect(other.subarray(0, 6)).not.toEqual(loaded);
  engine.forward('target', second, 5);
  expect(engine.forward('online', second, 5, undefined, 'target').sync()).toEqual(other);
  engine.dispose();
});

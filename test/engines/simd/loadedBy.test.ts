import { expect, test } from 'vitest';
import { simd } from '../../../src/engines/simd/simd.ts';
import { buildArchitecture } from '../../../src/networks/buildArchitecture.ts';
import { cnn } from '../../../src/networks/cnn.ts';
import { initialWeights } from '../../../src/networks/initialize.ts';
import { sgd } from '../../../src/optimizers/optimizer.ts';
import { createRandom } from '../../../src/random/createRandom.ts';
import { Box } from '../../../src/spaces/box.ts';
import { Discrete } from '../../../src/spaces/discrete.ts';

test('observations that another pass has loaded give what they give when they are loaded', () => {
  const space = new Box({ low: 0, high: 255, shape: [3, 6, 7], dtype: 'uint8' });
  const spec = cnn({ convolutions: [{ filters: 4, kernelSize: 3 }], hidden: [5] });
  const architecture = buildArchitecture(spec, space, new Discrete(2));
  const random = createRandom(4);
  const engine = simd().create({
    architecture,
    weights: initialWeights(architecture, random),
    optimizer: sgd({ learningRate: 0.1 }),
    gradientClipNorm: null,
  });
  const some = (count: number): Uint8Array =>
    Uint8Array.from({ length: count * 126 }, () => random.integer(256));
  const [first, second] = [some(3), some(5)];
  const loaded = engine.forward('online', first, 3).sync().slice();
  engine.forward('target', first, 3);
  expect(engine.forward('online', first, 3, undefined, 'target').sync()).toEqual(loaded);
  // The next pass that loads reads what it is given, and leaves the other's alone.
  const other = engine.forward('online', second, 5).sync().slice();
  expect(other.subarray(0, 6)).not.toEqual(loaded);
  engine.forward('target', second, 5);
  expect(engine.forward('online', second, 5, undefined, 'target').sync()).toEqual(other);
  engine.dispose();
});

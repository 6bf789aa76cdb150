import { describe, expect, test } from 'vitest';
import type { Layer } from '../../src/networks/layers/table.ts';
import { buildArchitecture } from '../../src/networks/buildArchitecture.ts';
import { initialWeights } from '../../src/networks/initialize.ts';
import { dataEfficientCnn, dqnNips2013Cnn, natureCnn } from '../../src/networks/knownCnns.ts';
import { sgd } from '../../src/optimizers/optimizer.ts';
import { createRandom } from '../../src/random/createRandom.ts';
import { Box } from '../../src/spaces/box.ts';
import { Discrete } from '../../src/spaces/discrete.ts';
import { expectClose } from '../engines/expectClose.ts';
import { convolutionEngines, makeOn } from '../engines/onEngine.ts';
import { referenceGradient } from '../engines/referenceGradient.ts';
import { referenceOutputs } from '../engines/referenceNetwork.ts';

const pixels = new Box({ low: 0, high: 255, shape: [84, 84, 4], dtype: 'uint8' });
const planes = new Box({ low: 0, high: 255, shape: [4, 84, 84], dtype: 'uint8' });

const networks = [
  {
    make: natureCnn,
    shapes: [[20, 20, 32], [9, 9, 64], [7, 7, 64], 512],
    // 8,224 + 32,832 + 36,928 + 1,606,144
    weights: [(8 * 8 * 4 + 1) * 32, (4 * 4 * 32 + 1) * 64, (3 * 3 * 64 + 1) * 64, 3137 * 512],
    total: 1_684_128,
    // One whose units keep away from where ReLU has no slope.
    seed: 1,
  },
  {
    make: dqnNips2013Cnn,
    shapes: [[20, 20, 16], [9, 9, 32], 256],
    // 4,112 + 8,224 + 663,808
    weights: [(8 * 8 * 4 + 1) * 16, (4 * 4 * 16 + 1) * 32, (9 * 9 * 32 + 1) * 256],
    total: 676_144,
    seed: 1,
  },
  {
    make: dataEfficientCnn,
    // Without padding: 84 → 16 → 3.
    shapes: [[16, 16, 32], [3, 3, 64], 256],
    // 3,232 + 51,264 + 147,712
    weights: [(5 * 5 * 4 + 1) * 32, (5 * 5 * 32 + 1) * 64, (3 * 3 * 64 + 1) * 256],
    total: 202_208,
    seed: 1,
  },
];

describe.each(networks)('$make.name', ({ make, shapes, weights, total, seed }) => {
  const units = shapes.at(-1) as number;

  test.each([4, 18])('has the layers and weights of the paper, with %i actions', (count) => {
    const { trunk, parameterCount } = buildArchitecture(make(), pixels, new Discrete(count));
    const shapeOf = (layer: Layer) => (layer.type === 'conv' ? layer.outputShape : layer.units);
    expect(trunk.map(shapeOf)).toEqual(shapes);
    expect(trunk.every((layer) => 'activation' in layer && layer.activation === 'relu')).toBe(true);
    expect(weights.reduce((sum, each) => sum + each)).toBe(total);
    expect(parameterCount).toBe(total + (units + 1) * count);
  });

  test('takes planes as it takes pixels', () => {
    const [one, other] = [pixels, planes].map((space) =>
      buildArchitecture(make(), space, new Discrete(4)),
    );
    expect(other?.trunk).toEqual(one?.trunk);
    expect([one?.input.channels, other?.input.channels]).toEqual(['last', 'first']);
    const explicit = buildArchitecture(make({ channels: 'first' }), planes, new Discrete(4));
    expect(explicit.input).toEqual(other?.input);
  });

  test('takes dueling streams, which have one output more', () => {
    const spec = make({ dueling: true });
    const { parameterCount, output } = buildArchitecture(spec, pixels, new Discrete(6));
    expect(output.type).toBe('dueling');
    expect(parameterCount).toBe(total + (units + 1) * (1 + 6));
  });

  test('takes no other option', () => {
    expect(() => make({ hidden: [2] } as never)).toThrow(`${make.name} has no option 'hidden'`);
  });

  test.each(convolutionEngines)(
    'outputs and gradients of planes as defined, %s',
    async (name) => {
      const architecture = buildArchitecture(make(), planes, new Discrete(3));
      const random = createRandom(seed);
      const vector = initialWeights(architecture, random);
      const batch = 2;
      const packed = Uint8Array.from({ length: batch * planes.size }, () => random.integer(256));
      const rows = [...Array(batch).keys()].map((row) => [
        ...packed.subarray(row * planes.size, (row + 1) * planes.size),
      ]);
      const upstream = Float32Array.from({ length: batch * 3 }, () => random.normal());
      const reference = referenceGradient(architecture, vector, rows, upstream);
      expect(reference.distanceToKink).toBeGreaterThan(3e-7);

      const optimizer = sgd({ learningRate: 1 });
      const options = { architecture, optimizer, gradientClipNorm: null, weights: vector };
      const engine = await makeOn(name, options);
      const pass = engine.forwardForTraining(packed, batch);
      const expected = referenceOutputs(architecture, vector, rows).flat();
      expectClose(pass.outputs.sync(), expected, 1e-5);
      pass.backward(upstream, 0.1);
      expectClose(engine.gradient().sync(), reference.gradient, 1e-5);
      engine.dispose();
    },
    60_000,
  );
});

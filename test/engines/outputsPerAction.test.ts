import { expect, test } from 'vitest';
import { buildArchitecture } from '../../src/networks/buildArchitecture.ts';
import { initialWeights } from '../../src/networks/initialize.ts';
import { mlp } from '../../src/networks/mlp.ts';
import { sgd } from '../../src/optimizers/optimizer.ts';
import { createRandom } from '../../src/random/createRandom.ts';
import { Box } from '../../src/spaces/box.ts';
import { Discrete } from '../../src/spaces/discrete.ts';
import { expectClose } from './expectClose.ts';
import { convolutionEngines as engines, makeOn } from './onEngine.ts';

const space = new Box({ low: -Infinity, high: Infinity, shape: [2] });
const plain = { optimizer: sgd({ learningRate: 0.1 }), gradientClipNorm: null };

test.each(engines)(
  'dueling combines each of the outputs of an action by itself: %s',
  async (name) => {
    const architecture = buildArchitecture(
      mlp({ hidden: [], dueling: true }),
      space,
      new Discrete(3),
      2,
    );
    expect(architecture).toMatchObject({ actions: 3, outputsPerAction: 2, outputs: 6 });
    const weights = initialWeights(architecture, createRandom(1)).fill(0);
    // Only biases: V = [10, 20], A = [[1, 2], [3, 5], [8, 5]], whose means are [4, 4].
    for (const { name: parameter, offset } of architecture.parameters) {
      if (parameter === 'value0.bias') weights.set([10, 20], offset);
      if (parameter === 'advantage0.bias') weights.set([1, 2, 3, 5, 8, 5], offset);
    }
    const engine = await makeOn(name, { architecture, weights, ...plain });
    const pass = engine.forwardForTraining(Float32Array.of(1, 1), 1);
    expectClose(pass.outputs.sync(), [7, 18, 9, 21, 14, 21], 1e-6);
    pass.backward(Float32Array.of(1, 0, 2, 0, 0, 6), 1);
    const gradient = engine.gradient().sync();
    const found = Object.fromEntries(
      architecture.parameters.map(({ name: parameter, offset, size }) => [
        parameter,
        gradient.slice(offset, offset + size),
      ]),
    );
    // The sums over actions are [3, 6]; less their means [1, 2] for the advantages.
    expectClose(found['value0.bias'] ?? [], [3, 6], 1e-6);
    expectClose(found['advantage0.bias'] ?? [], [0, -2, 1, -2, -1, 4], 1e-6);
    engine.dispose();
  },
);

test('engines agree on dueling networks of several outputs', async () => {
  const random = createRandom(2);
  const spec = mlp({ hidden: [5], dueling: [4], activation: 'tanh' });
  const architecture = buildArchitecture(spec, space, new Discrete(4), 7);
  const weights = initialWeights(architecture, random);
  const rows = Float32Array.from({ length: 6 }, () => random.normal());
  const upstream = Float32Array.from({ length: 3 * 28 }, () => random.normal());
  const results: Float32Array[][] = [];
  for (const name of engines) {
    const engine = await makeOn(name, { architecture, weights, ...plain });
    const pass = engine.forwardForTraining(rows, 3);
    const outputs = pass.outputs.sync().slice();
    pass.backward(upstream, 0.1);
    results.push([outputs, engine.gradient().sync().slice()]);
    engine.dispose();
  }
  const [first = [], ...others] = results;
  for (const other of others) {
    first.forEach((array, index) => {
      expectClose(other[index] ?? [], array, 1e-5);
    });
  }
});

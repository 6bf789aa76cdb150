import { describe, expect, test } from 'vitest';
import type { NetworkShape } from '../../src/networks/architecture.ts';
import { buildArchitecture } from '../../src/networks/buildArchitecture.ts';
import { initialWeights } from '../../src/networks/initialize.ts';
import { conv } from '../../src/networks/layers/conv.ts';
import { dense } from '../../src/networks/layers/dense.ts';
import { embeddingTable } from '../../src/networks/layers/embedding.ts';
import { fractionEmbedding } from '../../src/networks/layers/fractionEmbedding.ts';
import { layerNorm } from '../../src/networks/layers/layerNorm.ts';
import { reshape } from '../../src/networks/layers/reshape.ts';
import { network } from '../../src/networks/network.ts';
import { sgd } from '../../src/optimizers/optimizer.ts';
import { createRandom } from '../../src/random/createRandom.ts';
import { Box } from '../../src/spaces/box.ts';
import { Discrete } from '../../src/spaces/discrete.ts';
import { sampleRows } from './cases.ts';
import { expectClose } from './expectClose.ts';
import { convolutionEngines, makeOn } from './onEngine.ts';
import { numericGradient, referenceOutputs } from './referenceNetwork.ts';

const box = (...shape: number[]) => new Box({ low: -Infinity, high: Infinity, shape });
const hidden = dense({ units: 5, activation: 'tanh' });
const linear = dense({ units: 4, activation: 'linear' });

const cases = [
  { name: 'behind a dense layer', space: box(3), layers: [hidden, fractionEmbedding()] },
  {
    name: 'of the observations, cosines from 1',
    space: box(3),
    layers: [fractionEmbedding({ cosines: 7, first: 1 }), hidden],
  },
  {
    name: 'dueling streams, layer norm behind it',
    space: box(3),
    layers: [hidden, fractionEmbedding({ cosines: 6 }), linear, layerNorm()],
    dueling: [4],
  },
  {
    name: 'a convolution, and a view behind it',
    space: box(4, 3, 2),
    layers: [
      conv({ filters: 3, kernelSize: 2, activation: 'tanh' }),
      fractionEmbedding({ cosines: 5 }),
      reshape({ shape: [-1] }),
      hidden,
    ],
  },
  {
    name: 'a table',
    space: new Discrete(7),
    layers: [embeddingTable({ size: 6 }), fractionEmbedding({ cosines: 4 })],
    dueling: true,
  },
];
const actionSpace = new Discrete(3);
const plain = { optimizer: sgd({ learningRate: 0.1 }), gradientClipNorm: null };

describe.each(convolutionEngines)('%s', (engineName) => {
  test.each(cases)('$name: outputs and gradients as defined', async (given) => {
    const { space, layers, dueling = false } = given;
    const random = createRandom(4);
    const spec = network({ layers, dueling, activation: 'tanh' });
    const architecture = buildArchitecture(spec, space, actionSpace);
    expect(architecture.takesFractions).toBe(true);
    const weights = initialWeights(architecture, random);
    const engine = await makeOn(engineName, { architecture, weights, ...plain });
    const engineCase = {
      name: given.name,
      environment: { observationSpace: space, actionSpace },
      network: spec,
    };
    // Of one size after the other, as acting and learning take turns.
    for (const [batch, count] of [
      [1, 2],
      [5, 3],
      [2, 9],
    ] as const) {
      const { rows, packed } = sampleRows(engineCase, batch, random);
      const drawn = Float32Array.from({ length: batch * count }, () => random.uniform());
      const draws = { noise: null, fractions: drawn };
      // One row for each fraction.
      const oneByOne = Array.from(drawn, (_, index) => rows[Math.floor(index / count)]!);
      const fractions = [...drawn];
      const upstream = Float32Array.from({ length: batch * 3 * count }, () => random.normal());
      /** `[batch · count][actions]` as `[batch, actions, count]`. */
      const arranged = (outputs: number[][]): number[] =>
        rows.flatMap((_, row) =>
          [0, 1, 2].flatMap((action) =>
            outputs.slice(row * count, (row + 1) * count).map((each) => each[action]!),
          ),
        );
      const expected = arranged(referenceOutputs(architecture, weights, oneByOne, fractions));
      expectClose(engine.forward('target', packed, batch, draws).sync(), expected, 1e-5);
      const pass = engine.forwardForTraining(packed, batch, draws);
      expectClose(pass.outputs.sync(), expected, 1e-5);
      // What comes after a pass makes no difference to it.
      const others = { noise: null, fractions: drawn.map((value) => 1 - value) };
      engine.forward('online', packed, batch, others).discard();
      pass.backward(upstream, 0);
      const slopes = numericGradient(
        architecture,
        Float64Array.from(weights),
        oneByOne,
        (outputs) =>
          arranged(outputs).reduce((sum, value, index) => sum + value * upstream[index]!, 0),
        fractions,
      );
      expectClose(engine.gradient().sync(), slopes, 1e-4);
    }
    engine.dispose();
  });

  test('fractions that are missing or cannot be shared out are refused', async () => {
    const spec = network({ layers: [fractionEmbedding({ cosines: 3 })] });
    const architecture = buildArchitecture(spec, box(3), actionSpace);
    const weights = initialWeights(architecture, createRandom(1));
    const engine = await makeOn(engineName, { architecture, weights, ...plain });
    const rows = new Float32Array(6);
    expect(() => engine.forward('online', rows, 2)).toThrow('received none');
    const draws = { noise: null, fractions: new Float32Array(3) };
    expect(() => engine.forwardForTraining(rows, 2, draws)).toThrow('received 3 for 2');
    engine.dispose();
  });
});

test('a network takes fractions once', () => {
  const spec = network({ layers: [fractionEmbedding(), fractionEmbedding()] });
  expect((): NetworkShape => buildArchitecture(spec, box(3), actionSpace)).toThrow(
    'A network takes fractions once',
  );
});

test.each([
  [{ cosines: 0 }, 'cosines must be a whole number from 1'],
  [{ first: 2 }, 'first must be a whole number from 0 to 1'],
  [{ size: 3 }, "no option 'size'"],
])('refuses %o', (options, message) => {
  expect(() => fractionEmbedding(options as never)).toThrow(message);
});

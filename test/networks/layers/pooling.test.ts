import { describe, expect, test } from 'vitest';
import { buildArchitecture } from '../../../src/networks/buildArchitecture.ts';
import { cnn } from '../../../src/networks/cnn.ts';
import { averagePool } from '../../../src/networks/layers/averagePool.ts';
import { maxPool } from '../../../src/networks/layers/maxPool.ts';
import type { PoolLayer } from '../../../src/networks/layers/pooling.ts';
import { network } from '../../../src/networks/network.ts';
import { summarize } from '../../../src/networks/summary.ts';
import { Box } from '../../../src/spaces/box.ts';
import { Discrete } from '../../../src/spaces/discrete.ts';
import { makeEngine } from '../../engines/simd/support.ts';
import { setUpBackend } from '../../support/backends.ts';

const actions = new Discrete(3);
const image = (...shape: number[]): Box => new Box({ low: 0, high: 1, shape });

describe('where the windows are, by hand', () => {
  test.each([
    [{ size: 2 }, [21, 21], [10, 10], [0, 0, 0, 0]],
    [{ size: 2 }, [5, 4], [2, 2], [0, 0, 0, 0]],
    [{ size: 3, stride: 2 }, [7, 8], [3, 3], [0, 0, 0, 0]],
    [{ size: 2, stride: 3 }, [7, 6], [2, 2], [0, 0, 0, 0]],
    [{ size: 2, padding: 'same' }, [5, 4], [3, 2], [0, 1, 0, 0]],
    [{ size: 3, stride: 1, padding: 'same' }, [4, 4], [4, 4], [1, 1, 1, 1]],
  ] as const)('%o on %o', (options, [height, width], [rows, columns], padding) => {
    const spec = network({ layers: [maxPool(options)] });
    const { trunk } = buildArchitecture(spec, image(height, width, 3), actions);
    expect(trunk[0]).toMatchObject({
      type: 'maxPool',
      inputShape: [height, width, 3],
      outputShape: [rows, columns, 3],
      units: rows * columns * 3,
      padding,
      activation: 'linear',
    } satisfies Partial<PoolLayer<'maxPool'>>);
  });
});

describe.each(['simd', 'tfjs'] as const)('by hand, on %s', (choice) => {
  /** What the outputs are of these observations, with an output layer that picks the pixels. */
  async function run(layer: ReturnType<typeof maxPool | typeof averagePool>, x: number[]) {
    if (choice === 'tfjs') await setUpBackend('wasm');
    const options = { network: network({ layers: [layer] }), shape: [3, 4, 1], choice };
    const engine = makeEngine({ ...options, actions: 2 });
    const { parameters, parameterCount } = engine.architecture;
    // Output 0 is the first pixel of the pool, output 1 the second.
    const weights = new Float32Array(parameterCount);
    weights[parameters[0]?.offset ?? NaN] = 1;
    weights[(parameters[0]?.offset ?? NaN) + 3] = 1;
    engine.setWeights(weights);
    const outputs = [...engine.forward('online', Float32Array.from(x), 1).sync()];
    engine.dispose();
    return outputs;
  }

  // prettier-ignore
  const x = [
    1, 5, -2, -3,
    4, 2, -9, -1,
    7, 7, 7, 7,
  ];

  test('the largest, and the mean, of windows that stay inside', async () => {
    expect(await run(maxPool(), x)).toEqual([5, -1]);
    expect(await run(averagePool(), x)).toEqual([3, -3.75]);
  });

  test('an activation', async () => {
    expect(await run(maxPool({ activation: 'relu' }), x)).toEqual([5, 0]);
  });

  test('of windows that reach beyond the image, the pixels inside', async () => {
    // A row above the image and a column to the right of it: the first window holds six pixels.
    const same = { size: 3, stride: 2, padding: 'same' } as const;
    expect(await run(averagePool(same), x)).toEqual([Math.fround(1 / 6), -3.75]);
    expect(
      await run(
        maxPool(same),
        x.map((value) => value - 10),
      ),
    ).toEqual([-5, -11]);
  });
});

test('the gradient goes to the first of the largest, alike on both engines', async () => {
  await setUpBackend('cpu');
  // A convolution whose outputs are all alike, so that every window ties.
  for (const choice of ['simd', 'tfjs'] as const) {
    const engine = makeEngine({
      network: cnn({
        convolutions: [{ filters: 1, kernelSize: 1, pooling: { type: 'max', size: 2 } }],
        hidden: [],
        activation: 'linear',
      }),
      shape: [2, 2, 1],
      actions: 1,
      choice,
    });
    // kernel 0, bias 0, output weight 1: the outputs are 0, 0, 0, 0.
    engine.setWeights(Float32Array.of(0, 0, 1, 0));
    const pass = engine.forwardForTraining(Float32Array.of(3, 5, 7, 11), 1);
    pass.outputs.discard();
    pass.backward(Float32Array.of(1), 0.1);
    // d/dkernel is the first pixel.
    expect([...engine.gradient().sync()]).toEqual([3, 1, 0, 1]);
    engine.dispose();
  }
});

test('cnn puts the activation behind the pooling', () => {
  const spec = cnn({
    convolutions: [
      { filters: 4, kernelSize: 3, pooling: { type: 'average', size: 3, stride: 1 } },
      { filters: 2, kernelSize: 2 },
    ],
    hidden: [],
    activation: 'elu',
  });
  expect(spec.layers).toMatchObject([
    { type: 'conv', activation: 'linear' },
    { type: 'averagePool', size: 3, stride: 1, padding: 'valid', activation: 'elu' },
    { type: 'conv', activation: 'elu' },
  ]);
});

test('a summary names the windows', () => {
  const spec = network({ layers: [averagePool({ size: 2, activation: 'relu' })] });
  expect(summarize(buildArchitecture(spec, image(4, 4, 1), actions))).toMatch(
    /layer {3}average pooling 4×4×1 → 2×2×1 relu, window 2×2, stride 2 +0/,
  );
});

test.each([
  [() => maxPool({ size: 0 }), 'size must be a whole number'],
  [() => maxPool({ stride: 1.5 }), 'stride must be a whole number'],
  [() => maxPool({ padding: 'full' as never }), 'padding must be'],
  [() => averagePool({ activation: 'gelu' as never }), 'activation must be'],
  [() => averagePool({ poolSize: 2 } as never), "no option 'poolSize'"],
  [
    () => cnn({ convolutions: [{ filters: 1, kernelSize: 1, pooling: {} as never }], hidden: [] }),
    'pooling.type must be',
  ],
  [
    () => buildArchitecture(network({ layers: [maxPool()] }), image(9), actions),
    'A max pooling layer needs observations of shape [height, width, channels]',
  ],
  [
    () => buildArchitecture(network({ layers: [maxPool()] }), image(5, 1, 3), actions),
    'A window of 2 × 2 does not fit an image',
  ],
])('what is out of range is refused %#', (make, message) => {
  expect(make).toThrow(expect.objectContaining({ name: 'OptionsError' }));
  expect(make).toThrow(message);
});

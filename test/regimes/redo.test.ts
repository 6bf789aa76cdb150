import { describe, expect, test } from 'vitest';
import {
  Box,
  cnn,
  iqnHead,
  mlp,
  OptionsError,
  qHead,
  QNetwork,
  redo,
  createRandom,
  type Batch,
  type Head,
  type NetworkSpec,
  type WeightTensors,
} from '../../src/index.ts';
import { setUpBackend } from '../support/backends.ts';
import { tfjs } from '../../src/tfjs.ts';
import { environment, later, makeAgent, run, runAsync } from './world.ts';

const image = new Box({ low: 0, high: 1, shape: [5, 5, 2] });

/** A network with the given units of its hidden layers dead: no weight in, and a bias below 0. */
async function makeDead(
  spec: NetworkSpec,
  dead: Readonly<Record<string, number>>,
  observationSpace: Box = environment.observationSpace,
  head: Head = qHead(),
): Promise<{ network: QNetwork; before: WeightTensors; batch: Batch }> {
  const { actionSpace } = environment;
  const network = new QNetwork({
    environment: { observationSpace, actionSpace },
    network: spec,
    head,
    seed: 4,
  });
  const size = 8;
  const observations = Float32Array.from({ length: size * observationSpace.size }, (_, at) =>
    Math.abs(Math.sin(at)),
  );
  const batch: Batch = {
    ...{ size, observations, nextObservations: observations.slice() },
    actions: new Int32Array(size).map((_, at) => at % 2),
    rewards: new Float32Array(size).fill(1),
    discounts: new Float32Array(size).fill(0.9),
    weights: new Float32Array(size).fill(1),
    nextActionMasks: null,
  };
  // Moments that are not 0.
  for (let update = 0; update < 3; update++) network.update(batch);
  // All other units are well alive.
  const weights = await network.getWeights();
  for (const [name, tensor] of Object.entries(weights)) {
    const data = tensor.data as Float32Array;
    const unit = dead[name.split('.')[0]!];
    const units = tensor.shape.at(-1)!;
    data.forEach((value, at) => {
      if (name.endsWith('.bias')) data[at] = 0.3;
      if (name.endsWith('.kernel')) data[at] = Math.abs(value) / 4;
      if (at % units !== unit) return;
      if (name.endsWith('.kernel')) data[at] = 0;
      if (name.endsWith('.bias')) data[at] = -1;
    });
  }
  network.setWeights(weights);
  return { network, before: await network.getWeights(), batch };
}

const slotsOf = async (network: QNetwork): Promise<WeightTensors[]> => {
  const { optimizer } = (await network.getState()) as unknown as {
    optimizer: { slots: Record<string, WeightTensors> };
  };
  return Object.values(optimizer.slots);
};

const make = (network: QNetwork, threshold = 0.025) =>
  redo({ everyUpdates: 3, threshold }).create({ network, random: createRandom(1) });

/** Which weights belong to a unit: in, or out. */
function touches(
  name: string,
  at: number,
  shape: readonly number[],
  into: Readonly<Record<string, number>>,
  outOf: Readonly<Record<string, readonly [unit: number, units: number]>>,
): 'in' | 'out' | null {
  const layer = name.split('.')[0]!;
  const columns = shape.at(-1)!;
  const row = outOf[layer];
  if (row && name.endsWith('.kernel') && Math.floor(at / columns) % row[1] === row[0]) return 'out';
  return into[layer] === at % columns ? 'in' : null;
}

const cases: readonly [
  string,
  NetworkSpec,
  Box,
  Record<string, number>,
  Record<string, readonly [number, number]>,
  Head?,
][] = [
  [
    'dense layers',
    mlp({ hidden: [5, 4] }),
    environment.observationSpace,
    { layer0: 2, layer1: 1 },
    { layer1: [2, 5], output: [1, 4] },
  ],
  [
    'dueling streams',
    mlp({ hidden: [4], dueling: [3] }),
    environment.observationSpace,
    { layer0: 3, value0: 0, advantage0: 2 },
    { value0: [3, 4], advantage0: [3, 4], value1: [0, 3], advantage1: [2, 3] },
  ],
  [
    'filters of convolutions',
    cnn({
      convolutions: [
        { filters: 3, kernelSize: 2 },
        { filters: 4, kernelSize: 2 },
      ],
      hidden: [4],
    }),
    image,
    { layer0: 1, layer1: 3 },
    { layer1: [1, 3], layer2: [3, 4] },
  ],
  [
    'implicit quantiles, the layer of fractions behind all',
    mlp({ hidden: [5, 4] }),
    environment.observationSpace,
    { layer0: 2, layer1: 1 },
    { layer1: [2, 5], output: [1, 4] },
    iqnHead({ fractions: { acting: 8, online: 3, target: 2 } }),
  ],
  [
    'implicit quantiles, the layer of fractions between images and dense layers',
    cnn({ convolutions: [{ filters: 3, kernelSize: 2 }], hidden: [4] }),
    image,
    { layer0: 1, layer2: 3 },
    { layer2: [1, 3], output: [3, 4] },
    iqnHead({ fractions: { acting: 8, online: 3, target: 2 } }),
  ],
];

describe.each(cases)('%s with dead units', (_, spec, space, dead, outOf, head) => {
  test('those begin anew, nothing else changes, and the values stay', async () => {
    const { network, before, batch } = await makeDead(spec, dead, space, head);
    const values = network.qValues(batch.observations);
    const slotsBefore = await slotsOf(network);
    const reset = await make(network).afterUpdate(3, batch);
    const after = await network.getWeights();
    const slots = await slotsOf(network);
    let changed = 0;
    for (const [name, { data, shape }] of Object.entries(before)) {
      (data as Float32Array).forEach((value, at) => {
        const now = after[name]!.data[at]!;
        const what = touches(name, at, shape, dead, outOf);
        if (what) changed += 1;
        if (what === 'out') expect(now).toBe(0);
        if (what === 'in') expect(now).not.toBe(value);
        if (what === null) expect(now).toBe(value);
        slots.forEach((slot, index) => {
          const moment = slot[name]!.data[at]!;
          expect(moment).toBe(what ? 0 : slotsBefore[index]![name]!.data[at]!);
        });
      });
    }
    expect(reset).toEqual({ kind: 'redo', weights: changed, units: Object.keys(dead).length });
    // A dead unit gave nothing, and a new one has nothing to give yet.
    network.qValues(batch.observations).forEach((value, at) => {
      expect(value).toBeCloseTo(values[at]!, 6);
    });
    // The target follows by its next renewal.
    expect(await network.getWeights('target')).toEqual(before);
    expect(network.updates).toBe(3);
    network.dispose();
  });
});

test('a unit between two dead ones: what is in and out at once becomes 0', async () => {
  const { network, batch } = await makeDead(mlp({ hidden: [3, 3] }), { layer0: 0, layer1: 2 });
  await make(network).afterUpdate(3, batch);
  const { 'layer1.kernel': kernel } = await network.getWeights();
  expect([...(kernel!.data as Float32Array)].slice(0, 3)).toEqual([0, 0, 0]);
  network.dispose();
});

test.each([
  [0.6, 1],
  [1.3, 2],
])(
  'threshold %d: units at most so many times the mean of the layer, %i of three',
  async (threshold, count) => {
    const { actionSpace } = environment;
    const observationSpace = new Box({ low: 0, high: 1, shape: [1] });
    const network = new QNetwork({
      environment: { observationSpace, actionSpace },
      network: mlp({ hidden: [3] }),
    });
    const weights = await network.getWeights();
    (weights['layer0.kernel']!.data as Float32Array).set([1, 2, 3]);
    (weights['layer0.bias']!.data as Float32Array).fill(0);
    network.setWeights(weights);
    // Outputs 1, 2 and 3 of mean 2: scores 0.5, 1 and 1.5.
    const observations = Float32Array.of(0.5, 1.5);
    const batch = { size: 2, observations } as unknown as Batch;
    const reset = await make(network, threshold).afterUpdate(3, batch);
    expect(reset).toMatchObject({ units: count });
    network.dispose();
  },
);

test('nothing is done where all units are alive, or it is not time', async () => {
  const { network, before, batch } = await makeDead(mlp({ hidden: [5] }), {});
  const recycling = make(network);
  expect(await recycling.afterUpdate(3, batch)).toBeNull();
  expect(await recycling.afterUpdate(4, batch)).toBeNull();
  expect(await network.getWeights()).toEqual(before);
  // Not even the last gradient is lost.
  expect(Object.keys(await network.gradient())).toContain('layer0.kernel');
  network.dispose();
});

test('noisy and normalised layers: deviations, scales and offsets begin anew too', async () => {
  const spec = mlp({ hidden: [4], layerNorm: true, noisy: {} });
  const { network, batch } = await makeDead(spec, {});
  const weights = await network.getWeights();
  // The third unit is off behind the normalisation.
  (weights['layer1.scale']!.data as Float32Array).set([2, 2, 0, 2]);
  (weights['layer1.offset']!.data as Float32Array).set([3, 3, -1, 3]);
  (weights['layer0.kernelSigma']!.data as Float32Array).fill(9);
  (weights['output.kernelSigma']!.data as Float32Array).fill(9);
  network.setWeights(weights);
  expect(await make(network).afterUpdate(3, batch)).toMatchObject({ units: 1 });
  const after = await network.getWeights();
  const data = (name: string): number[] => [...(after[name]!.data as Float32Array)];
  expect(data('layer1.scale')).toEqual([2, 2, 1, 2]);
  expect(data('layer1.offset')).toEqual([3, 3, 0, 3]);
  const sigma = Math.fround(0.5 / Math.sqrt(3));
  expect(data('layer0.kernelSigma').map((x, at) => (at % 4 === 2 ? x === sigma : x === 9))).toEqual(
    new Array(12).fill(true),
  );
  expect(data('output.kernelSigma')).toEqual([9, 9, 9, 9, 0, 0, 9, 9]);
  network.dispose();
});

describe('in an agent', () => {
  const dormant = redo({ everyUpdates: 4, threshold: 0.9 });

  test('the update tells it, saved agents go on, and engines that wait do the same', async () => {
    const made = { dormant };
    const [whole, first, second, waiting] = [
      ...[makeAgent(made), makeAgent(made), makeAgent({ ...made, seed: 9 })],
      makeAgent({ ...made, engine: later }),
    ] as const;
    const results = run(whole, 41);
    const times = results.flatMap(({ updates, resets }) => (resets ? [updates] : []));
    expect(times).toContain(4);
    for (const updates of times) expect(updates % 4).toBe(0);
    run(first, 18);
    second.setState(await first.getState());
    run(second, 23);
    expect(await second.getState()).toEqual(await whole.getState());
    await runAsync(waiting, 41);
    expect(await waiting.network.getWeights()).toEqual(await whole.network.getWeights());
    for (const agent of [whole, first, second, waiting]) agent.dispose();
  });

  test('tfjs finds the same units', async () => {
    await setUpBackend('cpu');
    const [ours, theirs] = [makeAgent({ dormant }), makeAgent({ dormant, engine: tfjs() })];
    const units = (agent: typeof ours) =>
      run(agent, 14).map(({ resets }) => resets?.map((reset) => reset.units));
    expect(units(theirs)).toEqual(units(ours));
    for (const agent of [ours, theirs]) agent.dispose();
  });
});

test.each([
  [{ everyUpdates: 0 }, 'redo.everyUpdates must be a whole number of at least 1'],
  [{ threshold: -1 }, 'redo.threshold must be a finite number of at least 0'],
  [{ tau: 0.1 }, 'write threshold'],
])('refuses %j', (options, message) => {
  expect(() => redo(options as never)).toThrow(OptionsError);
  expect(() => redo(options as never)).toThrow(message);
});

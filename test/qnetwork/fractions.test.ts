import { describe, expect, test } from 'vitest';
import { DQNAgent } from '../../src/agents/dqnAgent.ts';
import { makeEnvironment } from '../../src/environments.ts';
import type { Head, HeadInput } from '../../src/heads/head.ts';
import { iqnHead } from '../../src/heads/iqnHead.ts';
import { qHead } from '../../src/heads/qHead.ts';
import { cnn } from '../../src/networks/cnn.ts';
import { embedding } from '../../src/networks/embedding.ts';
import { drawFractions, midpoints } from '../../src/networks/fractions.ts';
import { dense } from '../../src/networks/layers/dense.ts';
import { fractionEmbedding } from '../../src/networks/layers/fractionEmbedding.ts';
import { mlp } from '../../src/networks/mlp.ts';
import { network as layersOf } from '../../src/networks/network.ts';
import type { NetworkSpec } from '../../src/networks/spec.ts';
import { adam } from '../../src/optimizers/optimizer.ts';
import { greedy } from '../../src/policies/greedy.ts';
import { QNetwork } from '../../src/qnetwork/qNetwork.ts';
import { createRandom } from '../../src/random/createRandom.ts';
import { Box } from '../../src/spaces/box.ts';
import { Discrete } from '../../src/spaces/discrete.ts';
import { memoryStore } from '../../src/state/memoryStore.ts';
import { train } from '../../src/training/train.ts';
import { randomBatch } from '../engines/cases.ts';
import { engineNamed } from '../engines/engineNamed.ts';
import { expectClose } from '../engines/expectClose.ts';
import { setUpBackend } from '../support/backends.ts';

const box = new Box({ low: -Infinity, high: Infinity, shape: [3] });
const environment = { observationSpace: box, actionSpace: new Discrete(3) };
const counts = { acting: 4, online: 3, target: 5 };
const observations = Float32Array.of(0.1, -0.2, 0.3, 1, 2, -1);

const make = (head: Head, spec: NetworkSpec = mlp({ hidden: [6] }), seed = 1): QNetwork =>
  new QNetwork({ environment, network: spec, head, seed });
const caseOf = (spec: NetworkSpec) => ({ name: '', environment, network: spec });
const layerTypes = (network: QNetwork): string[] =>
  network.architecture.trunk.map(({ type }) => type);

describe('where the layer stands', () => {
  const images = {
    observationSpace: new Box({ low: 0, high: 255, shape: [8, 8, 2], dtype: 'uint8' }),
    actionSpace: new Discrete(2),
  };
  const convolutions = [{ filters: 2, kernelSize: 3 }];
  test.each([
    ['behind all layers', environment, mlp({ hidden: [6, 5] }), 'dense,dense,fractionEmbedding'],
    ['of no layers', environment, mlp({ hidden: [] }), 'fractionEmbedding'],
    [
      'between convolutions and dense layers',
      images,
      cnn({ convolutions, hidden: [6] }),
      'conv,fractionEmbedding,dense',
    ],
    [
      'before the streams on convolutions',
      images,
      cnn({ convolutions, hidden: [], dueling: [6] }),
      'conv,fractionEmbedding',
    ],
    [
      'behind a table',
      { observationSpace: new Discrete(5), actionSpace: new Discrete(2) },
      embedding({ size: 4 }),
      'embedding,fractionEmbedding',
    ],
    [
      'where the network has it',
      environment,
      layersOf({ layers: [fractionEmbedding({ cosines: 3 }), dense({ units: 4 })] }),
      'fractionEmbedding,dense',
    ],
  ])('%s', (_, spaces, spec, types) => {
    const head = iqnHead({ fractions: counts, embedding: { cosines: 8 } });
    const network = new QNetwork({ environment: spaces, network: spec, head });
    expect(layerTypes(network).join()).toBe(types);
    const given = spec.layers.some(({ type }) => type === 'fractionEmbedding');
    expect(network.summary()).toContain(`fraction embedding ${given ? 3 : 8} cosines`);
    network.dispose();
  });

  test('a network and a head that do not suit each other are refused', () => {
    const own = { ...iqnHead(), fractionLayer: null };
    expect(() => make(own)).toThrow("The head 'iqn' draws fractions, and the network has no layer");
    make(own, layersOf({ layers: [fractionEmbedding()] })).dispose();
    const spec = layersOf({ layers: [fractionEmbedding()] });
    expect(() => make(qHead(), spec)).toThrow("the head 'q' draws none");
    expect(() => make({ ...iqnHead(), outputsPerAction: 2 })).toThrow('outputsPerAction must be 1');
    const none = { ...counts, online: 0 };
    expect(() => make({ ...iqnHead(), fractions: none })).toThrow('fractions.online of the head');
    const source = { resolveNetwork: () => ({ architecture: plain.architecture, weights: null }) };
    const plain = make(qHead());
    expect(() => new QNetwork({ environment, network: source, head: iqnHead() })).toThrow(
      'as models of other libraries do not',
    );
    plain.dispose();
  });
});

describe('values', () => {
  test('are means over evenly spread fractions, or over drawn ones', () => {
    const network = make(iqnHead({ fractions: counts }));
    const means = [...network.qValues(observations)];
    expect(means).toHaveLength(6);
    expect([...network.qValues(observations)]).toEqual(means);
    // One observation has the values that it has among others.
    expect([...network.qValues(observations.slice(3))]).toEqual(means.slice(3));
    const drawn = (seed: number): number[] => [
      ...network.qValues(observations, 'online', createRandom(seed)),
    ];
    expect(drawn(1)).toEqual(drawn(1));
    expect(drawn(1)).not.toEqual(drawn(2));
    network.dispose();
    expect([...midpoints(2, 2)]).toEqual([0.25, 0.75, 0.25, 0.75]);
  });

  test('fractions are drawn within (0, 1), uniformly', () => {
    const drawn = drawFractions(10_000, createRandom(3));
    expect(drawn.every((value) => value > 0 && value < 1)).toBe(true);
    expect(drawn.reduce((sum, value) => sum + value, 0) / drawn.length).toBeCloseTo(0.5, 2);
    const ends = [0, 1 - 2 ** -53].map((value) => drawFractions(1, { uniform: () => value })[0]!);
    expect(ends[0]).toBeGreaterThan(0);
    expect(ends[1]).toBeLessThan(1);
  });
});

/** The inputs that a head got, with the numbers copied. */
function spyOn(head: Head, seen: HeadInput[]): Head {
  const copy = (outputs: Float32Array | null): Float32Array | null => outputs?.slice() ?? null;
  return {
    ...head,
    evaluate(input, result) {
      seen.push({
        ...input,
        online: input.online.slice(),
        nextTarget: input.nextTarget.slice(),
        nextOnline: copy(input.nextOnline),
        target: copy(input.target),
        fractions: copy(input.fractions),
      });
      head.evaluate(input, result);
    },
  };
}

test.each([{ double: true }, { double: false }, { munchausen: {} }])(
  'passes of an update have fractions of their own: %o',
  (options) => {
    const seen: HeadInput[] = [];
    const head = iqnHead({ fractions: counts, ...options });
    const network = make(spyOn(head, seen));
    const spec = mlp({ hidden: [6] });
    const batch = randomBatch(caseOf(spec), 4);
    // Every state is its own next state, so that passes of the same draws would agree.
    network.update({ ...batch, nextObservations: batch.observations });
    network.update({ ...batch, nextObservations: batch.observations });
    const [first, second] = seen as [HeadInput, HeadInput];
    expect(first.online).toHaveLength(4 * 3 * counts.online);
    expect(first.nextTarget).toHaveLength(4 * 3 * counts.target);
    expect(first.nextOnline?.length ?? 0).toBe(head.uses.nextOnline ? 4 * 3 * counts.acting : 0);
    expect(first.target?.length ?? 0).toBe(head.uses.target ? 4 * 3 * counts.target : 0);
    expect(first.fractions).toHaveLength(4 * counts.online);
    expect(new Set([...first.fractions!, ...second.fractions!]).size).toBe(2 * 4 * counts.online);
    expect(first.target).not.toEqual(first.nextTarget);
    // The target network has not moved, but its fractions have.
    expect(second.nextTarget).not.toEqual(first.nextTarget);
    network.dispose();
  },
);

describe.each<[string, NetworkSpec]>([
  ['mlp', mlp({ hidden: [6] })],
  ['dueling, noisy', mlp({ hidden: [6], dueling: [5], noisy: {} })],
])('%s', (_, spec) => {
  test.each([{}, { munchausen: {} }])('both engines learn alike: %o', async (options) => {
    await setUpBackend('cpu');
    const head = iqnHead({ fractions: counts, ...options });
    const networks = (['simd', 'tfjs'] as const).map(
      (name) =>
        new QNetwork({
          environment,
          network: spec,
          head,
          optimizer: adam({ learningRate: 0.01, epsilon: 0.1 }),
          engine: engineNamed(name),
        }),
    ) as [QNetwork, QNetwork];
    for (let update = 0; update < 20; update++) {
      const batch = {
        ...randomBatch(caseOf(spec), 6, update + 1),
        actionMasks: null,
        nextActionMasks: Uint8Array.from({ length: 18 }, (__, index) => (index % 3 ? 1 : 0)),
      };
      const [ours, theirs] = networks.map((network) => network.update(batch));
      expectClose([ours!.loss, ours!.meanQ], [theirs!.loss, theirs!.meanQ], 1e-4);
      expectClose(ours!.tdErrors, [...theirs!.tdErrors], 1e-4);
      for (const network of networks) network.syncTarget(0.1);
    }
    const [ours, theirs] = networks.map((network) => network.qValues(observations));
    expectClose(ours!, [...theirs!], 1e-4);
    for (const network of networks) network.dispose();
  });
});

describe('states', () => {
  const head = iqnHead({ fractions: counts });
  const spec = mlp({ hidden: [6], noisy: {} });

  test('hold the stream of fractions, and go on from it to the bit', async () => {
    const [one, other] = [make(head, spec, 1), make(head, spec, 2)];
    const batch = randomBatch(caseOf(spec), 8);
    one.update(batch);
    const state = await one.getState();
    other.setState(state);
    expect(other.update(batch).loss).toBe(one.update(batch).loss);
    expect(await other.getState()).toEqual(await one.getState());
    const { fractions: _, ...without } = state;
    expect(() => {
      other.setState(without);
    }).toThrow('fractions');
    const smaller = make(iqnHead({ embedding: { cosines: 8 } }), spec);
    expect(() => {
      smaller.setState(state);
    }).toThrow('architecture.spec.layers.1.cosines is 8 here and 64 there');
    for (const each of [one, other, smaller]) each.dispose();
  });

  test('of agents resume to the bit, and evaluation draws nothing', async () => {
    const makeAgent = (seed: number): DQNAgent =>
      new DQNAgent({
        environment: makeEnvironment('CartPole-v1'),
        network: mlp({ hidden: [8] }),
        head: iqnHead({ fractions: counts, munchausen: {} }),
        policy: greedy(),
        learningStarts: 16,
        batchSize: 8,
        seed,
      });
    const agent = makeAgent(1);
    const options = { environmentSteps: 150, seed: 4 };
    await train(agent, makeEnvironment('CartPole-v1'), options).finish();
    const observation = Float32Array.of(0.1, -0.2, 0.03, 0.4);
    const store = memoryStore();
    await agent.save(store);
    for (let turn = 0; turn < 20; turn++) agent.act(observation, { explore: false });
    const other = makeAgent(2);
    await other.load(store);
    expect(await other.getState()).toEqual(await agent.getState());
    for (const each of [agent, other]) {
      await train(each, makeEnvironment('CartPole-v1'), options).finish();
    }
    expect(await other.getState()).toEqual(await agent.getState());
    agent.dispose();
    other.dispose();
  });
});

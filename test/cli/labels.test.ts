import { expect, test } from 'vitest';
import { natureCnn, dataEfficientCnn } from '../../src/networks/knownCnns.ts';
import { mlp } from '../../src/networks/mlp.ts';
import type { NetworkSpec } from '../../src/networks/spec.ts';
import { labelsOf } from '../../src/cli/labels.ts';
import type { State, StateValue } from '../../src/state/state.ts';

const dense = (units: number, more: State = {}): State => ({
  type: 'dense',
  units,
  activation: 'relu',
  ...more,
});

/** The settings of a run. */
function config(agent: State, training: State = {}): { agent: State; training: State } {
  return { agent, training: { environmentId: 'CartPole-v1', seed: 1, ...training } };
}

test('labels tell the facts in which runs differ, by the names they are set by', () => {
  const runs = [1, 3].map((steps) => config({ replay: { returns: { steps } }, batchSize: 32 }));
  expect(labelsOf(runs)).toEqual(['CartPole-v1, nStep 1', 'CartPole-v1, nStep 3']);
  expect(labelsOf([config({ batchSize: 32 })])).toEqual(['CartPole-v1']);
});

test('where a fact is missing there is a dash', () => {
  const runs = [config({ head: { options: { min: 0 } } }), config({ head: { options: {} } })];
  expect(labelsOf(runs)).toEqual([
    'CartPole-v1, head.options.min 0',
    'CartPole-v1, head.options.min –',
  ]);
});

test('no two groups are called alike, in however many settings they differ', () => {
  const low: StateValue = [-4.800000190734863, '-Infinity', -0.41887903213500977, '-Infinity'];
  const runs = [1, 2, 3, 4].map((number) =>
    config({
      observationSpace: { low: number < 3 ? low : '-Infinity', n: number < 3 ? 1 : 2 },
      double: number < 3,
      batchSize: number < 3 ? 8 : 16,
      discount: number % 2 === 0 ? 0.9 : 0.99,
    }),
  );
  const labels = labelsOf(runs);
  expect(new Set(labels).size).toBe(4);
  expect(labels[3]).toBe(
    'CartPole-v1, observationSpace.n 2, double false, batchSize 16, discount 0.9',
  );
});

test('hidden layers are told by their sizes, and long values cut to where they differ', () => {
  const long = (end: string): State => ({ note: `${'x'.repeat(40)}${end}` });
  expect(
    labelsOf(
      [[8], [8, 4]].map((sizes) =>
        config({ network: { layers: sizes.map((units) => dense(units)) } }),
      ),
    ),
  ).toEqual(['CartPole-v1, hidden 8', 'CartPole-v1, hidden 8,4']);
  const cut = `CartPole-v1, note …${'x'.repeat(6)}`;
  expect(labelsOf([config(long('a')), config(long('b'))])).toEqual([`${cut}a"`, `${cut}b"`]);
  // No half of an emoji.
  const [smiling] = labelsOf([config({ note: `x${'🙂'.repeat(30)}` }), config({ note: 'y' })]);
  expect(smiling).toBe(`CartPole-v1, note "x${'🙂'.repeat(10)}…`);
});

test('a part is told by its kind, without options that follow from it', () => {
  const uniform = { kind: 'uniform', options: {} };
  const beta = { kind: 'linear', options: { from: 0.4 } };
  const prioritized = { kind: 'prioritized', options: { alpha: 0.6, beta } };
  const runs = [uniform, prioritized].map((sampler) => config({ replay: { sampler } }));
  expect(labelsOf(runs)).toEqual([
    'CartPole-v1, sampler uniform',
    'CartPole-v1, sampler prioritized',
  ]);
  // One that does not follow from it is told.
  const other = { kind: 'prioritized', options: { alpha: 0.5, beta } };
  const three = [uniform, prioritized, other].map((sampler) => config({ replay: { sampler } }));
  expect(labelsOf(three)).toEqual([
    'CartPole-v1, sampler uniform, replay.sampler.options.alpha –',
    'CartPole-v1, sampler prioritized, replay.sampler.options.alpha 0.6',
    'CartPole-v1, sampler prioritized, replay.sampler.options.alpha 0.5',
  ]);
});

test('networks that are set by name are told by it', () => {
  const [nature, efficient] = [natureCnn(), dataEfficientCnn()] as unknown as State[];
  const hidden = (...sizes: readonly number[]): State => ({
    ...nature,
    layers: sizes.map((units) => dense(units)),
  });
  const of = (...networks: readonly (State | undefined)[]) =>
    labelsOf(networks.map((network) => config({ network: network! })));
  expect(of(nature, efficient)).toEqual([
    'CartPole-v1, network natureCnn',
    'CartPole-v1, network dataEfficientCnn',
  ]);
  expect(of(nature, hidden(64, 64))).toEqual([
    'CartPole-v1, network natureCnn',
    'CartPole-v1, hidden 64,64',
  ]);
  // What else is set of it is told beside it.
  expect(of(nature, { ...nature!, inputScale: 1 })).toEqual([
    'CartPole-v1, network.inputScale null',
    'CartPole-v1, network.inputScale 1',
  ]);
  const other = { ...nature!, layers: [dense(8, { activation: 'tanh' })] };
  expect(of(nature, other)).toEqual([
    'CartPole-v1, network natureCnn',
    'CartPole-v1, hidden 8 tanh',
  ]);
});

test('options that the kind of a part does not have by default stand behind it', () => {
  const runs = [
    { kind: 'c51', options: { atoms: 21, min: 0, max: 500, double: true } },
    { kind: 'quantile', options: { quantiles: 32, kappa: 1, double: true } },
    { kind: 'q', options: { double: true, loss: 'huber', huberDelta: 1 } },
    { kind: 'mine', options: { double: true, omega: 5, inner: { kind: 'x' } } },
  ].map((head) => config({ head }));
  expect(labelsOf(runs)).toEqual([
    'CartPole-v1, head c51 (atoms 21, min 0, max 500)',
    'CartPole-v1, head quantile (quantiles 32)',
    'CartPole-v1, head q',
    'CartPole-v1, head mine (omega 5)',
  ]);
});

test('other sizes of the layers of Rainbow are told as --set hidden takes them', () => {
  const norm = { type: 'layerNorm', axis: 'all', epsilon: 1e-5, activation: 'relu' };
  const noisy = { sigma: 0.5 };
  const runs = [[128, 128], [16], []].map((sizes) =>
    config({
      network: {
        layers: sizes.flatMap((units) => [dense(units, { activation: 'linear', noisy }), norm]),
      },
    }),
  );
  expect(labelsOf(runs)).toEqual([
    'CartPole-v1, hidden 128,128 noisy layerNorm',
    'CartPole-v1, hidden 16 noisy layerNorm',
    'CartPole-v1, hidden []',
  ]);
});

test('streams are one fact, and noise of the whole network is told once', () => {
  const of = (network: NetworkSpec) =>
    ({ agent: { network }, training: { environmentId: 'CartPole-v1' } }) as never;
  const plain = mlp({ hidden: [64, 64] });
  const labels = (...networks: readonly NetworkSpec[]) => labelsOf([plain, ...networks].map(of));
  expect(labels(mlp({ hidden: [64, 64], dueling: true }))).toEqual([
    'CartPole-v1, dueling no',
    'CartPole-v1, dueling yes',
  ]);
  expect(
    labels(
      mlp({ hidden: [64, 64], dueling: [32] }),
      mlp({ hidden: [64, 64], dueling: true, noisy: {} }),
      mlp({ hidden: [64, 64], noisy: {} }),
      mlp({ hidden: [128], dueling: [32, 16], activation: 'elu' }),
    ),
  ).toEqual([
    'CartPole-v1, hidden 64,64, dueling no',
    'CartPole-v1, hidden 64,64, dueling 32',
    'CartPole-v1, hidden 64,64 noisy, dueling yes',
    'CartPole-v1, hidden 64,64 noisy, dueling no',
    'CartPole-v1, hidden 128 elu, dueling 32,16 elu',
  ]);
  // Noise of the streams alone is not lost.
  const dueling = { hidden: [32], activation: 'relu', noisy: { sigma: 0.5 } } as const;
  expect(labels({ ...plain, dueling })[1]).toBe('CartPole-v1, dueling 32 noisy');
});

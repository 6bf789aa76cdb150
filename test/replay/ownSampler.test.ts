import { describe, expect, test } from 'vitest';
import { OptionsError, ValueError } from '../../src/errors.ts';
import { ReplayBuffer } from '../../src/replay/replayBuffer.ts';
import type { Sampler, SamplerSpec, SlotDraw } from '../../src/replay/sampler.ts';
import { Discrete } from '../../src/spaces/discrete.ts';

const environment = { observationSpace: new Discrete(3), actionSpace: new Discrete(2) };

const transition = {
  ...{ observation: 0, action: 1, reward: 0, nextObservation: 1 },
  ...{ terminated: false, truncated: false },
};

const bare: Sampler = {
  added: () => undefined,
  sample: () => undefined,
  getState: () => ({}),
  prepareState: () => () => undefined,
};

function sampleBy(sample: Sampler['sample']): SlotDraw {
  const sampler: SamplerSpec = { kind: 'own', create: () => ({ ...bare, sample }) };
  const replay = new ReplayBuffer({ capacity: 10, environment, sampler });
  for (let step = 0; step < 3; step++) replay.add(transition);
  return replay.sample(2);
}

describe('what a sampler of a user draws', () => {
  test('is taken as it is', () => {
    const { indices, weights } = sampleBy((draw) => {
      draw.indices.set([2, 0]);
      draw.weights.set([0, 0.5]);
    });
    expect([...indices]).toEqual([2, 0]);
    expect([...weights]).toEqual([0, 0.5]);
  });

  test.each<[string, Sampler['sample'], RegExp]>([
    ['beyond what is stored', fill(3, 1), /slots from 0 to 2.*indices\[0\] is 3/],
    ['below 0', fill(-2, 1), /indices\[0\] is -2/],
    ['not at all', () => undefined, /indices\[0\] was left as it was \(-1\)/],
    ['in part', ({ indices }) => void (indices[0] = 1), /indices\[1\] was left as it was/],
    ['later', async ({ indices }) => void indices.fill(await Promise.resolve(0)), /without async/],
    ['without a weight', fill(0, NaN), /weights\[0\] is NaN.*fill them with 1/],
    ['with a weight below 0', fill(0, -1), /weights\[0\] is -1/],
    ['with an infinite weight', fill(0, Infinity), /weights\[0\] is Infinity/],
    ['with no weight at all', fill(0, 0), /all of draw.weights at 0/],
  ])('is refused: %s', (_, sample, message) => {
    expect(() => sampleBy(sample)).toThrow(ValueError);
    expect(() => sampleBy(sample)).toThrow(message);
  });
});

test('weights that a sampler leaves are 1, at each draw', () => {
  let draws = 0;
  const sampler: SamplerSpec = {
    kind: 'own',
    create: () => ({
      ...bare,
      sample({ indices, weights }) {
        indices.fill(0);
        if (draws++ === 0) weights.fill(0.5);
      },
    }),
  };
  const replay = new ReplayBuffer({ capacity: 10, environment, sampler });
  replay.add(transition);
  expect([...replay.sample(1).weights]).toEqual([0.5]);
  expect([...replay.sample(1).weights]).toEqual([1]);
});

describe('the state of a sampler of a user', () => {
  const replayWith = (changes: object): ReplayBuffer => {
    const sampler: SamplerSpec = { kind: 'own', create: () => ({ ...bare, ...changes }) };
    return new ReplayBuffer({ capacity: 10, environment, sampler });
  };

  test.each([undefined, null, 'text', [1], Promise.resolve({})])('is refused: %s', (state) => {
    const replay = replayWith({ getState: () => state });
    expect(() => replay.getState()).toThrow(ValueError);
    expect(() => replay.getState()).toThrow(
      /getState\(size\) of the sampler must return an object/,
    );
  });

  test.each([undefined, {}, Promise.resolve(() => undefined)])(
    'taken over by no function: %s',
    (it) => {
      const replay = replayWith({ prepareState: () => it });
      const state = replay.getState();
      expect(() => replay.setState(state)).toThrow(ValueError);
      expect(() => replay.setState(state)).toThrow(
        /prepareState\(state, size\) of the sampler must/,
      );
    },
  );
});

test('the message says what a sampler lacks', () => {
  const make = (sampler: unknown) => () =>
    new ReplayBuffer({ capacity: 10, environment, sampler: sampler as SamplerSpec });
  const without = (name: keyof Sampler) => ({
    kind: 'own',
    create: () => ({ ...bare, [name]: undefined }),
  });
  expect(make({ kind: 'own' })).toThrow(OptionsError);
  expect(make({ kind: 'own' })).toThrow(/an object without a proper create\.$/);
  expect(make({})).toThrow(/an object without a proper kind, create\.$/);
  expect(make('prioritized')).toThrow(/received 'prioritized'\.$/);
  expect(make(without('added'))).toThrow(/an object without a proper added\.$/);
  const create = () => bare;
  expect(make({ kind: 'own', create, options: 'x' })).toThrow(/without a proper options\.$/);
  const odd = { ...bare, learned: 'x', priority: 3, checkValid: null };
  const lacking = /an object without a proper learned, priority, checkValid\.$/;
  expect(make({ kind: 'own', create: () => odd })).toThrow(lacking);
});

function fill(slot: number, weight: number): Sampler['sample'] {
  return ({ indices, weights }) => {
    indices.fill(slot);
    weights.fill(weight);
  };
}

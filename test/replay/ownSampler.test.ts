import { describe, expect, test } from 'vitest';
import { OptionsError, ValueError } from '../../src/errors.ts';
import { ReplayBuffer } from '../../src/replay/replayBuffer.ts';
import type { Sampler, SamplerSpec, SlotDraw } from '../../src/replay/sampler.ts';
import { Discrete } from '../../src/spaces/discrete.ts';

const environment = { observationSpace: new Discrete(3), actionSpace: new Discrete(2) };

const bare: Sampler = {
  added: () => undefined,
  sample: () => undefined,
  getState: () => ({}),
  prepareState: () => () => undefined,
};

function sampleBy(sample: Sampler['sample']): SlotDraw {
  const sampler: SamplerSpec = { kind: 'own', create: () => ({ ...bare, sample }) };
  const replay = new ReplayBuffer({ capacity: 10, environment, sampler });
  for (let step = 0; step < 3; step++) {
    replay.add({
      observation: 0,
      action: 1,
      reward: 0,
      nextObservation: 1,
      terminated: false,
      truncated: false,
    });
  }
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
    ['below 0', fill(-1, 1), /indices\[0\] is -1/],
    ['without a weight', fill(0, NaN), /weights\[0\] is NaN.*fill them with 1/],
    ['with a weight below 0', fill(0, -1), /weights\[0\] is -1/],
    ['with an infinite weight', fill(0, Infinity), /weights\[0\] is Infinity/],
    ['with no weight at all', fill(0, 0), /all of draw.weights at 0/],
  ])('is refused: %s', (_, sample, message) => {
    expect(() => sampleBy(sample)).toThrow(ValueError);
    expect(() => sampleBy(sample)).toThrow(message);
  });
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
});

function fill(slot: number, weight: number): Sampler['sample'] {
  return ({ indices, weights }) => {
    indices.fill(slot);
    weights.fill(weight);
  };
}

import { describe, expect, test } from 'vitest';
import { CheckpointError } from '../../src/errors.ts';
import { prioritized, ranked, uniform, type SamplerSpec } from '../../src/index.ts';
import { createRandom } from '../../src/random/createRandom.ts';
import { prepareRandom } from '../../src/state/prepareRandom.ts';
import { StateReader } from '../../src/state/stateReader.ts';

describe('the random stream of a part', () => {
  test('goes on where the saved one was, once it is taken over', () => {
    const [saved, other] = [createRandom(1), createRandom(2)];
    saved.uniform();
    const reader = new StateReader('part', { random: { ...saved.getState() } });
    const before = other.getState();
    const takeOver = prepareRandom(reader, 'random', other);
    expect(other.getState()).toEqual(before);
    takeOver();
    expect(other.uniform()).toBe(saved.uniform());
  });

  test.each([undefined, 3, {}, { state: 'x' }])('refuses %o', (random) => {
    const reader = new StateReader('part', { random });
    expect(() => prepareRandom(reader, 'random', createRandom(1))).toThrow(CheckpointError);
  });

  const samplers: readonly (readonly [string, SamplerSpec])[] = [
    ['uniform', uniform()],
    ['prioritized', prioritized()],
    ['ranked', ranked()],
  ];
  test.each(samplers)('of a sampler may be a stream of a user: %s', (_, spec) => {
    const inside = createRandom(5);
    const own = {
      uniform: () => inside.uniform(),
      integer: (n: number) => inside.integer(n),
      normal: () => inside.normal(),
      fork: (label: string) => inside.fork(label),
      getState: () => ({ mine: 1 }),
      setState: () => undefined,
      prepareState: (state: object) => {
        if (!('mine' in state)) throw new Error('not mine');
        return () => undefined;
      },
    };
    const sampler = spec.create({ capacity: 4, random: own as never });
    expect(() => sampler.prepareState(sampler.getState(0), 0)()).not.toThrow();
  });
});

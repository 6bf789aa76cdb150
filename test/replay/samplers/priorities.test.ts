import { expect, test } from 'vitest';
import { OptionsError, ValueError } from '../../../src/errors.ts';
import { createRandom } from '../../../src/random/createRandom.ts';
import { demonstrationBonus } from '../../../src/replay/samplers/demonstrationBonus.ts';
import { prioritized } from '../../../src/replay/samplers/prioritized.ts';
import { ranked } from '../../../src/replay/samplers/ranked.ts';
import { uniform } from '../../../src/replay/samplers/uniform.ts';
import { replayWith, withErrors } from './drive.ts';

const errors = [0.5, -2, 0, 4, -0.25, 1];

test('priorities are the sizes of the last TD errors, before alpha', () => {
  const replay = withErrors(prioritized({ alpha: 0.5, epsilon: 0.125 }), errors);
  const expected = [0.625, 2.125, 0.125, 4.125, 0.375, 1.125];
  [...replay.priorities(10)!].forEach((priority, slot) => {
    expect(priority).toBeCloseTo(expected[slot]!, 12);
  });
  expect([...withErrors(ranked(), errors).priorities(6)!]).toEqual([0.5, 2, 0, 4, 0.25, 1]);
  const bonus = withErrors(demonstrationBonus(ranked(), { bonus: 1 }), errors);
  expect([...bonus.priorities(6)!]).toEqual([0.5, 2, 0, 4, 0.25, 1]);
});

test('of many, as many as asked for, evenly spread', () => {
  const replay = withErrors(ranked(), errors);
  expect([...replay.priorities(3)!]).toEqual([0.5, 0, 0.25]);
  expect([...replay.priorities(1)!]).toEqual([0.5]);
});

test('with alpha 0 all are alike; without priorities there are none', () => {
  expect([...withErrors(prioritized({ alpha: 0 }), errors).priorities(2)!]).toEqual([1, 1]);
  expect(withErrors(uniform(), errors).priorities(2)).toBeNull();
  expect(withErrors(demonstrationBonus(uniform()), errors).priorities(2)).toBeNull();
});

test('an empty buffer has none yet, and a number that makes no sense is refused', () => {
  const replay = replayWith(prioritized(), 4);
  expect(replay.priorities(5)).toHaveLength(0);
  for (const wrong of [0, 1.5, '3']) {
    expect(() => replay.priorities(wrong as number)).toThrow(OptionsError);
  }
});

test('a slot that demonstrationBonus or its sampler refuses makes nothing a demonstration', () => {
  for (const inner of [uniform(), prioritized()]) {
    const sampler = demonstrationBonus(inner).create({ capacity: 4, random: createRandom(1) });
    sampler.added(0, undefined, true);
    const before = sampler.getState(1);
    for (const slot of [4, -1, 0.5, Symbol('slot'), 2n]) {
      expect(() => sampler.added(slot as number, undefined, true)).toThrow(ValueError);
    }
    expect(sampler.getState(1)).toEqual(before);
  }
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { OptionsError } from '../../src/errors.ts';
import { createRandom } from '../../src/random/createRandom.ts';
import { Discrete } from '../../src/spaces/discrete.ts';

test('holds its members', () => {
  const space = new Discrete(3);

  expect(space).toMatchObject({ kind: 'discrete', n: 3, shape: [] });
  expect(String(space)).toBe('Discrete(3)');
});

test.each([
  [0, true],
  [2, true],
  [3, false],
  [-1, false],
  [0.5, false],
  [Number.NaN, false],
  ['1', false],
  [undefined, false],
])('new Discrete(3).contains(%s) is %s', (value, expected) => {
  expect(new Discrete(3).contains(value)).toBe(expected);
});

test('contains what it samples', () => {
  fc.assert(
    fc.property(fc.nat(0xffff_ffff), fc.integer({ min: 1, max: 2 ** 31 }), (seed, n) => {
      const space = new Discrete(n);
      expect(space.contains(space.sample(createRandom(seed)))).toBe(true);
    }),
  );
});

test('samples every value, about equally often', () => {
  const space = new Discrete(4);
  const random = createRandom(0);
  const counts = [0, 0, 0, 0];
  for (let draw = 0; draw < 4000; draw++) counts[space.sample(random)]! += 1;

  for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(137); // 5 deviations
});

test.each([0, -1, 1.5, Number.NaN, Infinity, 2 ** 31 + 1])('refuses n = %d', (n) => {
  expect(() => new Discrete(n)).toThrow(
    new OptionsError(`new Discrete(n) needs a whole number from 1 to 2147483648; received ${n}.`),
  );
});

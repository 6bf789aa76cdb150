import { expect, test } from 'vitest';
import { ValueError } from '../../src/errors.ts';
import { Box, Discrete, linear, piecewise } from '../../src/index.ts';

test.each([undefined, null, 5, Math, {}])('%s is no random stream to draw from', (random) => {
  expect(() => new Discrete(3).sample(random as never)).toThrow(ValueError);
  expect(() => new Box({ low: 0, high: 1, shape: [1] }).sample(random as never)).toThrow(
    ValueError,
  );
});

test.each([undefined, '5', 5n, Symbol('s'), {}])('a schedule has no value at %s', (count) => {
  const points = [
    [0, 1],
    [5, 2],
  ] as const;
  for (const schedule of [linear({ from: 0, to: 1, over: 5 }), piecewise({ points })]) {
    expect(() => schedule(count as never)).toThrow(ValueError);
  }
});

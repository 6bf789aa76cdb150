import { expect, test } from 'vitest';
import { createHeadResult } from '../../src/heads/head.ts';
import { requireSound } from '../../src/heads/requireSound.ts';
import { DivergenceError } from '../../src/index.ts';

const withGradient = (gradient: number) => {
  const result = createHeadResult(2, 4);
  result.outputGradient[3] = gradient;
  return (): void => requireSound(result, 7);
};

test('a gradient that can be stepped by is let through', () => {
  expect(withGradient(-9e11)).not.toThrow();
});

test.each([
  [2 ** 41, /has a gradient of 2199023255552 in an output \(at most ±1e12\) at update 7;/],
  [-Infinity, /has a gradient of -Infinity in an output \(at most ±1e12\)/],
  [NaN, /has a gradient of NaN in an output \(at most ±1e12\) at update 7;/],
])('a gradient of %s says what is too much', (gradient, message) => {
  expect(withGradient(gradient)).toThrow(DivergenceError);
  expect(withGradient(gradient)).toThrow(message);
});

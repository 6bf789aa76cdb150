import { expect, test } from 'vitest';
import { createRandom } from '../../src/random/createRandom.ts';
import { quickNormal } from '../../src/random/quickNormal.ts';

/** The distribution function of the standard normal, by the series of its integral. */
function below(x: number): number {
  let [term, sum] = [x, x];
  for (let n = 1; Math.abs(term) > 1e-17; n++) {
    term *= (x * x) / (2 * n + 1);
    sum += term;
  }
  return 0.5 + (sum * Math.exp((-x * x) / 2)) / Math.sqrt(2 * Math.PI);
}

test('is distributed as the normal distribution, corners of layers and tail included', () => {
  const count = 400_000;
  const random = createRandom(7);
  const drawn = Float64Array.from({ length: count }, () => quickNormal(random)).sort();
  // The largest distance of the two distribution functions (Kolmogorov–Smirnov), of which
  // 1.95 / √n is passed by one sample of 1,000.
  let distance = 0;
  drawn.forEach((x, index) => {
    distance = Math.max(distance, Math.abs(below(x) - (index + 0.5) / count));
  });
  expect(distance).toBeLessThan(1.95 / Math.sqrt(count));
  // 3.4426 is where the tail begins: 576 of a million draws lie beyond, on either side together.
  const beyond = drawn.filter((x) => Math.abs(x) > 3.442619855899).length;
  const expected = 2 * (1 - below(3.442619855899)) * count;
  expect(Math.abs(beyond - expected)).toBeLessThan(4 * Math.sqrt(expected));
  const fourth = drawn.reduce((sum, x) => sum + x ** 4, 0) / count;
  // The deviation of x⁴ is √96.
  expect(Math.abs(fourth - 3)).toBeLessThan(4 * Math.sqrt(96 / count));
});

test.each([
  // Layer 1 reaches to 3.4426, and its neighbour to 3.2231: 0.5 lies inside.
  ['the right half of layer 1', [(1 + 0.75) / 128], 3.442619855899 / 2],
  ['the left half', [(1 + 0.25) / 128], -3.442619855899 / 2],
  // Layer 0 ends with the tail: −ln(1 − u) / 3.4426 beyond, if the second number allows.
  ['the tail', [0.999 / 128, 0.5, 0.5], 3.442619855899 + Math.log(2) / 3.442619855899],
  ['the tail, at the second try', [0.999 / 128, 0.99, 0, 0.5, 0.5], 3.643963],
  ['the tail on the left', [0.001 / 128, 0.5, 0.5], -3.643963],
  // In the corner of layer 1, where a high number is refused, and drawing begins again.
  ['a corner that is refused', [1.999 / 128, 0.9999, (1 + 0.75) / 128], 3.442619855899 / 2],
  ['a corner that is taken', [1.999 / 128, 0], 3.442619855899 * (2 * 0.999 - 1)],
])('%s', (_, numbers, expected) => {
  const left = [...numbers];
  const drawn = quickNormal({ uniform: () => left.shift() ?? NaN });
  expect(drawn).toBeCloseTo(expected, 6);
  expect(left).toEqual([]);
});

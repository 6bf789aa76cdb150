import { expect, it } from 'vitest';
import { figure } from '../../src/node/figure.ts';

it.each([
  [0.9019999999999999, '0.902'],
  [-0.04, '-0.04'],
  [-0, '0'],
  [500, '500'],
  [487.25, '487.3'],
  [-123.456, '-123.5'],
  [999.96, '1000'],
  [12_345.6, '12346'],
  [-2_000_000.4, '-2000000'],
])('writes %d as %s', (value, text) => {
  expect(figure(value)).toBe(text);
});

import { describe, expect, test } from 'vitest';
import { discountFactors, doubleQTargets, huberLoss, qTargets } from '../../src/index.ts';
import { OptionsError, ValueError } from '../../src/errors.ts';

test.each([-1, 0, NaN, Infinity, '1', undefined, 1n])('huberLoss(%s) is refused', (delta) => {
  expect(() => huberLoss(delta as number)).toThrow(OptionsError);
});

describe('discountFactors', () => {
  test.each([5, -0.1, NaN, '0.9', undefined])('refuses the discount %s', (discount) => {
    expect(() => discountFactors([0], discount as number)).toThrow(OptionsError);
  });

  test.each([[undefined], ['01'], [['1']], [{ length: 1, 0: 1 }], [[, 1]], [5]])(
    'refuses the flags %j',
    (terminated) => {
      expect(() => discountFactors(terminated as number[], 0.5)).toThrow(ValueError);
    },
  );

  test('takes flags of any kind', () => {
    expect([...discountFactors([true, false] as never, 0.5)]).toEqual([0, 0.5]);
    expect([...discountFactors(Uint8Array.of(1, 0), 0.5)]).toEqual([0, 0.5]);
  });
});

describe.each([
  [
    'qTargets',
    (r: unknown, d: unknown, q: unknown, m?: unknown) =>
      qTargets(r as number[], d as number[], q as number[], m as number[]),
  ],
  [
    'doubleQTargets',
    (r: unknown, d: unknown, q: unknown, m?: unknown) =>
      doubleQTargets(r as number[], d as number[], q as number[], q as number[], m as number[]),
  ],
])('%s', (_, targets) => {
  test('refuses what holds no numbers', () => {
    expect(() => targets(['1'], [0.5], [1, 2])).toThrow("rewards must hold numbers; received '1'");
    expect(() => targets([1], ['0.5'], [1, 2])).toThrow('discounts must hold numbers');
    expect(() => targets([1], [0.5], [1, undefined])).toThrow('received undefined at index 1');
    expect(() => targets([1], [0.5], [1, 2], ['yes', 'no'])).toThrow(
      'nextActionMask must hold flags',
    );
    expect(() => targets(1, [0.5], [1, 2])).toThrow('rewards must be an array of numbers');
    expect(() => targets(new BigInt64Array(1), [0.5], [1, 2])).toThrow('received 0n at index 0');
  });

  test('takes NaN, which has to reach the loss', () => {
    expect([...targets([1], [0.5], [NaN, 2])]).toEqual([NaN]);
  });
});

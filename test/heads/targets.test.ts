import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { discountFactors, doubleQTargets, qTargets } from '../../src/heads/targets.ts';

describe('discountFactors', () => {
  test('termination ends the future', () => {
    expect([...discountFactors([0, 1, 0], 0.5)]).toEqual([0.5, 0, 0.5]);
  });
});

describe('qTargets', () => {
  test('needs an action, and says so', () => {
    expect(() => qTargets([1], [0.5], [])).toThrow(/received 1 rewards, 1 discounts, 0 online/);
  });

  test('a table by hand', () => {
    const targets = qTargets([1, -1, 2], [0.5, 0, 0.25], [2, 4, 6, 8, -4, -8]);
    expect([...targets]).toEqual([3, -1, 1]);
  });

  test('a masked action is not the best, however high', () => {
    const targets = qTargets([0, 0], [1, 1], [1, 9, 9, 1], [1, 0, 0, 1]);
    expect([...targets]).toEqual([1, 1]);
  });

  test('a terminated state is not looked at', () => {
    expect([...qTargets([3], [0], [NaN, NaN], [0, 0])]).toEqual([3]);
  });

  test('NaN in a state that counts reaches the target', () => {
    expect([...qTargets([3], [1], [5, NaN])]).toEqual([NaN]);
  });
});

describe('doubleQTargets', () => {
  test('a table by hand: online picks, target scores', () => {
    const online = [9, 1, 1, 9, 3, 3];
    const target = [2, 4, 6, 8, 1, 7];
    // The third row is a tie: the first of the best is taken.
    expect([...doubleQTargets([0, 0, 0], [1, 0.5, 1], online, target)]).toEqual([2, 4, 1]);
  });

  test('the mask holds for the pick', () => {
    expect([...doubleQTargets([0], [1], [9, 5, 1], [2, 4, 6], [0, 1, 1])]).toEqual([4]);
  });

  test('never above the plain target', () => {
    const row = fc.array(fc.float({ min: -10, max: 10, noNaN: true }), {
      minLength: 8,
      maxLength: 8,
    });
    fc.assert(
      fc.property(row, row, (online, target) => {
        const rewards = [0, 1];
        const discounts = [0.9, 0.5];
        const plain = qTargets(rewards, discounts, target);
        const double = doubleQTargets(rewards, discounts, online, target);
        plain.forEach((value, index) => {
          expect(double[index]).toBeLessThanOrEqual(value);
        });
      }),
    );
  });

  test.each([
    { rewards: [1, 2], discounts: [1], online: [1, 2], target: [1, 2], mask: undefined },
    { rewards: [1, 2], discounts: [1, 1], online: [1, 2, 3], target: [1, 2, 3], mask: undefined },
    { rewards: [1], discounts: [1], online: [1, 2], target: [1, 2, 3], mask: undefined },
    { rewards: [1], discounts: [1], online: [1, 2], target: [1, 2], mask: [1] },
    { rewards: [1], discounts: [1], online: [1, 2], target: [1, 2], mask: [0, 0] },
  ])('what does not fit is refused: %o', ({ rewards, discounts, online, target, mask }) => {
    expect(() => doubleQTargets(rewards, discounts, online, target, mask)).toThrow(
      expect.objectContaining({ name: 'ShapeError' }),
    );
  });
});

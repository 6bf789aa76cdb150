import { expect, test } from 'vitest';
import { OptionsError } from '../../src/errors.ts';
import { ClipReward, type ClipRewardOptions } from '../../src/wrappers/clipReward.ts';
import { paying, rewardsOf } from './rewards.ts';

const rewards = [-400, -1, -0.25, 0, 0.25, 1, 30];

test.each<[string, ClipRewardOptions | undefined, number[]]>([
  ['the sign by default', undefined, [-1, -1, -1, 0, 1, 1, 1]],
  ['the sign', { to: 'sign' }, [-1, -1, -1, 0, 1, 1, 1]],
  ['a range', { to: { min: -1, max: 1 } }, [-1, -1, -0.25, 0, 0.25, 1, 1]],
  ['a lower bound', { to: { min: -1 } }, [-1, -1, -0.25, 0, 0.25, 1, 30]],
  ['an upper bound', { to: { max: 0.5 } }, [-400, -1, -0.25, 0, 0.25, 0.5, 0.5]],
  ['a range without 0', { to: { min: 2, max: 3 } }, [2, 2, 2, 2, 2, 2, 3]],
])('clips to %s', (_, options, expected) => {
  expect(rewardsOf(new ClipReward(paying(rewards), options))).toEqual(expected);
});

test('leaves the rest of the result as it is, and the result of the environment alone', () => {
  const inside = paying([7, 7]);
  const results: unknown[] = [];
  const watched = {
    ...inside,
    step: (action: number) => {
      const result = inside.step(action);
      results.push(result);
      return result;
    },
  };
  const environment = new ClipReward(watched);
  expect(environment.reset()).toEqual({ observation: 0, info: { fresh: true } });
  const expected = { observation: 1, terminated: false, truncated: false };
  expect(environment.step(1)).toEqual({ ...expected, reward: 1, info: { action: 1, steps: 1 } });
  expect(results[0]).toMatchObject({ reward: 7 });
});

test('passes NaN on, for others to find', () => {
  expect(rewardsOf(new ClipReward(paying([Number.NaN])))).toEqual([Number.NaN]);
  expect(rewardsOf(new ClipReward(paying([Number.NaN]), { to: { max: 1 } }))).toEqual([Number.NaN]);
});

test.each<[unknown, string]>([
  [{ to: 'clip' }, "ClipReward to must be 'sign' or a range"],
  [{ to: null }, 'ClipReward: to must be a value'],
  [{ to: {} }, 'with min, max or both'],
  [{ to: { min: 2, max: 1 } }, 'received min 2 and max 1'],
  [{ to: { min: Number.NaN } }, 'received min NaN'],
  [{ to: { min: '0' } }, "received min '0'"],
  [{ to: { low: 0 } }, "no option 'low'"],
  [{ mode: 'sign' }, "ClipReward has no option 'mode'"],
])('refuses %o', (options, message) => {
  const make = (): unknown => new ClipReward(paying([1]), options as never);
  expect(make).toThrow(OptionsError);
  expect(make).toThrow(message);
});

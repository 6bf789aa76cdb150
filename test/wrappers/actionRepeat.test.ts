import { expect, test, vi } from 'vitest';
import { OptionsError, UsageError } from '../../src/errors.ts';
import { ActionRepeat } from '../../src/wrappers/actionRepeat.ts';
import { TimeLimit } from '../../src/wrappers/timeLimit.ts';
import { Rover } from '../support/rover.ts';
import { paying, rewardsOf } from './rewards.ts';

test.each([
  [1, [1, 2, 4, 8, 16]],
  [2, [3, 12, 16]],
  [3, [7, 24]],
  [5, [31]],
  [9, [31]],
])('with %i repetitions sums the rewards, up to the end of the episode', (repeat, expected) => {
  const inside = paying([1, 2, 4, 8, 16]);
  const step = vi.spyOn(inside, 'step');
  expect(rewardsOf(new ActionRepeat(inside, { repeat }))).toEqual(expected);
  expect(step).toHaveBeenCalledTimes(5);
});

test.each(['terminated', 'truncated'] as const)(
  'returns the rest of the last repetition, which is %s',
  (end) => {
    const environment = new ActionRepeat(paying([1, 1, 1], end), { repeat: 2 });
    environment.reset();
    const running = { observation: 2, reward: 2, terminated: false, truncated: false };
    expect(environment.step(1)).toEqual({ ...running, info: { action: 1, steps: 2 } });
    const over = { observation: 3, reward: 1, terminated: false, truncated: false, [end]: true };
    expect(environment.step(0)).toEqual({ ...over, info: { action: 0, steps: 3 } });
  },
);

test('counts steps of the world in a time limit inside, decisions in one outside', () => {
  const limit = { maxEpisodeSteps: 4 };
  const rewards = [1, 1, 1, 1, 1, 1, 1, 1];
  const inside = new ActionRepeat(new TimeLimit(paying(rewards), limit), { repeat: 3 });
  expect(rewardsOf(inside)).toEqual([3, 1]);
  const outside = new TimeLimit(new ActionRepeat(paying(rewards), { repeat: 2 }), limit);
  expect(rewardsOf(outside)).toEqual([2, 2, 2, 2]);
});

test('after the end of an episode, the environment inside refuses', () => {
  const environment = new ActionRepeat(new Rover(), { repeat: 20 });
  environment.reset();
  expect(environment.step(1).terminated).toBe(true);
  expect(() => environment.step(1)).toThrow(UsageError);
});

test.each([0, -1, 1.5, Number.NaN, undefined])('refuses %s repetitions', (repeat) => {
  const make = (): unknown => new ActionRepeat(paying([1]), { repeat: repeat as number });
  expect(make).toThrow(
    new OptionsError(
      `ActionRepeat repeat must be a whole number from 1 to 10000; received ${repeat}.`,
    ),
  );
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CartPole } from '../../src/environments/cartPole/cartPole.ts';
import { EnvironmentError, OptionsError } from '../../src/errors.ts';
import { FrameSkip } from '../../src/wrappers/frameSkip.ts';
import { Rover } from '../support/rover.ts';
import { showing } from '../support/pictures.ts';
import { paying, rewardsOf } from './rewards.ts';

test.each([
  [1, [1, 2, 4, 8, 16]],
  [2, [3, 12, 16]],
  [4, [15, 16]],
  [9, [31]],
])('with %i frames sums the rewards, up to the end of the episode', (skip, expected) => {
  expect(rewardsOf(new FrameSkip(paying([1, 2, 4, 8, 16]), { skip }))).toEqual(expected);
});

test('takes four frames by default', () => {
  const environment = new FrameSkip(paying([1, 1, 1, 1, 1, 1]));
  expect([environment.skip, environment.maxOfLastTwo]).toEqual([4, false]);
  expect(rewardsOf(environment)).toEqual([4, 2]);
});

test('law: drawn numbers of frames are in the range, use all of it, and skip no reward', () => {
  const ranges = fc.tuple(fc.integer({ min: 1, max: 5 }), fc.nat(4), fc.nat(2 ** 32 - 1));
  fc.assert(
    fc.property(ranges, ([from, more, seed]) => {
      const to = from + more;
      const rewards = Array.from({ length: 400 }, () => 1);
      const environment = new FrameSkip(paying(rewards), { skip: { from, to } });
      environment.reset({ seed });
      const taken: number[] = [];
      for (;;) {
        const { reward, terminated } = environment.step(0);
        taken.push(reward);
        if (terminated) break;
      }
      expect(taken.reduce((sum, frames) => sum + frames, 0)).toBe(400);
      // The last one may have been cut short.
      const whole = taken.slice(0, -1);
      expect(Math.min(...whole)).toBe(from);
      expect(Math.max(...whole)).toBe(to);
    }),
    { numRuns: 50 },
  );
});

test('a seed decides the draws, and a state continues them', () => {
  const skip = { from: 1, to: 4 };
  const draws = (environment: FrameSkip): number[] =>
    Array.from({ length: 40 }, () => {
      const { terminated, reward } = environment.step(0);
      if (terminated) environment.reset();
      return reward;
    });
  const environment = new FrameSkip(new Rover(), { skip });
  environment.reset({ seed: 5 });
  const once = draws(environment);
  const state = environment.getState!();
  const next = draws(environment);
  environment.reset({ seed: 5 });
  expect(draws(environment)).toEqual(once);
  const other = new FrameSkip(new Rover(), { skip });
  other.setState!(state);
  expect(draws(other)).toEqual(next);
});

test('lays the last two frames of a step over one another, in a new array', () => {
  const pictures = [
    [0, 0],
    [9, 1],
    [1, 7],
    [5, 5],
    [8, 0],
  ].map((p) => Uint8Array.from(p));
  const shown = (skip: number): number[][] => {
    const environment = new FrameSkip(showing(pictures, [1, 2]), { skip, maxOfLastTwo: true });
    environment.reset();
    const seen: number[][] = [];
    for (;;) {
      const { observation, terminated } = environment.step(0);
      seen.push([...observation]);
      if (terminated) return seen;
    }
  };
  expect(shown(1)).toEqual([
    [9, 1],
    [1, 7],
    [5, 5],
    [8, 0],
  ]);
  expect(shown(2)).toEqual([
    [9, 7],
    [8, 5],
  ]);
  // The last step has a single frame: nothing of the step before shows.
  expect(shown(3)).toEqual([
    [5, 7],
    [8, 0],
  ]);
  expect(pictures[2]).toEqual(Uint8Array.of(1, 7));
});

test.each([
  [{ skip: 0 }, 'FrameSkip skip must be a whole number from 1 to 10000; received 0'],
  [{ skip: '4' }, 'must be a number of frames or a range such as { from: 2, to: 4 }'],
  [{ skip: [2, 5] }, 'both ends included; received an array of 2'],
  [{ skip: { from: 0, to: 2 } }, 'FrameSkip skip.from must be a whole number from 1 to 10000'],
  [{ skip: { from: 3, to: 2 } }, 'FrameSkip skip.to must be a whole number from 3 to 10000'],
  [{ skip: { from: 3 } }, 'skip.to must be a whole number'],
  [{ skip: { from: 2, to: 4, step: 1 } }, "has no option 'step'"],
  [{ maxOfLastTwo: 1 }, 'maxOfLastTwo must be true or false'],
  [{ frameSkip: 4 }, "has no option 'frameSkip' (write skip)"],
  [{ frames: 4 }, "has no option 'frames' (write skip)"],
  [{ repeat: 4 }, "has no option 'repeat' (write skip)"],
])('refuses %o', (options, message) => {
  const make = (): unknown => new FrameSkip(paying([1]), options as never);
  expect(make).toThrow(OptionsError);
  expect(make).toThrow(message);
});

test('what is no action costs no draw', () => {
  const environment = new FrameSkip(new CartPole(), { skip: { from: 1, to: 9 } });
  environment.reset({ seed: 1 });
  const before = environment.getState!();
  for (const action of [2, -1, 0.5]) expect(() => environment.step(action)).toThrow();
  expect(environment.getState!()).toEqual(before);
});

test('refuses to lay numbers over one another', () => {
  const make = (): unknown => new FrameSkip(paying([1]), { maxOfLastTwo: true });
  expect(make).toThrow(EnvironmentError);
  expect(make).toThrow('FrameSkip with maxOfLastTwo needs observations of a Box');
});

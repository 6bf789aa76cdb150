import { expect, test } from 'vitest';
import { CartPole } from '../../src/environments/cartPole/cartPole.ts';
import { OptionsError } from '../../src/errors.ts';
import { StickyActions } from '../../src/wrappers/stickyActions.ts';
import { Rover } from '../support/rover.ts';
import { paying } from './rewards.ts';

test('repeats what was really taken, as often as it should', () => {
  const taken: number[] = [];
  const inside = paying(Array.from({ length: 4001 }, () => 1));
  const step = inside.step.bind(inside);
  inside.step = (action) => {
    taken.push(action);
    return step(action);
  };
  const environment = new StickyActions(inside);
  environment.reset({ seed: 1 });
  for (let count = 0; count < 4000; count++) environment.step((count + 1) % 2);
  let stuck = 0;
  for (const [count, action] of taken.entries()) {
    if (action === (count + 1) % 2) continue;
    expect(action).toBe(count === 0 ? 0 : taken[count - 1]);
    stuck++;
  }
  // An action that sticks is the wrong one, unless the last one stuck as well:
  // s = p (1 − s), so a fifth.
  expect(Math.abs(stuck - 800)).toBeLessThan(130);
});

test('begins an episode with no-op, and is seeded', () => {
  const stuck = new StickyActions(paying([1, 1, 1, 1]), { probability: 1 });
  stuck.reset();
  expect(stuck.step(1).info['action']).toBe(0);
  const one = new StickyActions(paying([1, 1, 1, 1]), { probability: 1, action: 1 });
  one.reset();
  expect(one.step(0).info['action']).toBe(1);
  const never = new StickyActions(paying([1, 1, 1, 1]), { probability: 0 });
  never.reset();
  expect([never.step(1), never.step(0)].map(({ info }) => info['action'])).toEqual([1, 0]);

  const environment = new StickyActions(new Rover(), { probability: 0.5 });
  const walk = (): unknown[] => Array.from({ length: 3 }, (_, step) => environment.step(step % 2));
  environment.reset({ seed: 3 });
  environment.step(1);
  const state = environment.getState!();
  const first = walk();
  environment.setState!(state);
  expect(walk()).toEqual(first);
});

test('what is no action costs no draw', () => {
  const environment = new StickyActions(new CartPole());
  environment.reset({ seed: 1 });
  const before = environment.getState!();
  for (const action of [2, -1, 0.5]) expect(() => environment.step(action)).toThrow();
  expect(environment.getState!()).toEqual(before);
});

test.each([
  [
    () => new StickyActions(new Rover(), { probability: -1 }),
    'probability must be a finite number',
  ],
  [() => new StickyActions(new Rover(), { p: 1 } as never), "no option 'p'"],
])('refuses impossible options', (make, message) => {
  expect(make).toThrow(OptionsError);
  expect(make).toThrow(message);
});

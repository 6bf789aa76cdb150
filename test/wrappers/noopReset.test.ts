import { expect, test, vi } from 'vitest';
import { OptionsError } from '../../src/errors.ts';
import { NoopReset } from '../../src/wrappers/noopReset.ts';
import { Rover } from '../support/rover.ts';
import { paying } from './rewards.ts';

test('law: takes 1 to so many steps, each number about as often, by the seed alone', () => {
  const inside = paying(Array.from({ length: 50 }, () => 1));
  const step = vi.spyOn(inside, 'step');
  const environment = new NoopReset(inside, { max: 6, action: 1 });
  const counts = new Map<number, number>();
  environment.reset({ seed: 9 });
  for (let episode = 0; episode < 1200; episode++) {
    step.mockClear();
    const { observation } = environment.reset();
    expect(step.mock.calls.every(([action]) => action === 1)).toBe(true);
    expect(observation).toBe(step.mock.calls.length);
    counts.set(observation, (counts.get(observation) ?? 0) + 1);
  }
  expect([...counts.keys()].sort()).toEqual([1, 2, 3, 4, 5, 6]);
  // 200 of 1200 are due; five standard deviations.
  for (const count of counts.values()) expect(Math.abs(count - 200)).toBeLessThan(65);

  const lengths = (): unknown[] => {
    const first = environment.reset({ seed: 4 });
    return [first, ...Array.from({ length: 10 }, () => environment.reset())];
  };
  expect(lengths()).toEqual(lengths());
});

test('where the episode ends in between, another one is begun, and the rest is taken there', () => {
  const inside = paying([1, 1, 1]);
  const reset = vi.spyOn(inside, 'reset');
  const environment = new NoopReset(inside, { max: 5 });
  const seen = new Map<number, number>();
  for (let episode = 0; episode < 100; episode++) {
    reset.mockClear();
    const { observation, info } = environment.reset({ seed: episode });
    const resets = reset.mock.calls.length;
    expect(reset.mock.calls.every(([options]) => options?.seed === episode)).toBe(true);
    seen.set(3 * (resets - 1) + observation, observation);
    // What reset and step report is there: the newer of both.
    expect(info).toEqual(
      observation === 0 ? { fresh: true } : { fresh: true, action: 0, steps: observation },
    );
  }
  expect([...seen].sort()).toEqual([
    [1, 1],
    [2, 2],
    [3, 0],
    [4, 1],
    [5, 2],
  ]);
});

test('a state continues the stream of the no-ops', () => {
  const environment = new NoopReset(new Rover(), { max: 4 });
  environment.reset({ seed: 2 });
  const state = environment.getState!();
  const resets = (): unknown[] => Array.from({ length: 20 }, () => environment.reset());
  const first = resets();
  environment.setState!(state);
  expect(resets()).toEqual(first);
});

test.each([
  [() => new NoopReset(new Rover(), { max: 0 }), 'NoopReset max must be a whole number'],
  [
    () => new NoopReset(new Rover(), { action: 2 }),
    'NoopReset action must be a whole number from 0 to 1',
  ],
])('refuses impossible options', (make, message) => {
  expect(make).toThrow(OptionsError);
  expect(make).toThrow(message);
});

import { OptionsError } from 'deepq';
import { expect, test } from 'vitest';
import { requireSpeed, resolveStart } from '../../src/remote/startOptions.ts';

test('defaults', () => {
  expect(resolveStart({})).toEqual({
    options: undefined,
    from: null,
    speed: Infinity,
    isPaused: false,
    eventsPerSecond: 20,
    timeoutMilliseconds: 30_000,
  });
});

test.each([
  [{ speed: -1 }, /speed must be .* above 0, or Infinity; received -1/],
  [{ speed: NaN }, /speed/],
  [{ isPaused: 1 }, /isPaused must be true or false/],
  [{ eventsPerSecond: 0 }, /eventsPerSecond must be a finite number above 0/],
  [{ timeoutMilliseconds: Infinity }, /timeoutMilliseconds/],
  [{ fps: 3 }, /no option 'fps'/],
  [{ seed: 3 }, /no option 'seed' .*startTraining\(worker, \{ options: \{ seed: 1 \} \}\)/],
])('refuses %o', (options, message) => {
  expect(() => resolveStart(options as never)).toThrow(OptionsError);
  expect(() => resolveStart(options as never)).toThrow(message);
});

test('a speed may be infinite, and not nothing', () => {
  expect(requireSpeed(Infinity)).toBe(Infinity);
  expect(() => requireSpeed(0)).toThrow(/pause\(\)/);
});

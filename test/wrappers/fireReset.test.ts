import { expect, test, vi } from 'vitest';
import { OptionsError } from '../../src/errors.ts';
import { FireReset } from '../../src/wrappers/fireReset.ts';
import { Rover } from '../support/rover.ts';
import { paying } from './rewards.ts';

test('takes its actions in turn, and begins anew where they end the episode', () => {
  const inside = paying([1, 1, 1, 1]);
  const step = vi.spyOn(inside, 'step');
  const environment = new FireReset(inside, { actions: [1, 0, 1] });
  expect(environment.reset()).toEqual({
    observation: 3,
    info: { fresh: true, action: 1, steps: 3 },
  });
  expect(step.mock.calls).toEqual([[1], [0], [1]]);
  expect(environment.step(0).terminated).toBe(true);

  const short = new FireReset(paying([1, 1]), { actions: [0, 1, 0] });
  expect(short.reset()).toMatchObject({ observation: 1 });
  const exact = new FireReset(paying([1, 1]), { actions: [0, 1] });
  expect(exact.reset()).toEqual({ observation: 0, info: { fresh: true } });
});

test.each([
  [() => new FireReset(new Rover()), 'FireReset actions[1] must be a whole number from 0 to 1'],
  [
    () => new FireReset(new Rover(), { actions: [] }),
    'at least one action; received an array of 0',
  ],
  [() => new FireReset(new Rover(), { actions: 1 as never }), 'must be an array'],
])('refuses impossible options', (make, message) => {
  expect(make).toThrow(OptionsError);
  expect(make).toThrow(message);
});

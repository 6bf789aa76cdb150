import { expect, test, vi } from 'vitest';
import { AtariEnvironment } from '../../src/atari/atariEnvironment.ts';
import { EnvironmentError, OptionsError } from '../../src/errors.ts';
import { FireReset } from '../../src/wrappers/fireReset.ts';
import { StickyActions } from '../../src/wrappers/stickyActions.ts';
import { FakeConsole } from '../support/fakeConsole.ts';
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

test('refuses games that say they have no FIRE there, unless it is told what starts them', () => {
  const game = (actions: number[]): AtariEnvironment => {
    const emulator = Object.assign(new FakeConsole(), { getMinimalActionSet: () => actions });
    return new AtariEnvironment(emulator);
  };
  const freeway = new StickyActions(game([0, 2, 5]));
  expect(() => new FireReset(freeway)).toThrow(EnvironmentError);
  expect(() => new FireReset(freeway)).toThrow('actions of this game are NOOP, UP, DOWN. Leave');
  expect(() => new FireReset(freeway, { actions: [1] })).not.toThrow();
  expect(() => new FireReset(new StickyActions(game([0, 1, 3, 4])))).not.toThrow();
});

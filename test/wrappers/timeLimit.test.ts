import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import type { State } from '../../src/state/state.ts';
import { CartPole } from '../../src/environments/cartPole/cartPole.ts';
import { checkEnvironment } from '../../src/conformance/checkEnvironment.ts';
import type { Environment, StepResult } from '../../src/protocol/environment.ts';
import {
  CheckpointError,
  EnvironmentError,
  OptionsError,
  UsageError,
  ValueError,
} from '../../src/errors.ts';
import { Discrete } from '../../src/spaces/discrete.ts';
import { TimeLimit } from '../../src/wrappers/timeLimit.ts';
import { samePixels } from '../support/pixels.ts';

/** Counts its steps, and never minds being stepped on. */
function counter(end: { terminated?: number; truncated?: number } = {}): Environment<number> {
  let steps = 0;
  return {
    observationSpace: new Discrete(1000),
    actionSpace: new Discrete(2),
    reset: () => ({ observation: (steps = 0), info: { fresh: true } }),
    step: (action): StepResult<number> => ({
      observation: ++steps,
      reward: action,
      terminated: steps === end.terminated,
      truncated: steps === end.truncated,
      info: { steps },
    }),
  };
}

/** The endings of the first episode, as [terminated, truncated] per step. */
function endings(environment: Environment): [boolean, boolean][] {
  environment.reset();
  const flags: [boolean, boolean][] = [];
  for (;;) {
    const { terminated, truncated } = environment.step(0);
    flags.push([terminated, truncated]);
    if (terminated || truncated) return flags;
  }
}

describe('step', () => {
  test('truncates the step that reaches the limit, in every episode', () => {
    const environment = new TimeLimit(counter(), { maxEpisodeSteps: 3 });
    const expected = [
      [false, false],
      [false, false],
      [false, true],
    ];

    expect(endings(environment)).toEqual(expected);
    expect(endings(environment)).toEqual(expected);
  });

  test('leaves the rest of the result as it is', () => {
    const environment = new TimeLimit(counter(), { maxEpisodeSteps: 1 });

    expect(environment.reset()).toEqual({ observation: 0, info: { fresh: true } });
    expect(environment.step(1)).toEqual({
      observation: 1,
      reward: 1,
      terminated: false,
      truncated: true,
      info: { steps: 1 },
    });
  });

  test('gives both flags where the environment ends at the limit', () => {
    const environment = new TimeLimit(counter({ terminated: 2 }), { maxEpisodeSteps: 2 });

    expect(endings(environment)).toEqual([
      [false, false],
      [true, true],
    ]);
  });

  test('ends at whatever comes first', () => {
    const step = fc.integer({ min: 1, max: 12 });
    fc.assert(
      fc.property(step, step, step, (terminated, truncated, maxEpisodeSteps) => {
        const inside = counter({ terminated, truncated });
        const flags = endings(new TimeLimit(inside, { maxEpisodeSteps }));
        const length = Math.min(terminated, truncated, maxEpisodeSteps);
        expect(flags).toHaveLength(length);
        expect(flags.at(-1)).toEqual([
          length === terminated,
          length === truncated || length === maxEpisodeSteps,
        ]);
      }),
    );
  });

  test.each([
    ['the limit', counter(), 2],
    ['a truncation inside', counter({ truncated: 2 }), 5],
    ['a termination inside', counter({ terminated: 2 }), 5],
  ])('after %s is refused until reset', (_, inside, maxEpisodeSteps) => {
    const step = vi.spyOn(inside, 'step');
    const environment = new TimeLimit(inside, { maxEpisodeSteps });
    endings(environment);

    expect(() => environment.step(0)).toThrow(UsageError);
    expect(() => environment.step(0)).toThrow(
      `(after 2 of at most ${maxEpisodeSteps} steps); call reset() first.`,
    );
    expect(step).toHaveBeenCalledTimes(2);
    environment.reset();
    expect(environment.step(0).observation).toBe(1);
  });

  test('before reset is refused', () => {
    expect(() => new TimeLimit(counter(), { maxEpisodeSteps: 2 }).step(0)).toThrow(UsageError);
  });

  test('that the environment refuses does not count', () => {
    const environment = new TimeLimit(new CartPole(), { maxEpisodeSteps: 2 });
    environment.reset();

    expect(() => environment.step(7)).toThrow(ValueError);
    expect(environment.step(0).truncated).toBe(false);
    expect(environment.step(0).truncated).toBe(true);
  });
});

test('reset passes its seed on, and a reset that fails leaves the episode as it was', () => {
  const environment = new TimeLimit(new CartPole(), { maxEpisodeSteps: 2 });
  const expected = new CartPole({ seed: 5 }).reset();
  expect(environment.reset({ seed: 5 })).toEqual(expected);

  environment.step(0);
  expect(() => environment.reset({ seed: -1 })).toThrow(ValueError);
  expect(environment.step(0).truncated).toBe(true);
});

test('has the spaces of the environment inside, and closes it', () => {
  const close = vi.fn();
  const inside = { ...counter(), close };
  const environment = new TimeLimit(inside, { maxEpisodeSteps: 2 });

  expect(environment.environment).toBe(inside);
  expect(environment.observationSpace).toBe(inside.observationSpace);
  expect(environment.actionSpace).toBe(inside.actionSpace);
  environment.close();
  expect(close).toHaveBeenCalledTimes(1);
  expect(() => {
    new TimeLimit(counter(), { maxEpisodeSteps: 2 }).close();
  }).not.toThrow();
});

describe('the state', () => {
  test('is there only where the environment inside has one', () => {
    const without = new TimeLimit(counter(), { maxEpisodeSteps: 2 });
    const half = { ...counter(), getState: () => ({}) };

    expect(without.getState).toBeUndefined();
    expect(without.setState).toBeUndefined();
    expect(new TimeLimit(half, { maxEpisodeSteps: 2 }).getState).toBeUndefined();
    expect(new TimeLimit(new CartPole(), { maxEpisodeSteps: 2 }).getState).toBeDefined();
  });

  test('has a picture only where the environment inside has one', () => {
    const inside = new CartPole();
    const environment = new TimeLimit(inside, { maxEpisodeSteps: 2 });
    expect(() => environment.render?.()).toThrow(UsageError);
    environment.reset();

    expect(samePixels(environment.render!().data, inside.render().data)).toBe(true);
    expect(new TimeLimit(counter(), { maxEpisodeSteps: 2 }).render).toBeUndefined();
  });

  test('continues in the middle of an episode, and after its end', () => {
    const environment = new TimeLimit(new CartPole(), { maxEpisodeSteps: 3 });
    environment.reset({ seed: 1 });
    environment.step(0);
    const running = JSON.parse(JSON.stringify(environment.getState?.())) as State;
    const expected = [environment.step(1), environment.step(0)];
    const ended = environment.getState?.() as State;

    const other = new TimeLimit(new CartPole(), { maxEpisodeSteps: 3 });
    other.setState?.(running);
    expect([other.step(1), other.step(0)]).toEqual(expected);
    expect(expected[1]?.truncated).toBe(true);
    other.reset();
    other.setState?.(ended);
    expect(() => other.step(0)).toThrow(UsageError);
    expect(other.reset()).toEqual(environment.reset());
  });

  const inside = { ...new CartPole().getState() };
  test.each<[string, unknown, string]>([
    ['nothing', undefined, 'must be a record; received undefined'],
    ['negative steps', { episodeSteps: -1, running: true, environment: inside }, 'received -1'],
    ['no flag', { episodeSteps: 1, running: 'yes', environment: inside }, "received 'yes'"],
    [
      'none inside',
      { episodeSteps: 1, running: true, environment: null },
      'environment must be a record; received null',
    ],
    ['a bad one inside', { episodeSteps: 1, running: true, environment: {} }, 'position must be'],
  ])('with %s is refused and changes nothing', (_, state, message) => {
    const environment = new TimeLimit(new CartPole(), { maxEpisodeSteps: 9 });
    environment.reset();
    environment.step(0);
    environment.step(1);
    const before = environment.getState?.();

    const restore = (): void => environment.setState?.(state as State);
    expect(restore).toThrow(CheckpointError);
    expect(restore).toThrow(message);
    expect(environment.getState?.()).toEqual(before);
  });
});

test('keeps the rules of environments', () => {
  const environment = new TimeLimit(new CartPole(), { maxEpisodeSteps: 15 });

  expect(() => {
    checkEnvironment(environment);
  }).not.toThrow();
});

test.each([0, -1, 1.5, Number.NaN, Infinity, undefined])('refuses the limit %s', (limit) => {
  const make = (): unknown => new TimeLimit(counter(), { maxEpisodeSteps: limit as number });

  expect(make).toThrow(
    new OptionsError(
      `TimeLimit maxEpisodeSteps must be a whole number of at least 1; received ${limit}.`,
    ),
  );
});

test('refuses an unknown option', () => {
  const options = { maxEpisodeSteps: 1, maxSteps: 1 };

  expect(() => new TimeLimit(counter(), options)).toThrow("TimeLimit has no option 'maxSteps'");
});

test.each([[42], [null], ['7']])(
  'reset(%j) is refused and leaves the episode as it was',
  (seed) => {
    const environment = new TimeLimit(new CartPole(), { maxEpisodeSteps: 2 });
    environment.reset();
    environment.step(0);
    expect(() => environment.reset(seed as never)).toThrow(OptionsError);
    expect(() => environment.reset(seed as never)).toThrow('call reset({ seed: 42 })');
    expect(environment.step(0).truncated).toBe(true);
  },
);

test.each([[undefined], [null], [{}], [CartPole], [{ reset: () => ({}) }]])(
  'refuses %o, which is no environment',
  (environment) => {
    const make = (): unknown => new TimeLimit(environment as never, { maxEpisodeSteps: 1 });
    expect(make).toThrow(EnvironmentError);
    expect(make).toThrow('needs an environment, with reset and step; received');
  },
);

describe('an environment inside that is not synchronous', () => {
  const late = (): Promise<never> => Promise.reject(new Error('too late'));

  test('is refused at its reset', () => {
    const inside = { ...counter(), reset: late } as unknown as Environment;
    const environment = new TimeLimit(inside, { maxEpisodeSteps: 2 });
    expect(() => environment.reset()).toThrow(EnvironmentError);
    expect(() => environment.reset()).toThrow(
      'TimeLimit is for synchronous environments, but environment.reset() returned a promise',
    );
    expect(() => environment.step(0)).toThrow(UsageError);
  });

  test('is refused at its step', () => {
    const inside = { ...counter(), step: late } as unknown as Environment;
    const environment = new TimeLimit(inside, { maxEpisodeSteps: 2 });
    environment.reset();
    expect(() => environment.step(0)).toThrow('environment.step(action) returned a promise');
  });
});

test('refuses an environment inside that returns nothing', () => {
  const inside = { ...counter(), step: () => undefined } as unknown as Environment;
  const environment = new TimeLimit(inside, { maxEpisodeSteps: 2 });
  environment.reset();
  expect(() => environment.step(0)).toThrow(
    'environment.step(action) must return an object; received undefined',
  );
});

import { afterEach, describe, expect, expectTypeOf, test } from 'vitest';
import { CartPole } from '../../../src/environments/cartPole/cartPole.ts';
import type { Environment } from '../../../src/protocol/environment.ts';
import { makeEnvironment } from '../../../src/environments/makeEnvironment.ts';
import {
  registerEnvironment,
  unregisterEnvironment,
} from '../../../src/environments/registry/registerEnvironment.ts';
import type { EnvironmentRegistration } from '../../../src/environments/registry/registration.ts';
import { EnvironmentError, OptionsError } from '../../../src/errors.ts';
import { Discrete } from '../../../src/spaces/discrete.ts';
import { TimeLimit } from '../../../src/wrappers/timeLimit.ts';

interface RingOptions {
  readonly length?: number;
}

/** Goes round and round. */
function ring({ length = 4 }: RingOptions): Environment<number> {
  let position = 0;
  return {
    observationSpace: new Discrete(length),
    actionSpace: new Discrete(2),
    reset: () => ({ observation: (position = 0), info: {} }),
    step: (action) => {
      position = (position + (action === 1 ? 1 : length - 1)) % length;
      const ends = { terminated: false, truncated: false };
      return { observation: position, reward: 0, ...ends, info: {} };
    },
  };
}

/**
 * As in a program that does not tell the compiler of its ids; the example of
 * registerEnvironment, which is compiled and run, does.
 */
const make = (id: string, options?: object): Environment =>
  makeEnvironment(id as 'CartPole-v1', options);

afterEach(() => {
  unregisterEnvironment('Ring-v0');
});

describe('an id of a user', () => {
  test('is made like the others', () => {
    registerEnvironment('Ring-v0', { create: ring, options: ['length'], maxEpisodeSteps: 3 });
    const environment = make('Ring-v0', { length: 6 });

    expect(environment).toBeInstanceOf(TimeLimit);
    expect(environment).toMatchObject({ maxEpisodeSteps: 3, observationSpace: { n: 6 } });
    expect(make('Ring-v0').observationSpace).toMatchObject({ n: 4 });
    expect(make('Ring-v0', { maxEpisodeSteps: 9 })).toMatchObject({
      maxEpisodeSteps: 9,
    });
    expect(make('Ring-v0', { maxEpisodeSteps: null })).not.toBeInstanceOf(TimeLimit);
  });

  test('can be made by what registerEnvironment returns, with the types of create', () => {
    const makeRing = registerEnvironment('Ring-v0', { create: ring, options: ['length'] });

    expectTypeOf(makeRing()).toEqualTypeOf<Environment<number>>();
    expectTypeOf(makeRing).parameter(0).exclude<undefined>().toHaveProperty('length');
    expect(makeRing({ length: 5 }).observationSpace).toMatchObject({ n: 5 });
    expect(makeRing()).not.toBeInstanceOf(TimeLimit);
    // @ts-expect-error An option that create does not take.
    expect(() => makeRing({ size: 5 })).toThrow(
      "makeEnvironment('Ring-v0') has no option 'size'; known options: length, maxEpisodeSteps.",
    );
  });

  test('needs its options where create does', () => {
    const makeRing = registerEnvironment('Ring-v0', {
      create: ({ length }: Required<RingOptions>) => ring({ length }),
    });
    expect(makeRing({ length: 5 }).observationSpace).toMatchObject({ n: 5 });
    // @ts-expect-error They cannot be left out.
    expect(() => makeRing()).not.toThrow();
  });

  test('takes any option where it names none', () => {
    const received: unknown[] = [];
    registerEnvironment('Ring-v0', {
      create: (options: RingOptions) => {
        received.push(options);
        return ring(options);
      },
    });
    make('Ring-v0', { length: 3, extra: 1, maxEpisodeSteps: 2 });
    make('Ring-v0');
    expect(received).toEqual([{ length: 3, extra: 1 }, {}]);
  });

  test('stays what it was when its registration is changed afterwards', () => {
    const registration = { create: ring, options: ['length' as const], maxEpisodeSteps: 3 };
    registerEnvironment('Ring-v0', registration);
    registration.maxEpisodeSteps = 8;
    registration.options.pop();
    expect(make('Ring-v0', { length: 5 })).toMatchObject({ maxEpisodeSteps: 3 });
  });

  test('is taken away again, once', () => {
    const makeRing = registerEnvironment('Ring-v0', { create: ring });
    expect(unregisterEnvironment('Ring-v0')).toBe(true);
    expect(unregisterEnvironment('Ring-v0')).toBe(false);
    expect(() => make('Ring-v0')).toThrow('knows no environment');
    expect(makeRing().observationSpace).toMatchObject({ n: 4 });
    expect(() => registerEnvironment('Ring-v0', { create: ring })).not.toThrow();
  });

  test('is among the known ones in the message about an unknown one', () => {
    registerEnvironment('Ring-v0', { create: ring });
    expect(() => make('Ring-v1')).toThrow(
      /no environment 'Ring-v1' \(did you mean 'Ring-v0'\?\); known ids: Acrobot-v1, .*, Ring-v0\. Add/,
    );
  });
});

describe('refuses', () => {
  test('an id that is taken, and leaves what it means alone', () => {
    registerEnvironment('Ring-v0', { create: ring });
    expect(() => registerEnvironment('Ring-v0', { create: () => new CartPole() })).toThrow(
      new OptionsError(
        "registerEnvironment('Ring-v0'): the id is taken. Choose another one, or call " +
          "unregisterEnvironment('Ring-v0') first.",
      ),
    );
    expect(make('Ring-v0').observationSpace).toMatchObject({ n: 4 });
    expect(() => registerEnvironment('CartPole-v1', { create: ring })).toThrow(
      new OptionsError("registerEnvironment('CartPole-v1'): the id is taken. Choose another one."),
    );
    expect(() => unregisterEnvironment('CartPole-v1')).toThrow(OptionsError);
  });

  test.each<[string, unknown, unknown, string]>([
    ['no id', undefined, { create: ring }, 'needs a text as id'],
    ['an empty id', '', { create: ring }, "needs a text as id, such as 'Corridor-v0'; received ''"],
    ['no registration', 'Ring-v0', undefined, 'needs an object of options'],
    ['a bare function', 'Ring-v0', ring, 'needs an object of options (create, options'],
    ['no create', 'Ring-v0', {}, 'create must be a function that returns a new environment'],
    ['a wrong name', 'Ring-v0', { create: ring, maxSteps: 5 }, "has no option 'maxSteps'"],
    ['no list', 'Ring-v0', { create: ring, options: 'length' }, 'must be a list of the names'],
    ['a list of others', 'Ring-v0', { create: ring, options: [1] }, 'must be a list of the names'],
    [
      'its own limit as an option',
      'Ring-v0',
      { create: ring, options: ['maxEpisodeSteps'] },
      'without maxEpisodeSteps',
    ],
    [
      'a bad limit',
      'Ring-v0',
      { create: ring, maxEpisodeSteps: 0 },
      "registerEnvironment('Ring-v0') maxEpisodeSteps must be a whole number of at least 1; received 0.",
    ],
  ])('%s', (_, id, registration, message) => {
    const register = (): unknown =>
      registerEnvironment(id as string, registration as EnvironmentRegistration);
    expect(register).toThrow(OptionsError);
    expect(register).toThrow(message);
    expect(() => make('Ring-v0')).toThrow('knows no environment');
  });

  test.each<[string, () => unknown, string]>([
    [
      'nothing',
      () => undefined,
      'must return an environment, with reset and step; received undefined',
    ],
    ['a class', () => CartPole, 'received the function CartPole'],
    ['a promise', () => Promise.reject(new Error('late')), 'create returned a promise'],
  ])('what create returns if it is %s', (_, create, message) => {
    registerEnvironment('Ring-v0', { create: create as () => Environment });
    expect(() => make('Ring-v0')).toThrow(EnvironmentError);
    expect(() => make('Ring-v0')).toThrow(message);
  });
});

import { describe, expect, test } from 'vitest';
import type { Environment } from '../../src/protocol/environment.ts';
import { makeEnvironment } from '../../src/environments/makeEnvironment.ts';
import { EnvironmentError, OptionsError, UsageError, ValueError } from '../../src/errors.ts';
import { VectorEnvironment } from '../../src/vector/vectorEnvironment.ts';
import { corridorProbe, sideProbe } from '../support/probes.ts';
import { scriptedEnvironment, type ScriptedEnvironment } from '../support/scripted.ts';

const short = [{ rewards: [1, 2], end: 'terminated' }] as const;
const long = [{ rewards: [1, 2, 4], end: 'truncated' }] as const;

describe('an episode that ends', () => {
  test('gives its final observation beside the first one of the next', () => {
    const group = new VectorEnvironment(2, (index) => scriptedEnvironment(index ? long : short));
    expect(group.reset().map(({ observation }) => [...observation])).toEqual([
      [1, 0],
      [1, 0],
    ]);
    const table = Array.from({ length: 3 }, () =>
      group
        .step([0, 1])
        .map((result) => [
          [...result.observation],
          result.finalObservation && [...result.finalObservation],
          result.reward,
          result.terminated,
          result.truncated,
        ]),
    );
    expect(table).toEqual([
      [
        [[1, 1], null, 1, false, false],
        [[1, 1], null, 1, false, false],
      ],
      [
        [[2, 0], [1, 2], 2, true, false],
        [[1, 2], null, 2, false, false],
      ],
      [
        [[2, 1], null, 1, false, false],
        [[2, 0], [1, 3], 4, false, true],
      ],
    ]);
  });

  test.each([Uint8Array, Float32Array])(
    'gives the facts of both, the mask as it was: %o',
    (List) => {
      const mask = new List(2);
      const inner = scriptedEnvironment(short);
      const masked: Environment = {
        ...inner,
        reset: (options) => {
          mask.set([1, 1]);
          return { ...inner.reset(options), info: { at: 'reset', actionMask: mask } };
        },
        step: (action) => {
          mask.set([0, 1]);
          return { ...inner.step(action), info: { at: 'step', actionMask: mask } };
        },
      };
      const group = new VectorEnvironment(1, () => masked);
      group.reset();
      expect(group.step([0])[0]).toMatchObject({ info: { at: 'step' }, finalInfo: null });
      expect(group.step([0])[0]).toMatchObject({
        info: { at: 'reset', actionMask: List.of(1, 1) },
        finalInfo: { at: 'step', actionMask: List.of(0, 1) },
      });
    },
  );

  test('may not be overwritten by the reset', () => {
    const inner = corridorProbe(2);
    const seen = new Float32Array(2);
    const reusing: Environment = {
      ...scriptedEnvironment(short),
      reset: () => ({ observation: seen, info: {} }),
      step: (action) => ({ ...inner.step(action), observation: seen }),
    };
    const group = new VectorEnvironment(1, () => reusing);
    group.reset();
    expect(() => group.step([1])).toThrow(/final\s+observation, which is overwritten/);
  });
});

describe('seeds', () => {
  const seedsOf = (seed?: number): (number | undefined)[] => {
    const copies: ScriptedEnvironment[] = [];
    const group = new VectorEnvironment(3, (index) => (copies[index] = scriptedEnvironment(short)));
    group.reset(seed === undefined ? {} : { seed });
    for (let step = 0; step < 2; step++) group.step([0, 0, 0]);
    expect(copies.map(({ resets }) => resets[1])).toEqual([undefined, undefined, undefined]);
    return copies.map(({ resets }) => resets[0]?.seed);
  };

  test('each copy has its own, decided by the one', () => {
    expect(new Set(seedsOf(7)).size).toBe(3);
    expect(seedsOf(7)).toEqual(seedsOf(7));
    expect(seedsOf(7)).not.toEqual(seedsOf(8));
    expect(seedsOf()).toEqual([undefined, undefined, undefined]);
  });

  test('a copy has the same one whatever the number of the others', () => {
    const first = (count: number): number[] => {
      const group = new VectorEnvironment(count, () => makeEnvironment('CartPole-v1'));
      return [...group.reset({ seed: 1 })[0]!.observation];
    };
    expect(first(1)).toEqual(first(5));
  });
});

describe('refusals', () => {
  const group = (): VectorEnvironment<Float32Array> => new VectorEnvironment(2, () => sideProbe());

  test('of bad copies', () => {
    const one = sideProbe();
    const make = (count: unknown, create: unknown): (() => unknown) => {
      return () => new VectorEnvironment(count as number, create as () => Environment);
    };
    for (const [attempt, message] of [
      [make(0, sideProbe), /count must be a whole number.*received 0/],
      [make(2, one), /create must be a function/],
      [make(2, () => null), /create\(0\) returned null/],
      [make(2, () => one), /returned the same one twice/],
      [
        make(2, (index: number) => (index ? corridorProbe(4) : sideProbe())),
        /create\(0\) has float32 observations of \[1\] and 2 actions, and create\(1\) has 4 states/,
      ],
    ] as const) {
      expect(attempt).toThrow(OptionsError);
      expect(attempt).toThrow(message);
    }
  });

  test('of bad actions, before any copy is stepped', () => {
    const copies: ScriptedEnvironment[] = [];
    const environments = new VectorEnvironment(
      2,
      (index) => (copies[index] = scriptedEnvironment(short)),
    );
    environments.reset();
    for (const actions of [[0], [0, 1, 0], 0, null, [0, 2], [1, 0.5]]) {
      expect(() => environments.step(actions as number[])).toThrow(ValueError);
    }
    expect(copies.map(({ actions }) => actions)).toEqual([[], []]);
    environments.step([0, 1]);
    expect(copies.map(({ actions }) => actions)).toEqual([[0], [1]]);
  });

  test('of a step before a reset, and of a bare seed', () => {
    expect(() => group().step([0, 0])).toThrow(UsageError);
    expect(() => group().reset(3 as never)).toThrow(OptionsError);
    expect(() => group().reset({ seed: -1 })).toThrow(OptionsError);
  });

  test('of a step after one that has thrown', () => {
    let fails = false;
    const failing = (): Environment => {
      const inner = sideProbe();
      return {
        ...inner,
        step: (action) => {
          if (fails) throw new Error('out of order');
          return inner.step(action);
        },
      };
    };
    const environments = new VectorEnvironment(2, (index) => (index ? failing() : sideProbe()));
    environments.reset();
    fails = true;
    expect(() => environments.step([0, 0])).toThrow('out of order');
    fails = false;
    expect(() => environments.step([0, 0])).toThrow(UsageError);
    environments.reset();
    environments.step([0, 0]);
  });

  test('of what answers later, or not properly', () => {
    const inner = sideProbe();
    const late = { ...inner, reset: async () => inner.reset() } as unknown as Environment;
    const attempt = (): unknown => new VectorEnvironment(1, () => late).reset();
    expect(attempt).toThrow(EnvironmentError);
    expect(attempt).toThrow(/for synchronous environments/);
    const wrong = { ...inner, step: () => ({}) } as unknown as Environment;
    const environments = new VectorEnvironment(1, () => wrong);
    environments.reset();
    expect(() => environments.step([0])).toThrow(/observation is missing/);
  });
});

test('close closes every copy', () => {
  const closed: number[] = [];
  const group = new VectorEnvironment(3, (index) => ({
    ...sideProbe(),
    close: () => void closed.push(index),
  }));
  group.close();
  expect(closed).toEqual([0, 1, 2]);
});

describe('what was made is closed', () => {
  const closing = (closed: number[], index: number): Environment => ({
    ...scriptedEnvironment(short),
    close: () => {
      closed.push(index);
      if (index < 2) throw new Error(`failure ${index}`);
    },
  });

  test('all copies, also where one of them fails; the first failure is thrown', () => {
    const closed: number[] = [];
    const group = new VectorEnvironment(3, (index) => closing(closed, index));
    expect(() => {
      group.close();
    }).toThrow('failure 0');
    expect(closed).toEqual([0, 1, 2]);
  });

  test.each([
    [new EnvironmentError('no third one'), EnvironmentError],
    [null, OptionsError],
  ])('where the group cannot be made: %o', (third, error) => {
    const closed: number[] = [];
    const make = (): unknown =>
      new VectorEnvironment(3, (index) => {
        if (index < 2) return closing(closed, index);
        if (third) throw third;
        return null as never;
      });
    expect(make).toThrow(error);
    expect(closed).toEqual([0, 1]);
  });
});

test('promises of environments are named as such, and their failures taken care of', () => {
  const create = (): never => Promise.reject(new Error('not in vain')) as never;
  expect(() => new VectorEnvironment(2, create)).toThrow(OptionsError);
  expect(() => new VectorEnvironment(2, create)).toThrow(
    /create\(0\) returned a promise\. .*await them.*AsyncVectorEnvironment\.create/,
  );
});

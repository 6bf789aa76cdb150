import { describe, expect, test } from 'vitest';
import type { AsyncEnvironment, Environment } from '../../src/protocol/environment.ts';
import { makeEnvironment } from '../../src/environments/makeEnvironment.ts';
import { EnvironmentError, OptionsError, UsageError, ValueError } from '../../src/errors.ts';
import { AsyncVectorEnvironment } from '../../src/vector/asyncVectorEnvironment.ts';
import { VectorEnvironment } from '../../src/vector/vectorEnvironment.ts';
import { corridorProbe, sideProbe } from '../support/probes.ts';

/** An environment that answers after some turns of the event loop. */
function late(inner: Environment, delay: number, log: string[] = [], name = ''): AsyncEnvironment {
  const wait = async (what: string): Promise<void> => {
    log.push(`${name} begins ${what}`);
    for (let turn = 0; turn < delay; turn++) await new Promise(setImmediate);
    log.push(`${name} ends ${what}`);
  };
  return {
    observationSpace: inner.observationSpace,
    actionSpace: inner.actionSpace,
    reset: async (options) => {
      await wait('reset');
      return inner.reset(options);
    },
    step: async (action) => {
      await wait('step');
      return inner.step(action);
    },
    close: async () => {
      await wait('close');
    },
  };
}

const cartPole = (): Environment => makeEnvironment('CartPole-v1');

test('gives what a VectorEnvironment of the same copies gives', async () => {
  const now = new VectorEnvironment(3, cartPole);
  const later = await AsyncVectorEnvironment.create(3, async (index) => late(cartPole(), index));
  expect(await later.reset({ seed: 4 })).toEqual(now.reset({ seed: 4 }));
  let ends = 0;
  for (let step = 0; step < 60; step++) {
    const actions = [step % 2, 1, step % 3 ? 0 : 1];
    const expected = now.step(actions);
    ends += expected.filter(({ finalObservation }) => finalObservation).length;
    expect(await later.step(actions)).toEqual(expected);
  }
  expect(ends).toBeGreaterThan(3);
  expect(await later.reset()).toEqual(now.reset());
});

test('all copies are at work at the same time', async () => {
  const log: string[] = [];
  const group = await AsyncVectorEnvironment.create(2, (index) =>
    late(sideProbe(), 3 - index, log, `${index}`),
  );
  await group.reset();
  expect(log).toEqual(['0 begins reset', '1 begins reset', '1 ends reset', '0 ends reset']);
});

test('takes copies that answer at once, and actions that are overwritten', async () => {
  const group = await AsyncVectorEnvironment.create(2, (index) =>
    index ? cartPole() : late(cartPole(), 2),
  );
  const same = new VectorEnvironment(2, cartPole);
  await group.reset({ seed: 1 });
  same.reset({ seed: 1 });
  const actions = [1, 1];
  const pending = group.step(actions);
  actions.fill(0);
  expect(await pending).toEqual(same.step([1, 1]));
});

describe('refusals', () => {
  test('of bad copies, those that were made being closed', async () => {
    const log: string[] = [];
    const one = late(sideProbe(), 0, log, 'one');
    const create = AsyncVectorEnvironment.create as (...args: unknown[]) => Promise<unknown>;
    await expect(create(0, () => one)).rejects.toThrow(OptionsError);
    await expect(create(1, one)).rejects.toThrow(/create must be a function/);
    await expect(create(1, () => null)).rejects.toThrow(/create\(0\) returned null/);
    await expect(create(2, () => one)).rejects.toThrow(/returned the same one twice/);
    expect(log.filter((line) => line === 'one ends close')).toHaveLength(2);
    await expect(
      create(2, (index: number) => (index ? corridorProbe(4) : sideProbe())),
    ).rejects.toThrow(/must have the same spaces/);
    log.length = 0;
    const failing = async (index: number): Promise<AsyncEnvironment> => {
      if (index === 1) throw new Error('no Python');
      return late(sideProbe(), 1, log, `${index}`);
    };
    await expect(create(3, failing)).rejects.toThrow('no Python');
    expect(log.sort()).toEqual([0, 2].flatMap((n) => [`${n} begins close`, `${n} ends close`]));
  });

  test('of no copies at all', () => {
    const Class = AsyncVectorEnvironment as unknown as new (copies: unknown[]) => unknown;
    expect(() => new Class([])).toThrow(/needs at least one environment/);
  });

  test('of bad actions, before any copy is stepped', async () => {
    const log: string[] = [];
    const group = await AsyncVectorEnvironment.create(2, () => late(sideProbe(), 0, log));
    await group.reset();
    log.length = 0;
    for (const actions of [[0], [0, 1, 0], 0, null, [0, 2], [1, 0.5]]) {
      await expect(group.step(actions as number[])).rejects.toThrow(ValueError);
    }
    await expect(group.reset({ seed: -1 })).rejects.toThrow(OptionsError);
    await expect(group.reset(3 as never)).rejects.toThrow(OptionsError);
    expect(log).toEqual([]);
    expect(await group.step([0, 1])).toHaveLength(2);
  });

  test('of a step before a reset, and of two calls at once', async () => {
    const group = await AsyncVectorEnvironment.create(2, () => late(cartPole(), 2));
    await expect(group.step([0, 0])).rejects.toThrow(UsageError);
    await group.reset();
    const pending = group.step([0, 0]);
    await expect(group.step([0, 0])).rejects.toThrow(/still at work/);
    await expect(group.reset()).rejects.toThrow(UsageError);
    expect(await pending).toHaveLength(2);
    expect(await group.step([0, 0])).toHaveLength(2);
  });

  test('of a step after one that has failed, which waits for the other copies', async () => {
    const log: string[] = [];
    let fails = false;
    const group = await AsyncVectorEnvironment.create(2, (index) => {
      const inner = late(cartPole(), 3, log, `${index}`);
      const step = async (action: number): ReturnType<typeof inner.step> => {
        if (fails) throw new Error('out of order');
        return inner.step(action);
      };
      return index ? inner : { ...inner, step };
    });
    await group.reset();
    fails = true;
    await expect(group.step([0, 0])).rejects.toThrow('out of order');
    expect(log.at(-1)).toBe('1 ends step');
    fails = false;
    await expect(group.step([0, 0])).rejects.toThrow(UsageError);
    await group.reset();
    expect(await group.step([0, 0])).toHaveLength(2);
  });

  test('of what is no proper result', async () => {
    const inner = sideProbe();
    const wrong = { ...inner, step: () => ({}) } as unknown as Environment;
    const group = await AsyncVectorEnvironment.create(1, () => wrong);
    await group.reset();
    await expect(group.step([0])).rejects.toThrow(EnvironmentError);
  });
});

test('close closes every copy, also after one that fails to', async () => {
  const log: string[] = [];
  const group = await AsyncVectorEnvironment.create(3, (index) => {
    const copy = late(sideProbe(), 1, log, `${index}`);
    return index ? copy : { ...copy, close: () => Promise.reject(new Error('stuck')) };
  });
  await expect(group.close()).rejects.toThrow('stuck');
  expect(log.filter((line) => line.includes('ends close'))).toEqual([
    '1 ends close',
    '2 ends close',
  ]);
});

test('is made by create, and says so where it is made with new', () => {
  const make = (): unknown => Reflect.construct(AsyncVectorEnvironment, [2, () => sideProbe()]);
  expect(make).toThrow(UsageError);
  expect(make).toThrow('write await AsyncVectorEnvironment.create(count, create)');
});

test('a group that is closed during a step takes no other one', async () => {
  const group = await AsyncVectorEnvironment.create(2, async () => late(cartPole(), 5));
  await group.reset();
  const running = group.step([0, 1]);
  await group.close();
  expect(await running).toHaveLength(2);
  await expect(group.step([0, 1])).rejects.toThrow(UsageError);
  await group.reset();
  expect(await group.step([0, 1])).toHaveLength(2);
});

import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { EnvironmentError } from '../../../src/errors.ts';
import type { AsyncGymnasiumEnvironment } from '../../../src/node/gymnasium/asyncGymnasiumEnvironment.ts';
import type { GymnasiumEnvironment } from '../../../src/node/gymnasium/gymnasiumEnvironment.ts';
import type { GymnasiumOptions } from '../../../src/node/gymnasium/options.ts';
import { describeWithPython, fixture } from '../../support/python.ts';
import { childrenOfThisProcess, expectGone } from './leftovers.ts';
import { DEEDS, MAKING } from './misbehavingProcesses.ts';
import { LIMITED, SURVIVED, type Expected } from './misbehavingResults.ts';

type Kind = typeof GymnasiumEnvironment | typeof AsyncGymnasiumEnvironment;
type Either = GymnasiumEnvironment | AsyncGymnasiumEnvironment;

/** No message is longer, whatever Python says. */
const MAX_MESSAGE = 4096;
/** Milliseconds that a step may take, long enough for a machine that is busy. */
const STEP_TIMEOUT = 1500;
/** Milliseconds that a call may take until it has failed. */
const PATIENCE = 15_000;

/** What a call comes to: the error is a value here, so that it can be compared. */
async function outcome(call: () => unknown): Promise<unknown> {
  try {
    return await call();
  } catch (error) {
    return error;
  }
}

/** Fails unless it is the right result, or a library error that names what was wrong. */
function check(actual: unknown, expected: Expected): void {
  if (!(expected instanceof RegExp)) {
    expect(actual).toMatchObject(expected);
    return;
  }
  expect(actual).toBeInstanceOf(EnvironmentError);
  const { message } = actual as Error;
  expect(message).toMatch(expected);
  expect(message.length).toBeLessThan(MAX_MESSAGE);
  // Nothing that a terminal obeys, and no half characters.
  expect(message).not.toMatch(/(?![\n\t])[\p{Cc}\p{Cs}\u202a-\u202e]/u);
}

/** All misbehaving environments, with one of the two classes. */
export function testMisbehaving(Class: Kind): void {
  const create = (id: string, options: GymnasiumOptions): Promise<Either> =>
    Class.create(id, fixture(options));

  describeWithPython(`${Class.name} and environments that misbehave`, () => {
    let folder = '';
    let before: readonly number[] = [];

    beforeAll(() => {
      before = childrenOfThisProcess();
      folder = mkdtempSync(join(tmpdir(), 'deepq-test-'));
      vi.stubEnv('TMPDIR', folder);
    });

    afterAll(async () => {
      vi.unstubAllEnvs();
      await vi.waitFor(() => {
        expect(childrenOfThisProcess()).toEqual(before);
      }, 20_000);
      expect(readdirSync(folder)).toEqual([]);
      rmSync(folder, { recursive: true, force: true });
    });

    test.each(Object.entries(SURVIVED))('%s, which survives', async (space, cases) => {
      const environment = await create('Misbehaving-v0', {
        imports: ['misbehaving'],
        options: { space },
        render: true,
      });
      const names = (await environment.reset()).info['names'] as string[];
      expect(Object.keys(cases).sort()).toEqual([...names].sort());
      for (const [name, expected] of Object.entries(cases)) {
        const actual = await outcome(async () => {
          const first = await environment.reset({ seed: names.indexOf(name) });
          if (name.includes('picture')) return environment.render!();
          return /reset|space/.test(name) ? first : environment.step(0);
        });
        try {
          check(actual, expected);
        } catch (error) {
          throw new Error(`case '${name}': ${String(error)}`, { cause: error });
        }
        // It goes on.
        await environment.reset();
        expect(await environment.step(1)).toMatchObject({ reward: 1, terminated: false });
      }
      await environment.close();
    });

    test('behind the wrappers that Gymnasium puts around environments', async () => {
      for (const [name, expected] of Object.entries(LIMITED)) {
        const environment = await create('MisbehavingLimited-v0', { imports: ['misbehaving'] });
        const names = (await environment.reset()).info['names'] as string[];
        const actual = await outcome(async () => {
          const first = await environment.reset({ seed: names.indexOf(name) });
          return name.includes('reset') ? first : environment.step(0);
        });
        await environment.close();
        check(actual, expected);
      }
    });

    test.each(MAKING)('made: $name', async ({ id, expected, options = {}, startTimeout }) => {
      const actual = await outcome(async () => {
        const environment = await create(id, {
          imports: ['misbehaving_fatal'],
          options,
          startTimeout: startTimeout ?? 60_000,
        });
        const first = await outcome(() => environment.reset());
        await environment.close();
        if (first instanceof Error) throw first;
        return first;
      });
      check(actual, expected);
    });

    test('an end between two calls, with pipes that another process holds', async () => {
      const environment = await create('Fatal-v0', {
        imports: ['misbehaving_fatal'],
        options: { deed: 'fork and die later' },
      });
      await environment.reset();
      await environment.step(1);
      await new Promise((resolve) => setTimeout(resolve, 1000));
      const started = performance.now();
      check(await outcome(() => environment.step(0)), /environment ended with code 9\. Create/);
      // Not after stepTimeout, which is a minute here.
      expect(performance.now() - started).toBeLessThan(PATIENCE);
      await environment.close();
    });

    test.each(DEEDS)('$at: $deed', async ({ at, deed, expected, large = false }) => {
      const environment = await create('Fatal-v0', {
        imports: ['misbehaving_fatal'],
        options: { at, deed, large },
        render: true,
        stepTimeout: STEP_TIMEOUT,
      });
      const started = performance.now();
      let pid: unknown;
      const actual = await outcome(async () => {
        ({ pid } = (await environment.reset()).info);
        if (at === 'render') return environment.render!();
        return at === 'reset' || at === 'close' ? {} : environment.step(1);
      });
      await environment.close();
      check(actual, expected);
      expect(performance.now() - started).toBeLessThan(PATIENCE);
      if (pid !== undefined) await expectGone(pid);
    });
  });
}

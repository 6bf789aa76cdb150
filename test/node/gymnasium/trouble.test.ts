import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { EnvironmentError, UsageError, ValueError } from '../../../src/errors.ts';
import { AsyncGymnasiumEnvironment } from '../../../src/node/gymnasium/asyncGymnasiumEnvironment.ts';
import { GymnasiumEnvironment } from '../../../src/node/gymnasium/gymnasiumEnvironment.ts';
import type { GymnasiumOptions } from '../../../src/node/gymnasium/options.ts';
import { describeWithPython, fixture, python } from '../../support/python.ts';
import { expectEmpty, expectGone, ownTemporaryFolder } from './leftovers.ts';

const OK = 0;
const RAISE = 1;
const LEAVE = 2;
const KILL = 3;
const SLEEP = 4;
const FLOOD = 5;
const EXIT = 6;
const SPAWN = 7;
const WRONG_SHAPE = 8;
const STOP = 9;
const TERMINATE = 10;
const INPUT = 11;

type Either = GymnasiumEnvironment | AsyncGymnasiumEnvironment;

/** What was thrown, or the promise rejected with. */
async function thrownBy(call: () => unknown): Promise<Error> {
  try {
    await call();
  } catch (error) {
    if (error instanceof Error) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describeWithPython.each([GymnasiumEnvironment, AsyncGymnasiumEnvironment])('$name', (Kind) => {
  const create = (id: string, options?: GymnasiumOptions): Promise<Either> =>
    Kind.create(id, options);

  /** In an episode, with the number of its process. */
  async function begin(options: GymnasiumOptions = {}): Promise<[Either, number]> {
    const environment = await create('Trouble-v0', fixture(options));
    const { info } = await environment.reset();
    return [environment, info['pid'] as number];
  }

  async function refusal(id: string, options?: GymnasiumOptions): Promise<string> {
    const folder = ownTemporaryFolder();
    const error = await thrownBy(() => create(id, options));
    expect(error).toBeInstanceOf(EnvironmentError);
    expectEmpty(folder);
    return error.message;
  }

  test('a missing interpreter', async () => {
    expect(await refusal('CartPole-v1', { python: '/nowhere/python' })).toMatch(
      /needs Python 3.*gymnasium.*\/nowhere\/python could not be started \(ENOENT\).*DEEPQ_PYTHON/,
    );
  });

  test('no interpreter in PATH', async () => {
    vi.stubEnv('PATH', '/nowhere');
    vi.stubEnv('DEEPQ_PYTHON', undefined);
    const folder = ownTemporaryFolder();
    const error = await thrownBy(() => create('CartPole-v1', { variables: { PATH: '/nowhere' } }));
    expect(error).toBeInstanceOf(EnvironmentError);
    if (Kind === AsyncGymnasiumEnvironment) {
      expect(error.message).toMatch(/python3 and python could not be started/);
    } else {
      // There is no mkfifo either.
      expect(error.message).toMatch(/named pipes.*no command mkfifo.*AsyncGymnasiumEnvironment/s);
    }
    expectEmpty(folder);
  });

  test('an interpreter that is none', async () => {
    const path = join(ownTemporaryFolder(), 'python');
    writeFileSync(path, '#!/bin/sh\necho "I am a shell" >&2\nexit 7\n');
    chmodSync(path, 0o755);
    const error = await thrownBy(() => create('CartPole-v1', { python: path }));
    expect(error).toBeInstanceOf(EnvironmentError);
    expect(error.message).toMatch(/ended with code 7 before.*\nI am a shell/s);
  });

  test('an interpreter that prints without end', async () => {
    const path = join(ownTemporaryFolder(), 'python');
    writeFileSync(path, '#!/bin/sh\nexec yes nonsense\n');
    chmodSync(path, 0o755);
    const error = await thrownBy(() => create('CartPole-v1', { python: path }));
    expect(error).toBeInstanceOf(EnvironmentError);
    expect(error.message).toMatch(/is no Python: .* printed\nnonsense\n/);
  });

  test('an interpreter behind a script with a greeting is one', async () => {
    const path = join(ownTemporaryFolder(), 'python');
    writeFileSync(path, `#!/bin/sh\necho "Welcome, and mind the step"\nexec ${python} "$@"\n`);
    chmodSync(path, 0o755);
    const environment = await create('CartPole-v1', { python: path });
    expect((await environment.reset()).observation).toHaveLength(4);
    await environment.close();
  });

  test.each([
    ['gymnasium', 'CartPole-v1', /-m pip install gymnasium$/],
    ['ale_py', 'ALE/Pong-v5', /-m pip install ale-py$/],
  ])('without the package %s', async (name, id, expected) => {
    // In Python, None says that a module is not there.
    const path = join(ownTemporaryFolder(), 'sitecustomize.py');
    writeFileSync(path, `import sys\nsys.modules["${name}"] = None\n`);
    const variables = { PYTHONPATH: join(path, '..'), PYTHONDONTWRITEBYTECODE: '1' };
    const error = await thrownBy(() => create(id, { python, variables }));
    expect(error).toBeInstanceOf(EnvironmentError);
    expect(error.message).toMatch(expected);
    expect(error.message).toContain(python);
  });

  test('an unknown id, module, wrapper, or argument', async () => {
    expect(await refusal('CratPole-v1', { python })).toMatch(
      /NameNotFound.*Did you mean: `CartPole`\?.*Correct the id 'CratPole-v1'/,
    );
    expect(await refusal('CartPole-v99', { python })).toMatch(/VersionNotFound.*Correct the id/);
    expect(await refusal('ALE/Nothing-v5', { python })).toMatch(/Correct the id 'ALE\/Nothing-v5'/);
    expect(await refusal('CartPole-v1', { python, imports: ['no_such_module'] })).toMatch(
      /no_such_module.*PYTHONPATH/,
    );
    expect(await refusal('CartPole-v1', { python, wrappers: [{ name: 'Nothing' }] })).toMatch(
      /gymnasium\.wrappers has no 'Nothing'\. Choose one of .*FlattenObservation/,
    );
    expect(await refusal('CartPole-v1', { python, options: { colour: 'red' } })).toMatch(
      /TypeError.*colour/s,
    );
  });

  test('an exception while it is made', async () => {
    expect(await refusal('Trouble-v0', fixture({ options: { at: 'make' } }))).toMatch(
      /create\('Trouble-v0'\) failed: Python raised ValueError: trouble while it is made\..*bridge_environments\.py/s,
    );
  });

  test('an end while it is made', async () => {
    expect(await refusal('Trouble-v0', fixture({ options: { at: 'make-exit' } }))).toMatch(
      /ended with code 3 before the environment was made.*last words/s,
    );
  });

  test('a start that takes too long', async () => {
    const options = fixture({ options: { at: 'make-hang' }, startTimeout: 1500 });
    expect(await refusal('Trouble-v0', options)).toMatch(
      /no environment within startTimeout \(1500 ms\) and was killed/,
    );
  });

  test('a flood of output while it is made, and in a step', async () => {
    const environment = await create('Trouble-v0', fixture({ options: { at: 'make-print' } }));
    await environment.reset();
    for (let step = 0; step < 3; step++) {
      const { observation, reward } = await environment.step(FLOOD);
      expect([...(observation as Float32Array), reward]).toEqual([0, 0, 1]);
    }
    await environment.close();
  });

  test('an exception in a step ends the episode, not the environment', async () => {
    const [environment, pid] = await begin();
    const error = await thrownBy(() => environment.step(RAISE));
    expect(error).toBeInstanceOf(EnvironmentError);
    expect(error.message).toMatch(
      /step\(1\) of 'Trouble-v0' failed: Python raised ValueError: trouble in a step\..*in step.*in deeper/s,
    );
    expect(await thrownBy(() => environment.step(OK))).toBeInstanceOf(UsageError);
    expect((await environment.reset()).info['pid']).toBe(pid);
    expect((await environment.step(OK)).reward).toBe(1);
    await environment.close();
  });

  test('an exception in reset, and sys.exit in a step', async () => {
    const environment = await create('Trouble-v0', fixture({ options: { at: 'reset' } }));
    const error = await thrownBy(() => environment.reset());
    expect(error).toBeInstanceOf(EnvironmentError);
    expect(error.message).toMatch(/reset\(\) of 'Trouble-v0' failed: Python raised KeyError/);
    expect(await thrownBy(() => environment.step(OK))).toBeInstanceOf(UsageError);
    await environment.reset();
    const exit = await thrownBy(() => environment.step(EXIT));
    expect(exit.message).toMatch(/SystemExit: leaving/);
    await environment.reset();
    await environment.close();
  });

  test('an observation that its space does not have', async () => {
    const [environment] = await begin();
    const error = await thrownBy(() => environment.step(WRONG_SHAPE));
    expect(error).toBeInstanceOf(EnvironmentError);
    expect(error.message).toMatch(/observation of shape \(7,\), but its observation_space is Box/);
    await environment.reset();
    await environment.close();
  });

  test.each([
    ['leaves', LEAVE, /about to leave/],
    ['is killed', KILL, /Create the environment anew/],
    ['is killed, with large observations', KILL, /Create the environment anew/],
  ])('a process that %s', async (name, action, expected) => {
    const folder = ownTemporaryFolder();
    const [environment, pid] = await begin({ options: { large: name.includes('large') } });
    const error = await thrownBy(() => environment.step(action));
    expect(error).toBeInstanceOf(EnvironmentError);
    expect(error.message).toMatch(expected);
    await expectGone(pid);
    for (const call of [() => environment.reset(), () => environment.reset({ seed: 1 })]) {
      expect((await thrownBy(call)).message).toBe(error.message);
    }
    await environment.close();
    await environment.close();
    expectEmpty(folder);
  });

  test('a process that was killed between two calls', async () => {
    const [environment, pid] = await begin();
    process.kill(pid, 'SIGKILL');
    await expectGone(pid);
    const error = await thrownBy(() => environment.step(OK));
    expect(error).toBeInstanceOf(EnvironmentError);
    await environment.close();
  });

  test.each([
    ['hangs', SLEEP],
    ['is stopped', STOP],
  ])('a process that %s', async (_, action) => {
    const [environment, pid] = await begin({ stepTimeout: 1000 });
    const started = performance.now();
    const error = await thrownBy(() => environment.step(action));
    const milliseconds = performance.now() - started;
    expect(error).toBeInstanceOf(EnvironmentError);
    expect(error.message).toMatch(/did not answer within stepTimeout \(1000 ms\) and was killed/);
    expect(milliseconds).toBeGreaterThan(900);
    expect(milliseconds).toBeLessThan(20_000);
    await expectGone(pid);
    expect(await thrownBy(() => environment.reset())).toBeInstanceOf(EnvironmentError);
    await environment.close();
  });

  test('many quick steps do not add up to a slow one', async () => {
    const [environment] = await begin({ stepTimeout: 2000 });
    const started = performance.now();
    while (performance.now() - started < 3000) await environment.step(OK);
    await environment.close();
  });

  test('nothing waits for the keyboard', async () => {
    const [environment] = await begin();
    expect((await thrownBy(() => environment.step(INPUT))).message).toMatch(/EOFError/);
    await environment.close();
  });

  test('close ends the process and what it has started, once', async () => {
    const folder = ownTemporaryFolder();
    const [environment, pid] = await begin();
    const { info } = await environment.step(SPAWN);
    await environment.close();
    await environment.close();
    await expectGone(pid);
    await expectGone(info['child']);
    expectEmpty(folder);
    for (const call of [() => environment.reset(), () => environment.step(OK)]) {
      const error = await thrownBy(call);
      expect(error).toBeInstanceOf(UsageError);
      expect(error.message).toMatch(/after close\(\)/);
    }
  });

  test.each(['close', 'close-raise'])('a close that goes wrong: %s', async (at) => {
    const [environment, pid] = await begin({ options: { at }, stepTimeout: 1000 });
    await environment.close();
    await expectGone(pid);
  });

  test('the order of calls, and bad arguments', async () => {
    const environment = await create('Trouble-v0', fixture());
    expect((await thrownBy(() => environment.step(OK))).message).toMatch(/none was started/);
    await environment.reset();
    for (const action of [-1, 12, 0.5, NaN, '1', undefined]) {
      expect(await thrownBy(() => environment.step(action as number))).toBeInstanceOf(ValueError);
    }
    await expect(async () => environment.reset({ seed: -1 })).rejects.toThrow(/seed/);
    await expect(async () => environment.reset(7 as never)).rejects.toThrow(/seed: 7/);
    expect((await environment.step(TERMINATE)).terminated).toBe(true);
    expect((await thrownBy(() => environment.step(OK))).message).toMatch(/last one has ended/);
    await environment.close();
  });
});

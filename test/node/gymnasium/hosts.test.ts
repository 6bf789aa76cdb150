import { execFile } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test, vi } from 'vitest';
import { EnvironmentError } from '../../../src/errors.ts';
import { AsyncGymnasiumEnvironment } from '../../../src/node/gymnasium/asyncGymnasiumEnvironment.ts';
import { GymnasiumEnvironment } from '../../../src/node/gymnasium/gymnasiumEnvironment.ts';
import { describeWithPython, fixture, python } from '../../support/python.ts';
import { ownTemporaryFolder } from './leftovers.ts';
import { builtProgram } from '../../support/builtProgram.ts';

const child = builtProgram(new URL('folderChild.ts', import.meta.url));

/** What both classes come to in a working directory. */
async function inFolder(folder: string, ...more: string[]): Promise<unknown[]> {
  const { stdout } = await promisify(execFile)(process.execPath, [child, folder, ...more], {
    env: { ...process.env, DEEPQ_PYTHON: python },
  });
  return JSON.parse(stdout) as unknown[];
}

describeWithPython('odd hosts', () => {
  test('no folder for temporary files', async () => {
    vi.stubEnv('TMPDIR', '/nowhere/at/all');
    onTestFinished(() => void vi.unstubAllEnvs());
    const attempt = GymnasiumEnvironment.create('CartPole-v1', { python });
    await expect(attempt).rejects.toThrow(EnvironmentError);
    await expect(attempt).rejects.toThrow(
      /create\('CartPole-v1'\) needs a folder .* in \/nowhere\/at\/all \(ENOENT\).*TMPDIR/,
    );
    const later = await AsyncGymnasiumEnvironment.create('CartPole-v1', { python });
    await later.close();
  });

  test('a working directory that was removed', async () => {
    const folder = join(ownTemporaryFolder(), 'removed');
    mkdirSync(folder);
    const [now, later] = await inFolder(folder, 'CartPole-v1', 'remove');
    expect(now).toMatch(/^EnvironmentError: .*working directory removed\?.*process\.chdir/);
    expect(later).toBe(1);
  });

  test("the working directory is searched after Python's own folders", async () => {
    const folder = ownTemporaryFolder();
    for (const name of [
      'struct',
      'json',
      'signal',
      'gymnasium',
      'numpy',
      'faulthandler',
      'ctypes',
    ]) {
      writeFileSync(
        join(folder, `${name}.py`),
        `open(${JSON.stringify(join(folder, 'ran'))}, "w")\n`,
      );
    }
    writeFileSync(
      join(folder, 'own_environments.py'),
      'import gymnasium\n' +
        'gymnasium.register("Own-v0", "gymnasium.envs.classic_control:CartPoleEnv")\n',
    );
    expect(await inFolder(folder, 'Own-v0')).toEqual([1, 1]);
    expect(existsSync(join(folder, 'ran'))).toBe(false);
  });

  test('Python that closes standard error adds no listeners at each step', async () => {
    const warnings: Error[] = [];
    const take = (warning: Error): void => void warnings.push(warning);
    process.on('warning', take);
    onTestFinished(() => void process.off('warning', take));
    const environment = await AsyncGymnasiumEnvironment.create(
      'Fatal-v0',
      fixture({
        imports: ['misbehaving_fatal'],
        options: { at: 'reset', deed: 'close output' },
      }),
    );
    await environment.reset();
    for (let step = 0; step < 40; step++) await environment.step(0);
    await environment.close();
    expect(warnings).toEqual([]);
  });
});

const MARKER = String.raw`\0deepq\0\n`;
/** A head with the right mark and number, and five bytes of JSON. */
const HEAD = String.raw`\0\0\x64\x71\0\0\0\0\x05\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0`;

describeWithPython.each([GymnasiumEnvironment, AsyncGymnasiumEnvironment])('$name and', (Kind) => {
  const refusal = async (path: string): Promise<string> => {
    const attempt = Kind.create('CartPole-v1', { python: path, startTimeout: 5000 });
    await expect(attempt).rejects.toThrow(EnvironmentError);
    return attempt.then(
      () => '',
      (error: unknown) => (error as Error).message,
    );
  };

  test.each([
    ['/bin/cat', /Python ended with code 1 before the environment was made.*The last it printed/s],
    ['/bin/echo', /what was started is no Python: .* it printed/],
    ['/bin/true', /Python ended with code 0 before/],
    ['/', /could not be started \(EACCES\)/],
    ['/etc/passwd', /could not be started \(EACCES\)/],
  ])('the interpreter %s', async (path, expected) => {
    const message = await refusal(path);
    expect(message).toMatch(expected);
    expect(message.length).toBeLessThan(4096);
  });

  test.each([
    ['prints nonsense after the mark', `printf '${MARKER}${'nonsense'.repeat(9)}'`, /is no reply/],
    ['prints what is no JSON', `printf '${MARKER}${HEAD}{[}12'; sleep 5`, /is no reply/],
    ['prints other JSON', `printf '${MARKER}${HEAD}[1,2]'; sleep 5`, /is no Python/],
    ['closes its output', 'exec >&- 2>&-; sleep 100', /has closed its end of the connection/],
    ['waits', 'sleep 100', /within startTimeout \(5000 ms\) and was killed/],
    [
      'prints escapes',
      String.raw`printf '\033[2J\033]0;title\007hello\n'; sleep 1`,
      /printed\nhello\n/,
    ],
  ])('an interpreter that %s', async (_, script, expected) => {
    const path = join(ownTemporaryFolder(), 'python');
    writeFileSync(path, `#!/bin/bash\n${script}\n`);
    chmodSync(path, 0o755);
    expect(await refusal(path)).toMatch(expected);
  });
});

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, onTestFinished, test } from 'vitest';
import { describeWithPython, fixture } from '../../support/python.ts';
import { expectEmpty, expectGone, ownTemporaryFolder } from './leftovers.ts';
import { builtProgram } from '../../support/builtProgram.ts';

const script = builtProgram(new URL('exitChild.ts', import.meta.url));
const made = JSON.stringify(fixture());

describeWithPython('what Python prints', () => {
  test('goes to standard error, if that is asked for', async () => {
    const child = spawn(process.execPath, [script, 'show', made], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    let text = '';
    child.stderr.setEncoding('utf8').on('data', (part: string) => (text += part));
    expect(await once(child, 'close')).toEqual([0, null]);
    expect(text.match(/^about to leave$/gm)).toHaveLength(2);
    expect(text.match(/EnvironmentError: .*Create the environment anew\.$/gm)).toHaveLength(2);
  });
});

describeWithPython('nothing is left of environments that nobody closed', () => {
  /** Runs the script, which ends in a way. */
  async function run(
    way: string,
    signal?: 'SIGKILL' | 'SIGTERM' | 'SIGINT',
  ): Promise<{ code: number | null; pids: number[] }> {
    const child = spawn(process.execPath, [script, way, made], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    const exited = once(child, 'exit');
    const [line] = (await once(child.stdout, 'data')) as [Buffer];
    if (signal !== undefined) {
      // By then it waits for a step that does not end.
      await new Promise((resolve) => setTimeout(resolve, 300));
      child.kill(signal);
    }
    const [code] = (await exited) as [number | null];
    return { code, pids: JSON.parse(line.toString()) as number[] };
  }

  // Without being asked, only Linux ends a process in the middle of a step together with ours;
  // elsewhere it goes on to the end of its step.
  const hanging = process.platform === 'linux' ? (['SIGTERM', 'SIGINT', 'SIGKILL'] as const) : [];

  test.each([
    ['end', undefined, 0],
    ['exit', undefined, 5],
    ['throw', undefined, 1],
    ['early', undefined, 6],
    ...hanging.map((signal) => ['hang', signal, null] as const),
  ] as const)('%s %s', async (way, signal, expected) => {
    const folder = ownTemporaryFolder();
    const { code, pids } = await run(way, signal);
    expect(code).toBe(expected);
    expect(pids).toHaveLength(way === 'early' ? 0 : 2);
    for (const pid of pids) await expectGone(pid);
    expectEmpty(folder);
  });
});

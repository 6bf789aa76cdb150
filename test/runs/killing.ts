import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { createRandom, type Random } from '../../src/index.ts';
import { builtProgram } from '../support/builtProgram.ts';

const child = builtProgram(new URL('child.ts', import.meta.url));

/** What became of a process. */
export interface Ended {
  readonly code: number | null;
  readonly output: string;
  readonly errors: string;
}

/**
 * Starts a world in a folder.
 *
 * @param end - How long after its beginning the process is ended, in milliseconds, and
 *   how; `null`: it comes to its end.
 * @param steps - Environment steps of the whole run.
 */
export function runWorld(
  folder: string,
  name: string,
  end: { readonly afterMs: number; readonly signal: NodeJS.Signals } | null,
  steps = 600,
): Promise<Ended> {
  const made = spawn(process.execPath, [child, folder, name, String(steps)]);
  let [output, errors] = ['', ''];
  made.stdout.on('data', (data: Buffer) => {
    const isFirst = output === '';
    output += String(data);
    if (isFirst && end) setTimeout(() => made.kill(end.signal), end.afterMs);
  });
  made.stderr.on('data', (data: Buffer) => (errors += String(data)));
  return new Promise((resolve, reject) => {
    made.on('error', reject);
    made.on('close', (code) => {
      resolve({ code, output, errors });
    });
  });
}

/**
 * Kills a world's run at random moments, so many times, and then lets it come to its end. The
 * first kill always lands: a run that ended before it begins anew, and is killed sooner.
 */
export async function runWithKills(
  folder: string,
  name: string,
  kills: number,
  random: Random = createRandom(1),
): Promise<{ readonly killed: number; readonly resumed: number }> {
  let [killed, resumed] = [0, 0];
  let withinMs = 500;
  for (let time = 0; time <= kills; time++) {
    const afterMs = random.integer(withinMs);
    const end = time < kills ? { afterMs, signal: 'SIGKILL' as const } : null;
    const { code, output, errors } = await runWorld(folder, name, end);
    if (!output.startsWith('at 0')) resumed++;
    if (code === null) killed++;
    else if (code !== 0) throw new Error(`It ended with ${code}: ${errors}`);
    if (!output.includes('completed')) continue;
    if (killed > 0 || kills === 0) break;
    rmSync(folder, { recursive: true });
    withinMs = Math.ceil(withinMs / 2);
    time = -1;
  }
  return { killed, resumed };
}

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Options } from './support/arguments.ts';
import type { BenchmarkContext } from './support/context.ts';
import { quantile } from './support/measure.ts';

export const name = 'jobs';
export const description: string =
  'npx deepq train CartPole-v1 with several seeds: two at a time, against one after the other ' +
  '(--seeds 6, --jobs 2, --steps 50000, --rounds 1)';
export const options: Options = {
  ...{ seeds: 'number', jobs: 'number', steps: 'number', rounds: 'number' },
};

const main = fileURLToPath(new URL('../src/cli/main.ts', import.meta.url));

/** The two ways take turns; each is the command itself, in processes of its own. */
export async function run(context: BenchmarkContext): Promise<void> {
  const [seeds, jobs] = [context.number('seeds', 6), context.number('jobs', 2)];
  const steps = context.number('steps', 50_000);
  const rounds = context.number('rounds', 1);
  const [one, several]: [number[], number[]] = [[], []];
  for (let round = 0; round < rounds; round++) {
    for (const most of round % 2 === 0 ? [1, jobs] : [jobs, 1]) {
      (most === 1 ? one : several).push(await secondsOf(seeds, most, steps));
    }
    context.note(`round ${round + 1}: ${one.at(-1)} s, ${several.at(-1)} s`);
  }
  context.report(
    `${seeds} seeds of CartPole-v1, ${steps} steps, on ${availableParallelism()} cores`,
    [
      {
        'one after the other, s': quantile(one, 0.5),
        [`${jobs} at a time, s`]: quantile(several, 0.5),
        ratio: quantile(
          several.map((seconds, round) => seconds / one[round]!),
          0.5,
        ),
      },
    ],
  );
}

async function secondsOf(seeds: number, jobs: number, steps: number): Promise<number> {
  const out = mkdtempSync(join(tmpdir(), 'deepq-jobs-'));
  const words = ['train', 'CartPole-v1', '--seeds', seeds, '--jobs', jobs, '--steps', steps];
  const start = performance.now();
  try {
    const child = spawn(
      process.execPath,
      [...process.execArgv, main, ...words.map(String), '--out', out],
      { stdio: ['ignore', 'ignore', 'pipe'] },
    );
    let errors = '';
    child.stderr.on('data', (data: Buffer) => (errors = `${errors}${String(data)}`.slice(-2_000)));
    const [code] = (await once(child, 'close')) as [number | null];
    if (code !== 0) throw new Error(`deepq train ended with ${code}: ${errors}`);
    return (performance.now() - start) / 1_000;
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Options } from './support/arguments.ts';
import type { BenchmarkContext } from './support/context.ts';
import { quantile } from './support/measure.ts';

export const name = 'jobs';
export const description: string =
  'npx deepq train CartPole-v1 with several seeds: two at a time, of which each has one thread, against ' +
  'one after the other, with as many threads as usual and with one ' +
  '(--seeds 6, --jobs 2, --steps 50000, --rounds 1)';
export const options: Options = {
  ...{ seeds: 'number', jobs: 'number', steps: 'number', rounds: 'number' },
};

/** What users start: from its sources, each process would be compiled first. */
const main = fileURLToPath(new URL('../dist/cli.js', import.meta.url));

/** The ways take turns; each is the built command itself, in processes of its own. */
export async function run(context: BenchmarkContext): Promise<void> {
  if (!existsSync(main)) throw new Error('jobs needs the built command: run "npm run build" first');
  const [seeds, jobs] = [context.number('seeds', 6), context.number('jobs', 2)];
  const steps = context.number('steps', 50_000);
  const rounds = context.number('rounds', 1);
  const ways: readonly Way[] = [
    { name: 'one after the other, s', words: ['--jobs', '1'], seconds: [] },
    // What a job has: without this, two things would be compared at once.
    { name: 'the same with --threads 1, s', words: ['--jobs', '1', '--threads', '1'], seconds: [] },
    { name: `${jobs} at a time, s`, words: ['--jobs', String(jobs)], seconds: [] },
  ];
  for (let round = 0; round < rounds; round++) {
    for (const way of round % 2 === 0 ? ways : ways.toReversed()) {
      way.seconds.push(await secondsOf(seeds, steps, way.words));
    }
    context.note(`round ${round + 1}: ${ways.map(({ seconds }) => seconds.at(-1)).join(' s, ')} s`);
  }
  const [usual, one, several] = ways.map(({ seconds }) => seconds) as [
    number[],
    number[],
    number[],
  ];
  const ratio = (below: readonly number[]): number =>
    quantile(
      several.map((seconds, round) => seconds / below[round]!),
      0.5,
    );
  context.report(
    `${seeds} seeds of CartPole-v1, ${steps} steps, on ${availableParallelism()} cores`,
    [
      {
        ...Object.fromEntries(ways.map(({ name, seconds }) => [name, quantile(seconds, 0.5)])),
        ratio: ratio(usual),
        'ratio, one thread each': ratio(one),
      },
    ],
  );
}

/** How the seeds are trained, and how long that took in each round. */
interface Way {
  readonly name: string;
  readonly words: readonly string[];
  readonly seconds: number[];
}

async function secondsOf(seeds: number, steps: number, more: readonly string[]): Promise<number> {
  const out = mkdtempSync(join(tmpdir(), 'deepq-jobs-'));
  const words = ['train', 'CartPole-v1', '--seeds', seeds, '--steps', steps, ...more];
  const start = performance.now();
  try {
    const child = spawn(process.execPath, [main, ...words.map(String), '--out', out], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let errors = '';
    child.stderr.on('data', (data: Buffer) => (errors = `${errors}${String(data)}`.slice(-2_000)));
    const [code] = (await once(child, 'close')) as [number | null];
    if (code !== 0) throw new Error(`deepq train ended with ${code}: ${errors}`);
    return (performance.now() - start) / 1_000;
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}

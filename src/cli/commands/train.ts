import { existsSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { showProgress } from '../../node/progress.ts';
import { openRun } from '../../node/run/openRun.ts';
import type { RunOptions } from '../../node/run/runOptions.ts';
import { shellWord } from '../../node/shellWord.ts';
import {
  CommandError,
  MOST_RUNS,
  readCount,
  readText,
  readWords,
  type Command,
} from '../command.ts';
import { findSource } from '../environmentSource.ts';
import { ENGINE_HELP, ENGINE_OPTIONS, readEngine } from '../engine.ts';
import { figure } from '../../node/figure.ts';
import { runJobs } from '../jobs.ts';
import { claimFolder, folderName, giveBack } from '../newFolder.ts';
import { PARTS_HELP, PARTS_OPTION, readParts } from '../ownParts.ts';
import { readRhythm, RHYTHM_HELP, RHYTHM_OPTIONS } from '../rhythm.ts';
import { isRun, makeRun, release, stepsOf, type RunPlan } from '../runs.ts';

const OPTIONS = {
  environment: { type: 'string' },
  preset: { type: 'string' },
  steps: { type: 'string' },
  seed: { type: 'string' },
  seeds: { type: 'string' },
  jobs: { type: 'string' },
  set: { type: 'string', multiple: true },
  ...PARTS_OPTION,
  ...ENGINE_OPTIONS,
  ...RHYTHM_OPTIONS,
  tags: { type: 'string' },
  'no-video': { type: 'boolean' },
  until: { type: 'string' },
  out: { type: 'string' },
  folder: { type: 'string' },
} as const;

export const trainCommand: Command = {
  name: 'train',
  summary: 'trains an agent, in a folder that keeps everything',
  help: `Usage: npx deepq train ENV [options]

ENV is an id (npx deepq environments; or one of Gymnasium in Python), or a module with an
environment: its default export makes a new one, and is told ({ use }) for 'training' or 'evaluation'.

  --environment FILE   the same as a module for ENV
  --preset ID|none     tuned settings; default: those of ENV, if there are any
  --steps N            environment steps; default: those of the preset, else 100,000
  --seed N             decides everything random; default 1
  --seeds N            so many runs, with the seeds from --seed on
  --jobs N             how many of them run at the same time; default 1
  --set KEY=VALUE      a setting of the agent, as in config.json; may be repeated:
                       --set batchSize=64 --set learningRate=3e-4 --set hidden=128,128
                       --set sampler=prioritized --set nStep=3 --set network=natureCnn
                       --set 'head={"kind":"c51","options":{"min":0,"max":100}}'
${PARTS_HELP}
${ENGINE_HELP}
${RHYTHM_HELP}
  --until N            stops at the first evaluation after N steps, as a step on the way of --steps;
                       npx deepq resume DIR goes on
  --tags cleanrl       names of curves in TensorBoard as CleanRL has them; default sb3
  --no-video           without a video of the best episode in the report
  --out DIR            where the folders of runs go; default runs
  --folder DIR         the folder of this run, if it is to have a name of yours

Ctrl-C writes a checkpoint; npx deepq resume DIR goes on from there.

Examples:
  npx deepq train CartPole-v1 --seeds 3 --jobs 2
  npx deepq compare runs`,
  async run(words) {
    const given = readWords(words, OPTIONS, { least: 0, most: 1, what: 'ENV' });
    const name = given.positionals[0] ?? readText(given, 'environment');
    if (name === undefined)
      throw new CommandError('ENV is missing: the id of an environment, or a module.');
    if (given.positionals.length > 0 && given.values['environment'] !== undefined) {
      throw new CommandError('Give ENV or --environment, not both.');
    }
    const engine = await readEngine(given);
    const tags = readText(given, 'tags') ?? 'sb3';
    if (tags !== 'sb3' && tags !== 'cleanrl') {
      throw new CommandError(`--tags must be sb3 or cleanrl; received '${tags}'.`);
    }
    const source = findSource(name, readText(given, 'preset'));
    const first = readCount(given, 'seed', 0, 2 ** 32 - 1) ?? 1;
    const count = readCount(given, 'seeds', 1, MOST_RUNS) ?? 1;
    const out = readText(given, 'out') ?? 'runs';
    const parts = await readParts(given);
    const plan = (seed: number): RunPlan => ({
      ...{
        source,
        seed,
        tags,
        engine,
        parts,
        settings: (given.values['set'] as string[] | undefined) ?? [],
      },
      environmentSteps: readCount(given, 'steps') ?? stepsOf(source),
      rhythm: readRhythm(given),
    });
    const jobs = readCount(given, 'jobs') ?? 1;
    const until = readCount(given, 'until');
    const folder = readText(given, 'folder');
    const video = given.values['no-video'] !== true;
    if (count === 1) return runPlan(plan(first), { folder, out }, video, until);
    if (folder !== undefined) {
      throw new CommandError('--folder is for one run; use --out with --seeds.');
    }
    if (first + count > 2 ** 32) {
      throw new CommandError(
        `--seeds ${count} from --seed ${first} on goes beyond ${2 ** 32 - 1}, the last seed there is.`,
      );
    }
    const seeds = Array.from({ length: count }, (_, index) => first + index);
    // What is wrong with the settings is said once, and not by each of them.
    release(await makeRun(plan(first)));
    const rest = withoutOptions(words, ['seed', 'seeds', 'jobs', 'out']);
    const folders = seeds.map((seed) => claimFolder(out, folderName(plan(seed))));
    const failed = await runJobs(
      seeds.map((seed, index) => ({
        label: `seed ${seed}`,
        // Before the others, of which a -- may be one.
        words: ['train', '--seed', String(seed), '--folder', folders[index] as string, ...rest],
      })),
      jobs,
    );
    for (const each of folders) giveBack(each);
    const done = folders.filter((_, index) => !failed.includes(index));
    process.stdout.write(
      `\nCompare them: npx deepq compare ${done.map((each) => shellWord(each)).join(' ')}\n`,
    );
    return failed.length === 0 ? 0 : 1;
  },
};

/** Trains in a folder, to the end or until it is stopped. */
async function runPlan(
  plan: RunPlan,
  where: { readonly folder: string | undefined; readonly out: string },
  video: boolean,
  until: number | undefined,
): Promise<number> {
  const { folder: given, out } = where;
  if (given !== undefined && existsSync(join(resolve(given), 'config.json'))) {
    throw new CommandError(
      `${given} holds a run already; npx deepq resume ${shellWord(given)} goes on with it.`,
    );
  }
  // Made first, so that settings that are wrong leave no folder behind.
  const options = { ...(await makeRun(plan)), video };
  let folder: string;
  try {
    folder = given ?? claimFolder(out, folderName(plan));
  } catch (error) {
    release(options);
    throw error;
  }
  try {
    return await trainIn(folder, options, until);
  } finally {
    if (given === undefined) giveBack(folder);
  }
}

/**
 * Opens a run, shows how it goes, and says where it is. Agent and environments are given back in
 * the end, whatever happens.
 *
 * @param until - Stops it at the first evaluation after so many steps, with a checkpoint.
 */
export async function trainIn(
  folder: string,
  options: RunOptions,
  until: number = options.environmentSteps,
): Promise<number> {
  try {
    return await openAndTrain(folder, options, until);
  } finally {
    release(options);
  }
}

async function openAndTrain(folder: string, options: RunOptions, until: number): Promise<number> {
  const { environmentSteps, environmentId = 'environment', seed = 0 } = options;
  const stopper = new AbortController();
  const hasBegun = isRun(folder);
  const run = await openRun(folder, { ...options, signal: stopper.signal });
  const name = relative(process.cwd(), run.folder) || '.';
  const anew = hasBegun ? ', from the beginning: it has no checkpoint yet' : '';
  const from = run.resumedAt === null ? anew : `, from step ${run.resumedAt.toLocaleString('en')}`;
  process.stderr.write(`${environmentId}, seed ${seed}: ${name}${from}\n`);
  if (run.resumedAt !== null && run.resumedAt >= Math.min(until, environmentSteps)) {
    const isWhole = run.resumedAt >= environmentSteps;
    if (isWhole) await run.finish();
    else run.close();
    const all = environmentSteps.toLocaleString('en');
    const taken = isWhole ? `its ${all}` : `${run.resumedAt.toLocaleString('en')} of ${all}`;
    process.stdout.write(
      `Nothing was left to do: the run has taken ${taken} steps. ` +
        `For more of them: npx deepq resume ${shellWord(name)} --steps N\n`,
    );
    return 0;
  }
  let isAborted = false;
  let evaluation: number | null = null;
  for await (const event of showProgress(run, { total: environmentSteps })) {
    if (event.type === 'evaluation') {
      evaluation = event.evaluation.mean;
      if (event.environmentSteps >= until && until < environmentSteps) stopper.abort();
    }
    if (event.type === 'end') isAborted = event.reason === 'aborted';
  }
  if (isAborted) return stopper.signal.aborted ? 0 : 130;
  const score = evaluation === null ? '' : `, last evaluation ${figure(evaluation)}`;
  process.stdout.write(`Done${score}. See ${join(name, 'report.html')}\n`);
  return 0;
}

/** Words of a command line without some of its options and their values. */
function withoutOptions(words: readonly string[], names: readonly string[]): readonly string[] {
  const kept: string[] = [];
  for (let index = 0; index < words.length; index++) {
    const word = words[index] as string;
    if (names.some((name) => word.startsWith(`--${name}=`))) continue;
    if (names.some((name) => word === `--${name}`)) index++;
    else kept.push(word);
  }
  return kept;
}

import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createRandom } from '../src/random/createRandom.ts';
import { cases, groups, type Case, type Group } from './compare/cases.ts';
import { startSide, type Side, type Times } from './compare/side.ts';
import { estimate, geometricMean } from './compare/statistics.ts';
import type { Options } from './support/arguments.ts';
import type { BenchmarkContext } from './support/context.ts';
import { quantile } from './support/measure.ts';

export const name = 'compare';
export const description: string =
  'this checkout against another one (--base DIR; --cases update,act,loop,environments,replay; ' +
  '--only TEXT for cases with it in their name; --processes 5, --pairs 40, --milliseconds 30; ' +
  '--wall for the clock instead of CPU time; --threads 1, with --wall the default of each)';

export const options: Options = {
  base: 'text',
  cases: 'text',
  only: 'text',
  processes: 'number',
  pairs: 'number',
  milliseconds: 'number',
  wall: 'flag',
  threads: 'number',
};

/** A case is slower if its whole interval is above this. */
const CASE_LIMIT = 1.03;
/** All cases together are slower if their geometric mean is above this. */
const MEAN_LIMIT = 1.01;

/** Milliseconds that each side runs before it counts. */
const WARM_UP = 300;

/** What was measured of a case, in one pair of processes. */
interface Round {
  /** Time of this checkout divided by that of the other. */
  readonly ratios: readonly number[];
  /** Microseconds of a call in each pair of blocks. */
  readonly base: readonly number[];
  readonly own: readonly number[];
}

interface Effort {
  readonly pairs: number;
  readonly milliseconds: number;
  readonly clock: keyof Times;
}

/**
 * Times both checkouts in processes of their own, which take turns in blocks of
 * 30 ms: what slows the machine down slows both down. (With blocks of 100 ms
 * and as much time in all, the intervals were twice as wide.) Every case is
 * measured in several pairs of fresh processes: a process keeps some of its
 * speed from its start to its end, and the cases before change how code is compiled.
 */
export async function run(context: BenchmarkContext): Promise<void> {
  const base = textOption(context, 'base');
  if (base === null) {
    context.note('left out: it needs --base DIR, another checkout of the library.');
    return;
  }
  const folders = { base: resolve(base), own: fileURLToPath(new URL('..', import.meta.url)) };
  const chosen = chooseCases(context);
  const processes = context.number('processes', 5);
  const isByClock = context.args.includes('--wall');
  // CPU time would count what a second thread saves, and its waiting, as time that is lost.
  const threads =
    context.args.includes('--threads') || !isByClock ? context.number('threads', 1) : null;
  const effort: Effort = {
    pairs: context.number('pairs', 40),
    milliseconds: context.number('milliseconds', 30),
    clock: isByClock ? 'wall' : 'cpu',
  };
  const rounds = new Map<Case, Round[]>(chosen.map((each) => [each, []]));
  for (let round = 1; round <= processes; round++) {
    context.note(`pairs of processes, ${round} of ${processes}`);
    for (const each of chosen) {
      await withSides(folders, threads, async (sides) => {
        rounds.get(each)!.push(await measure(sides, each, effort));
      });
    }
  }
  judge(context, rounds, effort);
}

interface Sides {
  readonly base: Side;
  readonly own: Side;
}

/** Starts both processes, and ends them in any case. */
async function withSides(
  folders: { readonly base: string; readonly own: string },
  threads: number | null,
  use: (sides: Sides) => Promise<void>,
): Promise<void> {
  const started = await Promise.allSettled([
    startSide(folders.base, threads),
    startSide(folders.own, threads),
  ]);
  try {
    const [base, own] = started.map((side) => {
      if (side.status === 'rejected') throw side.reason;
      return side.value;
    }) as [Side, Side];
    await use({ base, own });
  } finally {
    for (const side of started) if (side.status === 'fulfilled') side.value.close();
  }
}

/** Times a case in blocks of both sides in turn; both always run the same calls. */
async function measure(
  { base, own }: Sides,
  each: Case,
  { pairs, milliseconds, clock }: Effort,
): Promise<Round> {
  for (const side of [base, own]) await side.open(each);
  let calls = 1;
  let warm = 0;
  // The same calls on both, so that both are in the same state afterwards.
  while (warm < WARM_UP) {
    const tried = await base.time(calls);
    await own.time(calls);
    warm += tried.wall;
    // At most twice as many: while the code is being compiled, times tell little.
    const wanted = Math.round((calls * milliseconds) / tried.wall);
    calls = Math.max(1, Math.min(2 * calls, wanted));
  }
  const round = { ratios: [] as number[], base: [] as number[], own: [] as number[] };
  for (let pair = 0; pair < pairs; pair++) {
    // base own own base: neither always goes first.
    const isOwnFirst = pair % 2 === 1;
    const first = await (isOwnFirst ? own : base).time(calls);
    const second = await (isOwnFirst ? base : own).time(calls);
    const [ofBase, ofOwn] = isOwnFirst ? [second, first] : [first, second];
    round.ratios.push(ofOwn[clock] / ofBase[clock]);
    round.base.push((ofBase[clock] * 1000) / calls);
    round.own.push((ofOwn[clock] * 1000) / calls);
  }
  return round;
}

/** Reports every case and the mean of all, and fails the process if this checkout is slower. */
function judge(
  context: BenchmarkContext,
  rounds: ReadonlyMap<Case, readonly Round[]>,
  { clock }: Effort,
): void {
  const random = createRandom(1);
  const results = [...rounds].map(([each, measured]) => {
    const { median, low, high } = estimate(
      measured.map(({ ratios }) => ratios),
      random,
    );
    const row = {
      group: each.group,
      case: each.name,
      'base µs': quantile(
        measured.flatMap((round) => round.base),
        0.5,
      ),
      'this µs': quantile(
        measured.flatMap((round) => round.own),
        0.5,
      ),
      ratio: median.toFixed(3),
      '95 % interval': `${low.toFixed(3)} to ${high.toFixed(3)}`,
      'is slower': low > CASE_LIMIT,
    };
    return { row, median, isSlower: low > CASE_LIMIT };
  });
  const unit = clock === 'cpu' ? 'CPU time' : 'wall time';
  context.report(
    `${unit} of this checkout ÷ that of the base`,
    results.map(({ row }) => row),
  );
  const mean = geometricMean(results.map(({ median }) => median));
  const slower = results.filter((result) => result.isSlower).length;
  const isSlower = slower > 0 || mean > MEAN_LIMIT;
  context.report('All cases', [
    {
      cases: results.length,
      'geometric mean': mean.toFixed(3),
      'slower cases': slower,
      passes: !isSlower,
    },
  ]);
  // A run of several benchmarks goes on.
  if (isSlower) process.exitCode = 1;
}

function chooseCases(context: BenchmarkContext): readonly Case[] {
  const wanted = textOption(context, 'cases')?.split(',') ?? groups;
  const unknown = wanted.find((group) => !groups.includes(group as Group));
  if (unknown !== undefined) {
    throw new Error(`--cases takes ${groups.join(', ')}; received ${unknown}.`);
  }
  const text = textOption(context, 'only') ?? '';
  const chosen = cases.filter((each) => wanted.includes(each.group) && each.name.includes(text));
  if (chosen.length === 0) throw new Error(`No case has "${text}" in its name.`);
  return chosen;
}

function textOption({ args }: BenchmarkContext, option: string): string | null {
  const index = args.indexOf(`--${option}`);
  if (index === -1) return null;
  const value = args[index + 1];
  if (value !== undefined && !value.startsWith('--')) return value;
  throw new Error(`--${option} needs a value.`);
}

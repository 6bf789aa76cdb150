import type { RedisServer } from '../../../scripts/support/redisServer.ts';
import type { PresetId } from '../../../src/presets/presets.ts';
import { interquartileMean } from '../../../src/statistics/aggregates.ts';
import { bootstrapInterval, type Interval } from '../../../src/statistics/bootstrap.ts';
import { comparedPresets } from '../comparedPresets.ts';
import type { BenchmarkContext } from '../context.ts';
import { fingerprint } from '../fingerprint.ts';
import { quantile } from '../measure.ts';
import { RunLog, type LoggedRun } from '../runLog.ts';
import type { Row } from '../table.ts';
import type { TrainResult } from '../trainRun.ts';
import { nameOf, trainBy, type Way } from './learners.ts';

/** All runs that were ever reported; those of the settings of today count. */
const LOG = 'docs/results/distributed.jsonl';
/** Those in one process without a wait are the ones of the benchmark "learning". */
const OTHER_LOG = 'docs/results/learning.jsonl';
const FIRST_SEED = 11;

type Run = LoggedRun & TrainResult;

/** What is compared with one process. */
export interface Comparison extends Omit<Way, 'transport'> {
  readonly id: PresetId;
  readonly transport: 'threads' | 'redis';
}

/** Trains with the same seeds in one process and by actors, and compares scores and times. */
export async function compareLearning(
  context: BenchmarkContext,
  server: RedisServer,
  { id, ...way }: Comparison,
): Promise<void> {
  const { args } = context;
  const first = context.number('first', FIRST_SEED);
  const seeds = context.number('seeds', 5);
  const [log, other] = [new RunLog<Run>(LOG), new RunLog<Run>(OTHER_LOG)];
  const preset = comparedPresets[id];
  const settings = fingerprint(preset);
  const ways: readonly Way[] = [{ ...way, transport: 'one process' }, way];
  const found: Run[][] = [];
  for (const each of ways) {
    const name = `${id}, ${nameOf(each)}`;
    const runs: Run[] = [];
    for (let seed = first; seed < first + seeds; seed++) {
      const isUsual = each.transport === 'one process' && each.sleepMs === 0;
      const known = { id: name, settings, seed };
      let run = args.includes('--fresh')
        ? null
        : (log.find(known) ?? (isUsual ? other.find({ ...known, id }) : null));
      if (run === null) {
        if (args.includes('--shown')) continue;
        run = { ...known, ...(await trainBy(each, id, preset, seed, server)) };
        log.add(run);
      }
      runs.push(run);
      context.note(`${name} ${JSON.stringify(run)}`);
    }
    found.push(runs);
  }
  if (found.some((runs) => runs.length === 0)) return;
  context.report(
    `${id}, ${preset.environmentSteps} steps, by the same seeds`,
    compare(ways, found),
  );
}

function compare(ways: readonly Way[], found: readonly (readonly Run[])[]): readonly Row[] {
  const intervals = found.map((runs) =>
    bootstrapInterval(
      runs.map(({ score }) => score),
      interquartileMean,
    ),
  );
  const isWithin = ({ estimate }: Interval, { low, high }: Interval): boolean =>
    estimate >= low && estimate <= high;
  const seconds = found.map((runs) =>
    quantile(
      runs.map((run) => run.seconds),
      0.5,
    ),
  );
  return ways.map((way, index) => {
    const [own, others] = [intervals[index], intervals[1 - index]] as [Interval, Interval];
    const runs = found[index] as readonly Run[];
    return {
      way: nameOf(way),
      seeds: runs.length,
      'interquartile mean': own.estimate.toFixed(1),
      '95 % interval': `${own.low.toFixed(1)} to ${own.high.toFixed(1)}`,
      "within the other's": isWithin(own, others),
      'lowest seed': Math.min(...runs.map(({ score }) => score)).toFixed(1),
      'median seconds': seconds[index] as number,
      'times sooner': (seconds[0] as number) / (seconds[index] as number),
    };
  });
}

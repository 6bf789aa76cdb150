import type { Options } from './support/arguments.ts';
import type { BenchmarkContext } from './support/context.ts';
import { fingerprint } from './support/fingerprint.ts';
import { RunLog, type LoggedRun } from './support/runLog.ts';
import { meanOfRuns, upperMedian } from './support/runStatistics.ts';
import type { Row } from './support/table.ts';
import { trainRun, type TrainResult } from './support/trainRun.ts';
import { variantOf, variants, type Variant, type VariantEnvironment } from './support/variants.ts';

const environments: readonly VariantEnvironment[] = [
  'CartPole-v1',
  'MountainCar-v0',
  'LunarLander-v3',
];

export const name = 'variants';
export const description: string =
  'trains each member of the family with the preset of an environment and one thing changed, seeds ' +
  '11 to 13; --only id, --variant name, --seeds 3; goes on where it stopped, --shown prints what is there';
export const options: Options = {
  only: environments,
  variant: variants,
  seeds: 'number',
  shown: 'flag',
};

const LOG = 'docs/results/variants.jsonl';
const FIRST_SEED = 11;

type Run = LoggedRun & TrainResult & { readonly variant: Variant };

/** Trains what is not in the log yet, seed by seed, so that a part is of use. */
export async function run(context: BenchmarkContext): Promise<void> {
  const { args } = context;
  const given = (option: string): string | null =>
    args.includes(option) ? (args[args.indexOf(option) + 1] ?? null) : null;
  const [only, wanted] = [given('--only'), given('--variant')];
  const seeds = context.number('seeds', 3);
  const log = new RunLog<Run>(LOG);
  for (const id of environments.filter((known) => only === null || known === only)) {
    const chosen = variants.filter((known) => wanted === null || known === wanted);
    const runs = new Map<Variant, Run[]>(chosen.map((variant) => [variant, []]));
    for (let seed = FIRST_SEED; seed < FIRST_SEED + seeds; seed++) {
      for (const variant of chosen) {
        const preset = variantOf(id, variant);
        const settings = `${variant} ${fingerprint(preset)}`;
        let found = log.find({ id, settings, seed });
        if (found === null && !args.includes('--shown')) {
          found = { id, variant, settings, seed, ...(await trainRun(id, preset, seed)) };
          log.add(found);
          context.note(JSON.stringify(found));
        }
        if (found !== null) runs.get(variant)?.push(found);
      }
    }
    const rows = [...runs].filter(([, found]) => found.length > 0).map((entry) => summed(...entry));
    if (rows.length > 0) context.report(id, rows);
  }
}

function summed(variant: Variant, runs: readonly Run[]): Row {
  const scores = runs.map(({ score }) => score);
  return {
    variant,
    'scores by seed': scores.map((score) => score.toFixed(1)).join(', '),
    mean: meanOfRuns(scores).mean.toFixed(1),
    'steps to the threshold': runs.map(({ thresholdSteps }) => thresholdSteps ?? '-').join(', '),
    'median CPU seconds': upperMedian(runs.map(({ cpuSeconds }) => cpuSeconds)),
  };
}

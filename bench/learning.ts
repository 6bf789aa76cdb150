import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { DQNAgent } from '../src/agents/dqnAgent.ts';
import { presets, type Preset, type PresetId } from '../src/presets/presets.ts';
import { evaluate } from '../src/training/evaluate.ts';
import { train } from '../src/training/train.ts';
import type { Options } from './support/arguments.ts';
import type { BenchmarkContext } from './support/context.ts';
import { evaluationOf, trainingOf } from './support/learningEnvironments.ts';
import type { Row } from './support/table.ts';

export const name = 'learning';
export const description: string =
  'trains each environment with its preset; --only id, --seeds 3, goes on where an earlier run ' +
  'stopped, --fresh not';
export const options: Options = { only: Object.keys(presets), seeds: 'number', fresh: 'flag' };

const log = 'output/bench-learning.jsonl';

/** Trains once for each environment and seed, and writes each result down as it comes. */
export async function run(context: BenchmarkContext): Promise<void> {
  mkdirSync('output', { recursive: true });
  const only = context.args.includes('--only')
    ? context.args[context.args.indexOf('--only') + 1]
    : null;
  const ids = (Object.keys(presets) as PresetId[]).filter((id) => only === null || id === only);
  if (ids.length === 0) throw new Error(`There is no preset for ${String(only)}.`);
  const seeds = Array.from({ length: context.number('seeds', 3) }, (_, index) => index + 1);
  const summary: Row[] = [];
  for (const id of ids) {
    const settings = fingerprint(presets[id]);
    const earlier = context.args.includes('--fresh') ? [] : readLog(id, settings);
    const rows: Row[] = [];
    for (const seed of seeds) {
      const done = earlier.find((row) => row['seed'] === seed);
      const row = done ?? (await trainOnce(id, seed));
      if (!done) appendFileSync(log, `${JSON.stringify({ id, settings, row })}\n`);
      rows.push(row);
      context.note(`${id} ${JSON.stringify(row)}`);
    }
    context.report(`${id}, greedy episodes after training`, rows);
    summary.push({
      environment: id,
      'mean score': mean(rows.map((row) => Number(row['score']))),
      scores: rows.map((row) => row['score']).join(', '),
      'environment steps': presets[id].environmentSteps,
      'seconds each': Math.round(mean(rows.map((row) => Number(row['seconds'])))),
    });
  }
  context.report('All, mean over the seeds', summary);
}

async function trainOnce(id: PresetId, seed: number): Promise<Row> {
  const { agent: options, environmentSteps } = presets[id];
  const environment = trainingOf(id);
  const agent = new DQNAgent({ environment, ...options, seed });
  let seconds = 0;
  for await (const event of train(agent, environment, { environmentSteps, seed })) {
    if (event.type === 'end') ({ seconds } = event);
  }
  const { environment: unseen, episodes } = evaluationOf(id);
  const played = await evaluate(agent, unseen, { episodes, seed: 1000 + seed });
  agent.dispose();
  return {
    seed,
    score: Math.round(played.mean * 1000) / 1000,
    lowest: played.min,
    'standard deviation': Math.round(played.standardDeviation * 100) / 100,
    episodes,
    updates: agent.updates,
    seconds: Math.round(seconds),
    'steps/s': Math.round(environmentSteps / seconds),
  };
}

/** Results of earlier runs with the same settings. */
function readLog(id: string, settings: string): readonly Row[] {
  if (!existsSync(log)) return [];
  return readFileSync(log, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as { id: string; settings: string; row: Row })
    .filter((entry) => entry.id === id && entry.settings === settings)
    .map(({ row }) => row);
}

/** Tells settings apart, schedules by some of their values. */
function fingerprint(preset: Preset): string {
  const counts = [0, 1_000, 10_000, 100_000];
  const values = JSON.stringify(preset, (key, value: unknown) => {
    if (typeof value !== 'function') return value;
    if (key === 'training' || key === 'evaluation') return String(value);
    return counts.map(value as (count: number) => number);
  });
  const { policy } = preset.agent;
  return `${values} ${counts.map((count) => policy?.exploration(count)?.value).join()}`;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

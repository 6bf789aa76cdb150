import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { DQNAgent } from '../src/agents/dqnAgent.ts';
import { makeEnvironment } from '../src/environments/makeEnvironment.ts';
import { presets, type Preset } from '../src/environments/presets.ts';
import { evaluate } from '../src/training/evaluate.ts';
import { train } from '../src/training/train.ts';
import { useBackend } from './support/backends.ts';
import type { BenchmarkContext } from './support/context.ts';
import type { Row } from './support/table.ts';

export const name = 'cartpole';
export const description =
  'trains CartPole-v1 with its preset; --seeds 5, goes on where an earlier run stopped, --fresh not';

const log = 'output/bench-cartpole.jsonl';

/** Trains once for each seed, and writes each result down as it comes. */
export async function run(context: BenchmarkContext): Promise<void> {
  await useBackend('wasm');
  mkdirSync('output', { recursive: true });
  const seeds = Array.from({ length: context.number('seeds', 5) }, (_, index) => index + 1);
  const settings = fingerprint(presets['CartPole-v1']);
  const earlier = context.args.includes('--fresh') ? [] : readLog(settings);
  const rows: Row[] = [];
  for (const seed of seeds) {
    const row = earlier.find((done) => done['seed'] === seed) ?? (await trainOnce(seed));
    if (!earlier.includes(row)) appendFileSync(log, `${JSON.stringify({ settings, row })}\n`);
    rows.push(row);
    context.note(JSON.stringify(row));
  }
  context.report('CartPole-v1, mean of 20 greedy episodes after training', rows);
  const solved = rows.filter((row) => Number(row['mean return']) >= 475).length;
  context.note(`${solved} of ${seeds.length} seeds reach 475.`);
}

async function trainOnce(seed: number): Promise<Row> {
  const { agent: options, environmentSteps } = presets['CartPole-v1'];
  const environment = makeEnvironment('CartPole-v1');
  const agent = new DQNAgent({ environment, ...options, seed });
  let seconds = 0;
  for await (const event of train(agent, environment, { environmentSteps, seed })) {
    if (event.type === 'end') ({ seconds } = event);
  }
  const { mean, min } = await evaluate(agent, environment, { episodes: 20, seed: 1000 + seed });
  agent.dispose();
  return {
    seed,
    'mean return': mean,
    'lowest return': min,
    'environment steps': environmentSteps,
    updates: agent.updates,
    seconds: Math.round(seconds),
    'steps/s': Math.round(environmentSteps / seconds),
  };
}

/** Results of earlier runs with the same settings. */
function readLog(settings: string): readonly Row[] {
  if (!existsSync(log)) return [];
  return readFileSync(log, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as { settings: string; row: Row })
    .filter((entry) => entry.settings === settings)
    .map(({ row }) => row);
}

/** Tells settings apart, schedules by some of their values. */
function fingerprint(preset: Preset): string {
  const counts = [0, 1_000, 10_000, 100_000];
  const values = JSON.stringify(preset, (_, value: unknown) =>
    typeof value === 'function' ? counts.map(value as (count: number) => number) : value,
  );
  const { policy } = preset.agent;
  return `${values} ${counts.map((count) => policy?.exploration(count)?.value).join()}`;
}

/**
 * Makes the policy files that come with the studio, of runs of `npx deepq train`, and the
 * manifest that says how each came about and what it reaches.
 *
 * Usage, once for each world:
 *   npx deepq train CartPole-v1 --seed 1 --folder output/agents/CartPole-v1
 * and then, for all of them, or for those that are named; the others stay as they are:
 *   npx tsx examples/studio/makeAgents.ts [CartPole-v1 …]
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import * as planck from 'planck';
import { agentParts, evaluate, exportPolicy, restoreAgent } from 'deepq';
import { makeEnvironment, presets, type PresetId } from 'deepq/environments';
import { file } from 'deepq/node';
import { loadPolicy } from 'deepq/policy';

const IDS: readonly PresetId[] = [
  'CartPole-v1',
  'MountainCar-v0',
  'Acrobot-v1',
  'Taxi-v3',
  'LunarLander-v3',
];
const SEED = 1;
const EPISODES = 100;
/** Not that of the evaluations during the run, by which the best agent was chosen. */
const SCORE_SEED = 20_000;
const PRECISION = 'float16';
const FOLDER = new URL('public/agents/', import.meta.url);

type Entry = { readonly id: PresetId } & Readonly<Record<string, unknown>>;

const chosen = process.argv.slice(2);
const unknown = chosen.filter((id) => !(IDS as readonly string[]).includes(id));
if (unknown.length > 0) {
  throw new Error(`There is no ${unknown.join(', ')}; there are ${IDS.join(', ')}.`);
}
await mkdir(FOLDER, { recursive: true });
const MANIFEST = new URL('manifest.json', FOLDER);
const before =
  chosen.length === 0 ? [] : (JSON.parse(await readFile(MANIFEST, 'utf8')) as readonly Entry[]);
const made = new Map<PresetId, Entry>(before.map((entry) => [entry.id, entry]));
for (const id of IDS.filter((each) => chosen.length === 0 || chosen.includes(each))) {
  const run = `output/agents/${id}`;
  const agent = await restoreAgent(file(`${run}/best.safetensors`), { parts: agentParts });
  const bytes = await exportPolicy(agent, { precision: PRECISION });
  const environment = presets[id].evaluation(
    id === 'LunarLander-v3' ? makeEnvironment(id, { planck }) : makeEnvironment(id),
  );
  // The deployed policy itself is judged, with its rounded weights.
  const policy = loadPolicy(bytes);
  const score = await evaluate(policy, environment, { episodes: EPISODES, seed: SCORE_SEED });
  const name = `${id}.policy`;
  await writeFile(new URL(name, FOLDER), bytes);
  made.set(id, {
    id,
    file: name,
    bytes: bytes.length,
    precision: PRECISION,
    command: `npx deepq train ${id} --seed ${SEED}`,
    seed: SEED,
    environmentSteps: presets[id].environmentSteps,
    bestAtStep: agent.environmentSteps,
    seconds: await secondsOf(run),
    score: {
      episodes: EPISODES,
      seed: SCORE_SEED,
      mean: round(score.mean),
      standardDeviation: round(score.standardDeviation),
      min: round(score.min),
      max: round(score.max),
    },
  });
  console.log(id, bytes.length, score.mean, score.min, score.max);
  agent.dispose();
}
const manifest = IDS.flatMap((id) => made.get(id) ?? []);
await writeFile(MANIFEST, `${JSON.stringify(manifest, null, 2)}\n`);

/** The wall time of a run, evaluations included. */
async function secondsOf(run: string): Promise<number> {
  const rows = (await readFile(`${run}/progress.csv`, 'utf8')).trim().split('\n');
  const column = rows[0]!.split(',').indexOf('time/time_elapsed');
  return Math.round(Number(rows.at(-1)!.split(',')[column]));
}

function round(value: number): number {
  return Number(value.toFixed(2));
}

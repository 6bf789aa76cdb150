/**
 * Makes the policy files that come with the studio, of runs of `npx deepq train`, and the
 * manifest that says how each came about and what it reaches.
 *
 * Usage, once for each world:
 *   npx deepq train CartPole-v1 --seed 1 --folder output/agents/CartPole-v1
 * and then:
 *   npx tsx examples/studio/makeAgents.ts
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import * as planck from 'planck';
import {
  agentParts,
  evaluate,
  exportPolicy,
  restoreAgent,
  type Actor,
  type Environment,
  type Observation,
} from 'deepq';
import { makeEnvironment, presets, type PresetId } from 'deepq/environments';
import { file } from 'deepq/node';
import { loadPolicy, type DeployedPolicy } from 'deepq/policy';

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

const manifest: object[] = [];
await mkdir(FOLDER, { recursive: true });
for (const id of IDS) {
  const run = `output/agents/${id}`;
  const agent = await restoreAgent(file(`${run}/best.safetensors`), { parts: agentParts });
  const bytes = await exportPolicy(agent, { precision: PRECISION });
  const environment = presets[id].evaluation(
    id === 'LunarLander-v3' ? makeEnvironment(id, { planck }) : makeEnvironment(id),
  );
  const actor = actorOf(loadPolicy(bytes), environment);
  const score = await evaluate(actor, environment, { episodes: EPISODES, seed: SCORE_SEED });
  const name = `${id}.policy`;
  await writeFile(new URL(name, FOLDER), bytes);
  manifest.push({
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
await writeFile(new URL('manifest.json', FOLDER), `${JSON.stringify(manifest, null, 2)}\n`);

/** The deployed policy itself is judged, with its rounded weights. */
function actorOf(policy: DeployedPolicy, environment: Environment): Actor {
  const act: Actor['act'] = (observation: Observation, { actionMask } = {}) =>
    policy.act(observation, actionMask ? { actionMask } : {});
  return {
    reads: 'sync',
    spaces: environment,
    act,
    actAsync: (observation, options) => Promise.resolve(act(observation, options)),
  };
}

/** The wall time of a run, evaluations included. */
async function secondsOf(run: string): Promise<number> {
  const rows = (await readFile(`${run}/progress.csv`, 'utf8')).trim().split('\n');
  const column = rows[0]!.split(',').indexOf('time/time_elapsed');
  return Math.round(Number(rows.at(-1)!.split(',')[column]));
}

function round(value: number): number {
  return Number(value.toFixed(2));
}

import { appendFileSync, existsSync, mkdirSync } from 'node:fs';
import { DQNAgent } from '../src/agents/dqnAgent.ts';
import type { Actor } from '../src/agents/agent.ts';
import { atariPresets, type AtariPreset } from '../src/presets/atariPresets.ts';
import { atariSettings } from '../src/atari/atariSettings.ts';
import { gymnasiumAtari } from '../src/atari/gymnasiumAtari.ts';
import { file } from '../src/node/file.ts';
import { GymnasiumEnvironment } from '../src/node/gymnasium/gymnasiumEnvironment.ts';
import { createRandom } from '../src/random/createRandom.ts';
import { evaluate } from '../src/training/evaluate.ts';
import { train } from '../src/training/train.ts';
import type { Options } from './support/arguments.ts';
import type { BenchmarkContext } from './support/context.ts';
import { requirePython } from './support/requirePython.ts';

export const name = 'atari';
export const description: string =
  'trains Breakout from RAM and Assault from frames; --only assault, --seed 1, --steps n, --python ' +
  'path; goes on where an earlier run stopped, --fresh not';
export const options: Options = {
  only: Object.keys(atariPresets),
  seed: 'number',
  steps: 'number',
  python: 'text',
  fresh: 'flag',
};

/** Evaluations, and checkpoints, along the way. */
const PARTS = 20;

/** Trains each game, and writes its curve down as it comes. */
export async function run(context: BenchmarkContext): Promise<void> {
  const option = (key: string): string | undefined =>
    context.args.includes(key) ? context.args[context.args.indexOf(key) + 1] : undefined;
  const only = option('--only');
  const python = option('--python') ?? requirePython(context);
  if (python === null) return;
  const seed = context.number('seed', 1);
  mkdirSync('output', { recursive: true });
  for (const [task, settings] of Object.entries(atariPresets)) {
    if (only !== undefined && only !== task) continue;
    const steps = context.number('steps', settings.environmentSteps);
    await trainGame(context, task, settings, { python, seed, steps });
  }
}

async function trainGame(
  context: BenchmarkContext,
  task: string,
  settings: AtariPreset,
  { python, seed, steps }: { python: string; seed: number; steps: number },
): Promise<void> {
  const path = `output/bench-atari-${task}-${seed}`;
  const log = (row: object): void => {
    appendFileSync(`${path}.jsonl`, `${JSON.stringify(row)}\n`);
    context.note(`${task} ${JSON.stringify(row)}`);
  };
  const { id, options } = gymnasiumAtari(atariSettings(settings.game));
  const environment = settings.training(await GymnasiumEnvironment.create(id, { python, options }));
  const unseen = settings.evaluation(await GymnasiumEnvironment.create(id, { python, options }));
  const agent = new DQNAgent({ environment, ...settings.agent, seed });
  const checkpoint = file(`${path}.safetensors`);
  if (existsSync(`${path}.safetensors`) && !context.args.includes('--fresh')) {
    await agent.load(checkpoint);
    log({ resumedAt: agent.environmentSteps });
  } else {
    const { mean } = await evaluate(randomActor(agent), unseen, { episodes: 30, seed: 77 });
    log({ random: round(mean) });
  }
  const part = Math.ceil(steps / PARTS);
  while (agent.environmentSteps < steps) {
    const before = performance.now();
    const environmentSteps = Math.min(part, steps - agent.environmentSteps);
    let episodes = 0;
    for await (const event of train(agent, environment, { environmentSteps, seed })) {
      if (event.type === 'end') ({ episodes } = event);
    }
    const seconds = (performance.now() - before) / 1000;
    const isLast = agent.environmentSteps >= steps;
    // As in the papers with a little exploring, which frees a game that is stuck.
    const judged = { episodes: isLast ? 30 : 5, seed: isLast ? 1000 + seed : seed, explore: true };
    const played = await evaluate(agent, unseen, judged);
    log({
      environmentSteps: agent.environmentSteps,
      score: round(played.mean),
      standardDeviation: round(played.standardDeviation),
      lowest: played.min,
      highest: played.max,
      evaluated: judged.episodes,
      episodes,
      updates: agent.updates,
      seconds: Math.round(seconds),
    });
    await agent.save(checkpoint);
  }
  agent.dispose();
  environment.close?.();
  unseen.close?.();
}

/** Acts at random, in the same spaces. */
function randomActor(agent: DQNAgent): Actor {
  const { n } = agent.options.environment.actionSpace;
  const random = createRandom(5);
  return { reads: 'sync', act: () => random.integer(n), actAsync: async () => random.integer(n) };
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { DQNAgent } from '../../src/agents/dqnAgent.ts';
import { atariSettings } from '../../src/atari/atariSettings.ts';
import { gymnasiumAtari } from '../../src/atari/gymnasiumAtari.ts';
import { simd } from '../../src/engines/simd/simd.ts';
import { file } from '../../src/node/file.ts';
import { GymnasiumEnvironment } from '../../src/node/gymnasium/gymnasiumEnvironment.ts';
import type { AtariPreset } from '../../src/presets/atariPresets.ts';
import { evaluate } from '../../src/training/evaluate.ts';
import { train } from '../../src/training/train.ts';
import { almostGreedy, randomActor } from './almostGreedy.ts';
import { StopWatch } from './stopWatch.ts';

/** What one training in a game came to. */
export interface AtariResult {
  /** Mean score of whole games with the final weights, greedy but for a hundredth of the actions. */
  readonly score: number;
  readonly lowest: number;
  readonly highest: number;
  readonly standardDeviation: number;
  /** How many games were played for it. */
  readonly episodes: number;
  /** Mean score of as many games with random actions. */
  readonly random: number;
  readonly environmentSteps: number;
  readonly updates: number;
  /** Wall time of the training, without any evaluation. */
  readonly seconds: number;
  /** The same in processor time, without that of the game, which is another process. */
  readonly cpuSeconds: number;
}

/** A point of a curve, as it is kept in a file. */
interface Point {
  readonly environmentSteps: number;
  readonly score: number;
  readonly updates: number;
  readonly seconds: number;
  readonly cpuSeconds: number;
}

/** How a game is trained. */
export interface AtariRunOptions {
  /** Where the checkpoint and the curve are kept, without their endings. */
  readonly path: string;
  readonly python: string;
  readonly seed: number;
  /** Forgets what an earlier run left. */
  readonly fresh: boolean;
  readonly note: (text: string) => void;
}

/** Parts of a run: each ends with a look at a few games, and a checkpoint. */
const PARTS = 20;
const EPISODES = 30;
const EPSILON = 0.01;

/**
 * Trains once in a game, and judges the final weights. A run that was interrupted goes on
 * from the last part that it finished, and comes to the same as one that was not: every
 * part begins with a new game.
 */
export async function atariRun(
  preset: AtariPreset,
  { path, python, seed, fresh, note }: AtariRunOptions,
): Promise<AtariResult> {
  const [weights, curve] = [`${path}.safetensors`, `${path}.jsonl`];
  mkdirSync('output', { recursive: true });
  if (fresh) for (const old of [weights, curve]) rmSync(old, { force: true });
  const { id, options } = gymnasiumAtari(atariSettings(preset.game));
  const open = () => GymnasiumEnvironment.create(id, { python, options });
  const [environment, unseen] = [preset.training(await open()), preset.evaluation(await open())];
  // One thread: other runs have the other cores.
  const engine = simd({ threads: 1 });
  const agent = new DQNAgent({ environment, ...preset.agent, seed, engine });
  const actions = environment.actionSpace.n;
  const player = almostGreedy(agent, actions, EPSILON);
  try {
    if (existsSync(weights)) await agent.load(file(weights));
    const points = readPoints(curve).filter(
      (point) => point.environmentSteps <= agent.environmentSteps,
    );
    const part = Math.ceil(preset.environmentSteps / PARTS);
    while (agent.environmentSteps < preset.environmentSteps) {
      const environmentSteps = Math.min(part, preset.environmentSteps - agent.environmentSteps);
      const watch = new StopWatch();
      await train(agent, environment, { environmentSteps, seed }).finish();
      watch.pause();
      const { mean } = await evaluate(player, unseen, { episodes: 5, seed: 500 + seed });
      const point: Point = {
        environmentSteps: agent.environmentSteps,
        score: rounded(mean),
        updates: agent.updates,
        seconds: rounded(watch.seconds),
        cpuSeconds: rounded(watch.cpuSeconds),
      };
      // Before the checkpoint, so that no part that has a checkpoint lacks its point.
      appendFileSync(curve, `${JSON.stringify(point)}\n`);
      await agent.save(file(weights));
      points.push(point);
      note(JSON.stringify(point));
    }
    const judged = { episodes: EPISODES, seed: 1_000 + seed };
    const played = await evaluate(player, unseen, judged);
    const random = await evaluate(randomActor(actions), unseen, judged);
    const sum = (key: 'seconds' | 'cpuSeconds'): number =>
      Math.round(points.reduce((total, point) => total + point[key], 0));
    return {
      score: rounded(played.mean),
      ...{ lowest: played.min, highest: played.max },
      standardDeviation: rounded(played.standardDeviation),
      episodes: EPISODES,
      random: rounded(random.mean),
      ...{ environmentSteps: agent.environmentSteps, updates: agent.updates },
      ...{ seconds: sum('seconds'), cpuSeconds: sum('cpuSeconds') },
    };
  } finally {
    agent.dispose();
    environment.close?.();
    unseen.close?.();
  }
}

/** The curve so far; a part whose checkpoint was not written is in it twice, the later one counts. */
export function readPoints(path: string): Point[] {
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, 'utf8').split('\n').filter(Boolean);
  const points = lines.map((line) => JSON.parse(line) as Point);
  return [...new Map(points.map((point) => [point.environmentSteps, point])).values()];
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}

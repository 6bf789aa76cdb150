import { DQNAgent } from '../../src/agents/dqnAgent.ts';
import { simd } from '../../src/engines/simd/simd.ts';
import type { Preset, PresetId } from '../../src/presets/presets.ts';
import { evaluate } from '../../src/training/evaluate.ts';
import { train } from '../../src/training/train.ts';
import type { Trainable } from '../../src/training/trainOptions.ts';
import { evaluationOf, trainingOf } from './learningEnvironments.ts';
import { StopWatch } from './stopWatch.ts';

/** What one training came to. */
export interface TrainResult {
  /** Mean return of greedy episodes with the final weights. */
  readonly score: number;
  /** The lowest of their returns. */
  readonly lowest: number;
  readonly standardDeviation: number;
  readonly episodes: number;
  /** When greedy episodes first came to the threshold; `null` if they never did. */
  readonly thresholdSteps: number | null;
  /** Seconds of training until then. */
  readonly thresholdSeconds: number | null;
  /** Wall time of the training, without any evaluation. */
  readonly seconds: number;
  /** The same in CPU time, which other programs on the machine change less. */
  readonly cpuSeconds: number;
  readonly updates: number;
}

/** How well ten episodes (Taxi: one from each start) have to go for an environment to count as learned. */
export const thresholds: Readonly<Record<PresetId, number>> = {
  'CartPole-v1': 475,
  'MountainCar-v0': -110,
  'Acrobot-v1': -80,
  'LunarLander-v3': 200,
  'Taxi-v3': 7.9,
  'FrozenLake-v1': 0.7,
};

/** Steps between two looks at the threshold. */
const EVERY = 1_000;

/** What a training takes its steps from, and what closes it. */
interface Source {
  readonly source: Trainable;
  close(): Promise<void>;
}

/** How a training is run, where it is not in one process with its environment. */
export interface TrainRunOptions {
  /** Opens what the steps come from; that takes part of the time. */
  readonly open: (agent: DQNAgent) => Promise<Source>;
  /** Whether it looks on the way if the threshold is reached. */
  readonly looks: boolean;
}

/**
 * Trains once, and judges the final weights. On the way it looks every 1,000 steps,
 * until then, whether the threshold is reached.
 */
export async function trainRun(
  id: PresetId,
  preset: Preset,
  seed: number,
  options?: TrainRunOptions,
): Promise<TrainResult> {
  const environment = trainingOf(id, preset);
  // One thread: the results are the same, and other runs have the other cores.
  const engine = simd({ threads: 1 });
  const agent = new DQNAgent({ environment, ...preset.agent, seed, engine });
  const watch = new StopWatch();
  let reached: { steps: number; seconds: number } | null = null;
  // It is called between two steps, which is all that is needed of it here.
  const save = async (): Promise<void> => {
    if (reached !== null) return;
    watch.pause();
    const { environment: unseen, episodes: all } = evaluationOf(id, preset);
    // Ten of Taxi's starts say little of the others: some are far, and cost more.
    const episodes = id === 'Taxi-v3' ? all : 10;
    const { mean } = await evaluate(agent, unseen, { episodes, seed: 500 + seed });
    if (mean >= thresholds[id]) reached = { steps: agent.environmentSteps, seconds: watch.seconds };
    watch.resume();
  };
  const { environmentSteps } = preset;
  const checkpoint = { everyEnvironmentSteps: EVERY, save };
  const opened = await options?.open(agent);
  await train(agent, opened?.source ?? environment, {
    ...{ environmentSteps, seed },
    ...(options?.looks !== false && { checkpoint }),
  }).finish();
  watch.pause();
  await opened?.close();
  const { environment: unseen, episodes } = evaluationOf(id, preset);
  const played = await evaluate(agent, unseen, { episodes, seed: 1_000 + seed });
  const { updates } = agent;
  agent.dispose();
  return {
    score: rounded(played.mean, 3),
    lowest: rounded(played.min, 3),
    standardDeviation: rounded(played.standardDeviation, 2),
    episodes,
    thresholdSteps: (reached as { steps: number } | null)?.steps ?? null,
    thresholdSeconds: rounded((reached as { seconds: number } | null)?.seconds ?? null, 1),
    seconds: rounded(watch.seconds, 1),
    cpuSeconds: rounded(watch.cpuSeconds, 1),
    updates,
  };
}

function rounded<V extends number | null>(value: V, digits: number): V {
  return (value === null ? null : Number(value.toFixed(digits))) as V;
}

import type { DQNAgentOptions } from '../../src/agents/dqnAgentOptions.ts';
import { mlp } from '../../src/networks/mlp.ts';
import { adam } from '../../src/optimizers/optimizer.ts';
import { epsilonGreedy } from '../../src/policies/epsilonGreedy.ts';
import { linear } from '../../src/schedules/linear.ts';

/** Peak of the machine that targets are meant for, in GFLOP/s. */
export const REFERENCE_PEAK = 24.5;

/** A way to train on CartPole whose speed counts. */
export interface LoopCase {
  readonly name: string;
  readonly options: Omit<DQNAgentOptions, 'environment' | 'seed' | 'engine'>;
  /** Environment steps a second wanted at {@link REFERENCE_PEAK}. */
  readonly target: number;
}

const everyStep: LoopCase['options'] = {
  network: mlp({ hidden: [64, 64] }),
  batchSize: 32,
  beforeLearning: 'policy',
  train: { everyEnvironmentSteps: 1, updates: 1 },
};

export const loopCases: readonly LoopCase[] = [
  {
    // The hyperparameters of Stable-Baselines3's zoo.
    name: '[256, 256], batch 64, 128 updates every 256 steps',
    options: {
      network: mlp({ hidden: [256, 256] }),
      optimizer: adam({ learningRate: 2.3e-3 }),
      policy: epsilonGreedy({ epsilon: linear({ from: 1, to: 0.04, over: 8_000 }) }),
      replay: { capacity: 100_000 },
      batchSize: 64,
      learningStarts: 1_000,
      beforeLearning: 'policy',
      train: { everyEnvironmentSteps: 256, updates: 128 },
      targetUpdate: { everyEnvironmentSteps: 10 },
      discount: 0.99,
      double: false,
    },
    target: 1_000,
  },
  {
    name: '[64, 64], batch 32, an update at every step',
    options: { ...everyStep, double: false },
    target: 9_000,
  },
  {
    name: 'the same, double Q-learning',
    options: { ...everyStep, double: true },
    target: 9_000,
  },
];

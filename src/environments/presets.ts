import type { DQNAgentOptions } from '../agents/dqnAgentOptions.ts';
import { mlp } from '../networks/mlp.ts';
import { adam } from '../optimizers/optimizer.ts';
import { epsilonGreedy } from '../policies/epsilonGreedy.ts';
import { linear } from '../schedules/linear.ts';
import type { EnvironmentId } from './makeEnvironment.ts';

/**
 * Settings that are known to solve an environment.
 *
 * @category Environments
 */
export interface Preset {
  /** How long to train. */
  readonly environmentSteps: number;
  /** What to make the agent with, beside `environment` and `seed`. */
  readonly agent: Omit<DQNAgentOptions, 'environment' | 'seed' | 'engine'>;
}

/**
 * The ids that there are settings for in {@link presets}.
 *
 * @category Environments
 */
export type PresetId = Extract<EnvironmentId, 'CartPole-v1'>;

/**
 * Tuned settings by the id of an environment. `npm run bench -- cartpole`
 * shows what they reach.
 *
 * @example
 * ```ts
 * import '@tensorflow/tfjs-backend-cpu';
 * import { ready } from '@tensorflow/tfjs-core';
 * import { DQNAgent } from 'deepq';
 * import { makeEnvironment, presets } from 'deepq/environments';
 *
 * await ready();
 * const environment = makeEnvironment('CartPole-v1');
 * const agent = new DQNAgent({ environment, ...presets['CartPole-v1'].agent, seed: 1 });
 * agent.dispose();
 * ```
 * @category Environments
 */
export const presets: Readonly<Record<PresetId, Preset>> = {
  'CartPole-v1': {
    environmentSteps: 50_000,
    agent: {
      network: mlp({ hidden: [256, 256] }),
      // Falls to almost nothing, so that the last policy is a settled one.
      optimizer: adam({ learningRate: linear({ from: 1e-3, to: 1e-5, over: 25_000 }) }),
      // Falling costs up to 100, rarely: Huber's gradient of 1 would hide it.
      loss: 'mse',
      policy: epsilonGreedy({ epsilon: linear({ from: 1, to: 0.04, over: 8_000 }) }),
      replay: { capacity: 100_000 },
      batchSize: 64,
      learningStarts: 1_000,
      train: { everyEnvironmentSteps: 2, updates: 1 },
      targetUpdate: { fraction: 0.01 },
      discount: 0.99,
    },
  },
};

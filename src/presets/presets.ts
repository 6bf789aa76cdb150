import type { DQNAgentOptions } from '../agents/dqnAgentOptions.ts';
import { c51Head } from '../heads/c51Head.ts';
import { embedding } from '../networks/embedding.ts';
import { mlp } from '../networks/mlp.ts';
import { adam } from '../optimizers/optimizer.ts';
import { epsilonGreedy } from '../policies/epsilonGreedy.ts';
import { epsilonZGreedy } from '../policies/epsilonZGreedy.ts';
import { greedy } from '../policies/greedy.ts';
import { prioritized } from '../replay/samplers/prioritized.ts';
import { linear } from '../schedules/linear.ts';
import { Box } from '../spaces/box.ts';
import { RescaleObservation } from '../wrappers/rescaleObservation.ts';
import { TransformObservation } from '../wrappers/transformObservation.ts';
import { TransformReward } from '../wrappers/transformReward.ts';
import type { Environment } from '../protocol/environment.ts';
import type { EnvironmentId } from '../environments/makeEnvironment.ts';
import { withCosines } from './withCosines.ts';

/**
 * Settings that are known to solve an environment.
 *
 * @category Environments
 */
export interface Preset {
  /** How long to train. */
  readonly environmentSteps: number;
  /** Puts around the environment what the agent learns in; most need nothing. */
  readonly training: (environment: Environment) => Environment;
  /** Puts around the environment what the agent is judged in: its rewards are the true ones. */
  readonly evaluation: (environment: Environment) => Environment;
  /**
   * What to make the agent with, beside `environment` and `seed`. Where the network has noisy
   * layers, they explore, and the policy is `greedy()`: give another network a policy too.
   */
  readonly agent: Omit<DQNAgentOptions, 'environment' | 'seed' | 'engine'>;
}

/**
 * The ids that there are settings for in {@link presets}.
 *
 * @category Environments
 */
export type PresetId = Extract<
  EnvironmentId,
  'CartPole-v1' | 'MountainCar-v0' | 'Acrobot-v1' | 'LunarLander-v3' | 'Taxi-v3' | 'FrozenLake-v1'
>;

const asItIs = (environment: Environment): Environment => environment;

/** Two numbers and 15 waves over them: where the car has to turn is a sharp line. */
const inWaves = (environment: Environment): Environment =>
  withCosines(new RescaleObservation(environment as Environment<Float32Array>), 3);

/** CartPole's numbers in units of what is a lot of each: an angle of 12 degrees is only 0.21. */
const inUnits = (environment: Environment): Environment =>
  new TransformObservation(environment as Environment<Float32Array>, {
    observationSpace: new Box({ low: -Infinity, high: Infinity, shape: [4] }),
    transform: ([position, velocity, angle, turning]) =>
      Float32Array.of(position! / 2.4, velocity! / 2, angle! / 0.21, turning! / 2),
  });

/**
 * Tuned settings by the id of an environment. `npm run bench -- learning`
 * shows what they reach; docs/results.md has the figures.
 *
 * @example
 * ```ts
 * import { DQNAgent } from 'deepq';
 * import { makeEnvironment, presets } from 'deepq/environments';
 *
 * const { training, agent: settings } = presets['MountainCar-v0'];
 * const environment = training(makeEnvironment('MountainCar-v0'));
 * const agent = new DQNAgent({ environment, ...settings, seed: 1 });
 * agent.dispose();
 * ```
 * @category Environments
 */
export const presets: Readonly<Record<PresetId, Preset>> = {
  'CartPole-v1': {
    environmentSteps: 50_000,
    // Nothing but −1 for the fall. With 1 a step, every value is near 100, and which
    // action is better is a small difference between two of them: with such rewards,
    // and plain observations, one seed in five ended below 495.
    training: (environment) =>
      new TransformReward(inUnits(environment), {
        transform: (_, { terminated }) => (terminated ? -1 : 0),
      }),
    evaluation: inUnits,
    agent: {
      network: mlp({ hidden: [64, 64] }),
      // Falls to almost nothing, so that the last policy is a settled one.
      optimizer: adam({ learningRate: linear({ from: 2e-3, to: 1e-5, over: 25_000 }) }),
      // Falls are rare, and their −1 is no outlier.
      loss: 'mse',
      // A tenth of random actions to the end: what a policy never comes near is what it gets wrong.
      policy: epsilonGreedy({ epsilon: linear({ from: 1, to: 0.1, over: 8_000 }) }),
      replay: { capacity: 100_000 },
      batchSize: 128,
      learningStarts: 1_000,
      train: { everyEnvironmentSteps: 2, updates: 1 },
      targetUpdate: { fraction: 0.01 },
      // A cart drifts for hundreds of steps before it leaves the track: with sums of
      // three rewards and a discount of 0.99, two seeds in twenty ended at 482.
      nStep: 5,
      discount: 0.995,
    },
  },
  'MountainCar-v0': {
    environmentSteps: 120_000,
    // Values of −5 and not −100, which a network has sooner, and the differences with them.
    training: (environment) =>
      new TransformReward(inWaves(environment), { transform: (reward) => reward / 20 }),
    evaluation: inWaves,
    agent: {
      network: mlp({ hidden: [64, 64] }),
      optimizer: adam({ learningRate: linear({ from: 1e-3, to: 1e-6, over: 60_000 }) }),
      loss: 'mse',
      // Single random actions never climb the hill; held ones do.
      policy: epsilonZGreedy({
        epsilon: linear({ from: 1, to: 0.01, over: 40_000 }),
        maxSteps: 50,
      }),
      replay: { capacity: 120_000 },
      // A step sooner or later is one percent of a value: large batches see it.
      batchSize: 128,
      learningStarts: 1_000,
      train: { everyEnvironmentSteps: 2, updates: 1 },
      targetUpdate: { fraction: 0.01 },
      discount: 0.99,
    },
  },
  'Acrobot-v1': {
    environmentSteps: 100_000,
    // Values of −4 and not −70, which a network has sooner, and the differences with them.
    training: (environment) =>
      new TransformReward(environment, { transform: (reward) => reward / 20 }),
    evaluation: asItIs,
    agent: {
      network: mlp({ hidden: [128, 128], layerNorm: true }),
      optimizer: adam({ learningRate: linear({ from: 1e-3, to: 1e-6, over: 50_000 }) }),
      loss: 'mse',
      policy: epsilonGreedy({ epsilon: linear({ from: 1, to: 0.01, over: 12_000 }) }),
      replay: { capacity: 100_000 },
      batchSize: 128,
      learningStarts: 1_000,
      // An update at every step came to no more.
      train: { everyEnvironmentSteps: 2, updates: 1 },
      targetUpdate: { fraction: 0.01 },
      // With sums of five, one seed of two ended at −98.
      nStep: 3,
      // With 0.99, and sums of five, it came to −75.
      discount: 0.995,
    },
  },
  'LunarLander-v3': {
    environmentSteps: 200_000,
    // A crash costs 100: values of some hundreds take a network long to reach,
    // and the lander would learn to hover first.
    training: (environment) =>
      new TransformReward(environment, { transform: (reward) => reward / 20 }),
    evaluation: asItIs,
    // Rainbow: sums of three rewards, C51 and noise each make a lander of an agent that is none.
    agent: {
      // Noise explores. Without normalised layers some seeds never settle.
      network: mlp({ hidden: [128, 128], layerNorm: true, dueling: true, noisy: {} }),
      policy: greedy(),
      // From a crash after much wandering to a perfect landing, in twentieths.
      head: c51Head({ min: -25, max: 15 }),
      optimizer: adam({ learningRate: linear({ from: 1e-3, to: 1e-6, over: 100_000 }) }),
      replay: {
        capacity: 200_000,
        sampler: prioritized({ beta: linear({ from: 0.4, to: 1, over: 100_000 }) }),
      },
      batchSize: 128,
      learningStarts: 1_000,
      train: { everyEnvironmentSteps: 2, updates: 1 },
      targetUpdate: { fraction: 0.01 },
      nStep: 3,
      // Fuel counts as much as haste.
      discount: 0.995,
    },
  },
  'Taxi-v3': {
    environmentSteps: 200_000,
    training: asItIs,
    evaluation: asItIs,
    agent: {
      network: embedding({ size: 64, hidden: [128] }),
      optimizer: adam({ learningRate: linear({ from: 1e-3, to: 1e-5, over: 50_000 }) }),
      loss: 'mse',
      policy: epsilonGreedy({ epsilon: linear({ from: 1, to: 0.05, over: 100_000 }) }),
      replay: { capacity: 200_000 },
      batchSize: 128,
      learningStarts: 1_000,
      train: { everyEnvironmentSteps: 4, updates: 1 },
      targetUpdate: { fraction: 0.01 },
      discount: 0.99,
    },
  },
  'FrozenLake-v1': {
    environmentSteps: 200_000,
    training: asItIs,
    evaluation: asItIs,
    agent: {
      network: embedding({ size: 32, hidden: [64] }),
      // Chance decides two steps in three: only small steps average it out.
      optimizer: adam({ learningRate: linear({ from: 1e-3, to: 1e-5, over: 50_000 }) }),
      loss: 'mse',
      policy: epsilonGreedy({ epsilon: linear({ from: 1, to: 0.1, over: 100_000 }) }),
      replay: { capacity: 200_000 },
      batchSize: 128,
      learningStarts: 1_000,
      train: { everyEnvironmentSteps: 4, updates: 1 },
      targetUpdate: { fraction: 0.01 },
      discount: 0.99,
    },
  },
};

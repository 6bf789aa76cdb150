import {
  adam,
  cnn,
  DQNAgent,
  embedding,
  epsilonGreedy,
  epsilonZGreedy,
  FrameStack,
  linear,
  mlp,
  rmsprop,
  train,
  VectorEnvironment,
  type DQNAgentOptions,
  type TrainingEvent,
} from 'deepq';
import { makeEnvironment } from 'deepq/environments';
import { CatchTheBall } from './pictures.ts';
import { watched, type Log } from './watched.ts';
import { simd } from '../../src/engines/simd/simd.ts';

/** A short training whose every bit is pinned. */
export interface Run {
  readonly name: string;
  /** Makes the agent, which the caller disposes, and the events of its training. */
  begin(log: Log): { agent: DQNAgent; events: AsyncIterable<TrainingEvent> };
}

/**
 * The one place that says what computes: the plain build of the kernels, which
 * gives the same bits on every host.
 */
const PLAIN_SIMD: Pick<DQNAgentOptions, 'engine'> = {
  engine: simd({ relaxed: false }),
};

/**
 * The one place that says what happens before learning starts: the policy
 * chooses the actions, from the first step on, and no update is made until the
 * replay buffer holds so many transitions.
 */
function beforeLearning(steps: number): Pick<DQNAgentOptions, 'learningStarts' | 'beforeLearning'> {
  return { learningStarts: steps, beforeLearning: 'policy' };
}

export const runs: readonly Run[] = [
  {
    name: 'CartPole, double, evaluated and saved along the way',
    begin(log) {
      const environment = watched(makeEnvironment('CartPole-v1'), log);
      const agent = new DQNAgent({
        ...PLAIN_SIMD,
        ...beforeLearning(200),
        environment,
        network: mlp({ hidden: [32, 32] }),
        policy: epsilonGreedy({ epsilon: linear({ from: 0.8, to: 0.05, over: 1_500 }) }),
        targetUpdate: { everyUpdates: 100 },
        replay: { capacity: 1_000 },
        double: true,
        seed: 1,
      });
      const events = train(agent, environment, {
        environmentSteps: 2_000,
        seed: 11,
        evaluation: {
          everyEnvironmentSteps: 700,
          environment: makeEnvironment('CartPole-v1'),
          episodes: 3,
        },
        checkpoint: { everyEnvironmentSteps: 500, save: () => undefined },
      });
      return { agent, events };
    },
  },
  {
    name: 'CartPole, three-step returns, dueling, soft target',
    begin(log) {
      const environment = watched(makeEnvironment('CartPole-v1'), log);
      const agent = new DQNAgent({
        ...PLAIN_SIMD,
        ...beforeLearning(100),
        environment,
        network: mlp({ hidden: [32], dueling: [16] }),
        optimizer: adam({ learningRate: linear({ from: 2e-3, to: 5e-4, over: 1_000 }) }),
        policy: epsilonGreedy({ epsilon: 0.3 }),
        targetUpdate: { fraction: 0.01 },
        train: { everyEnvironmentSteps: 4, updates: 3 },
        replay: { capacity: 5_000 },
        nStep: 3,
        double: false,
        loss: 'mse',
        gradientClipNorm: null,
        seed: 2,
      });
      const events = train(agent, environment, { environmentSteps: 2_000, seed: 12 });
      return { agent, events };
    },
  },
  {
    name: 'Taxi, masks of actions, embedding',
    begin(log) {
      const environment = watched(makeEnvironment('Taxi-v3', { maxEpisodeSteps: 60 }), log);
      const agent = new DQNAgent({
        ...PLAIN_SIMD,
        ...beforeLearning(150),
        environment,
        network: embedding({ size: 16, hidden: [32] }),
        policy: epsilonGreedy({ epsilon: 0.5 }),
        targetUpdate: { everyEnvironmentSteps: 64 },
        replay: { capacity: 2_000 },
        double: true,
        seed: 3,
      });
      const events = train(agent, environment, { environmentSteps: 1_500, seed: 13 });
      return { agent, events };
    },
  },
  {
    name: 'three CartPoles together, in two calls of train',
    begin(log) {
      const environment = new VectorEnvironment(3, () =>
        watched(makeEnvironment('CartPole-v1'), log),
      );
      const agent = new DQNAgent({
        ...PLAIN_SIMD,
        ...beforeLearning(90),
        environment,
        network: mlp({ hidden: [32, 32], activation: 'tanh' }),
        optimizer: rmsprop({ learningRate: 5e-4 }),
        policy: epsilonGreedy({ epsilon: 0.2 }),
        train: { everyEnvironmentSteps: 4, updates: 2 },
        targetUpdate: { everyEnvironmentSteps: 50 },
        replay: { capacity: 1_000 },
        nStep: 2,
        seed: 4,
      });
      const events = async function* (): AsyncGenerator<TrainingEvent> {
        yield* train(agent, environment, { environmentSteps: 1_000, seed: 14 });
        yield* train(agent, environment, { environmentSteps: 1_000, seed: 14 });
      };
      return { agent, events: events() };
    },
  },
  {
    name: 'stacks of pictures, convolutions, frames stored once',
    begin(log) {
      const environment = watched(new FrameStack(new CatchTheBall(), { frames: 4 }), log);
      const agent = new DQNAgent({
        ...PLAIN_SIMD,
        ...beforeLearning(100),
        environment,
        network: cnn({
          convolutions: [
            { filters: 8, kernelSize: 3, stride: 2 },
            { filters: 8, kernelSize: 3 },
          ],
          hidden: [32],
        }),
        policy: epsilonGreedy({ epsilon: 0.4 }),
        targetUpdate: { everyUpdates: 100 },
        replay: { capacity: 500, frames: 4 },
        train: { everyEnvironmentSteps: 2, updates: 1 },
        seed: 5,
      });
      const events = train(agent, environment, { environmentSteps: 1_200, seed: 15 });
      return { agent, events };
    },
  },
  {
    name: 'MountainCar, actions held by epsilonZGreedy',
    begin(log) {
      const environment = watched(makeEnvironment('MountainCar-v0', { maxEpisodeSteps: 150 }), log);
      const agent = new DQNAgent({
        ...PLAIN_SIMD,
        ...beforeLearning(100),
        environment,
        network: mlp({ hidden: [32, 32] }),
        policy: epsilonZGreedy({ epsilon: linear({ from: 0.5, to: 0.1, over: 1_000 }) }),
        targetUpdate: { everyUpdates: 100 },
        replay: { capacity: 2_000 },
        discount: 0.999,
        huberDelta: 0.5,
        seed: 6,
      });
      const events = train(agent, environment, { environmentSteps: 1_500, seed: 16 });
      return { agent, events };
    },
  },
];

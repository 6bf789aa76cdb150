import {
  adam,
  Box,
  cnn,
  Discrete,
  DQNAgent,
  epsilonGreedy,
  evaluate,
  FrameStack,
  linear,
  mlp,
  ReplayBuffer,
  svgChart,
  TimeLimit,
  train,
} from 'deepq';
import { cartPole, makeAgent, type Slip, untyped } from './slip.ts';

/** Calls by position, and arguments in another order. */
export const positions: readonly Slip[] = [
  {
    slip: 'new DQNAgent(environment)',
    run: () => new DQNAgent(untyped(cartPole())),
    mend: 'write { environment } instead of the environment itself',
  },
  {
    slip: 'new DQNAgent()',
    run: () => new DQNAgent(untyped(undefined)),
    mend: 'Write new DQNAgent({ environment })',
  },
  {
    slip: "new DQNAgent('MlpPolicy', environment)",
    run: () => new DQNAgent(untyped('MlpPolicy')),
    mend: 'Write new DQNAgent({ environment })',
  },
  {
    slip: 'mlp([64, 64])',
    run: () => mlp(untyped([64, 64])),
    mend: 'Write mlp({ hidden: [64, 64] })',
  },
  { slip: 'mlp(64, 64)', run: () => mlp(untyped(64)), mend: 'Write mlp({ hidden: [64, 64] })' },
  {
    slip: 'cnn([32, 64])',
    run: () => cnn(untyped([32, 64])),
    mend: 'Write cnn({ convolutions: [{ filters: 32, kernelSize: 8, stride: 4 }], hidden: [512] })',
  },
  {
    slip: 'adam(1e-3)',
    run: () => adam(untyped(1e-3)),
    mend: 'Write adam({ learningRate: 0.001 })',
  },
  {
    slip: 'epsilonGreedy(0.1)',
    run: () => epsilonGreedy(untyped(0.1)),
    mend: 'Write epsilonGreedy({ epsilon: 0.1 })',
  },
  {
    slip: 'linear(1, 0.1, 10_000)',
    run: () => linear(untyped(1)),
    mend: 'Write linear({ from: 1, to: 0.1, over: 10_000 })',
  },
  {
    slip: 'new ReplayBuffer(10_000)',
    run: () => new ReplayBuffer(untyped(10_000)),
    mend: 'Write new ReplayBuffer({ environment, capacity: 50_000 })',
  },
  {
    slip: 'new TimeLimit(environment, 500)',
    run: () => new TimeLimit(cartPole(), untyped(500)),
    mend: 'Write new TimeLimit(environment, { maxEpisodeSteps: 500 })',
  },
  {
    slip: 'new FrameStack(environment, 4)',
    run: () => new FrameStack(cartPole(), untyped(4)),
    mend: 'Write new FrameStack(environment, { frames: 4 })',
  },
  {
    slip: 'new Box(-1, 1, [4])',
    run: () => new Box(untyped(-1)),
    mend: 'Write new Box({ low: -1, high: 1, shape: [4] })',
  },
  {
    slip: 'new Discrete({ n: 2 })',
    run: () => new Discrete(untyped({ n: 2 })),
    mend: 'new Discrete(n) needs a whole number',
  },
  {
    slip: 'train(environment, agent, options)',
    run: () => train(untyped(cartPole()), untyped(makeAgent()), { environmentSteps: 9 }).next(),
    mend: 'train(agent, environment, options)',
  },
  {
    slip: 'train(agent, environment, 1_000)',
    run: () => train(makeAgent(), cartPole(), untyped(1_000)).next(),
    mend: 'Write train(agent, environment, { environmentSteps: 50_000 })',
  },
  {
    slip: 'train(agent, { environmentSteps: 1_000 })',
    run: () => train(makeAgent(), untyped({ environmentSteps: 1_000 }), untyped(undefined)).next(),
    mend: 'environment must be an environment with the methods reset and step',
  },
  {
    slip: 'train(agent, environment)',
    run: () => train(makeAgent(), cartPole(), untyped(undefined)).next(),
    mend: 'Write train(agent, environment, { environmentSteps: 50_000 })',
  },
  {
    slip: 'evaluate(agent, environment, 10)',
    run: () => evaluate(makeAgent(), cartPole(), untyped(10)),
    mend: 'Write evaluate(agent, environment, { episodes: 20 })',
  },
  {
    slip: 'evaluate(environment, agent)',
    run: () => evaluate(untyped(cartPole()), untyped(makeAgent()), untyped({ episodes: 1 })),
    mend: 'evaluate(agent, environment, options)',
  },
  {
    slip: 'svgChart([1, 2, 3])',
    run: () => svgChart(untyped([1, 2, 3])),
    mend: 'Write svgChart({ series: [{ label, x, y }] })',
  },
];

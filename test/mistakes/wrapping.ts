import {
  Box,
  ClipReward,
  Discrete,
  FrameStack,
  Grayscale,
  NormalizeObservation,
  OneHot,
  RescaleObservation,
  ResizeObservation,
  TimeLimit,
  TransformReward,
  AtariPreprocessing,
} from 'deepq';
import { AtariEnvironment, CartPole, makeEnvironment } from 'deepq/environments';
import { FakeConsole } from '../support/fakeConsole.ts';
import { cartPole, type Slip, untyped } from './slip.ts';

const shape = {
  observationSpace: new Box({ low: -1, high: 1, shape: [4] }),
  actionSpace: new Discrete(2),
};

const asyncCartPole = {
  ...shape,
  reset: async () => ({ observation: new Float32Array(4), info: {} }),
  step: async () => 1,
};

/** Wrappers where they do not fit. */
export const wrapping: readonly Slip[] = [
  {
    slip: 'new ClipReward(CartPole), the class',
    run: () => new ClipReward(untyped(CartPole)),
    mend: 'Pass an instance',
  },
  {
    slip: 'a wrapper around an asynchronous environment',
    run: () => new ClipReward(untyped(asyncCartPole)).reset(),
    mend: 'Do inside the asynchronous environment what ClipReward would do',
  },
  {
    slip: 'new ClipReward(environment, { min: -1, max: 1 })',
    run: () => new ClipReward(cartPole(), untyped({ min: -1, max: 1 })),
    mend: 'write to: { min, max }',
  },
  {
    slip: 'new TimeLimit(environment, { maxEpisodeSteps: 0 })',
    run: () => new TimeLimit(cartPole(), { maxEpisodeSteps: 0 }),
    mend: 'a whole number of at least 1',
  },
  {
    slip: 'new TimeLimit(environment, { max_episode_steps: 500 })',
    run: () => new TimeLimit(cartPole(), untyped({ max_episode_steps: 500 })),
    mend: "did you mean 'maxEpisodeSteps'?",
  },
  {
    slip: 'new Grayscale of numbers',
    run: () => new Grayscale(untyped(cartPole())),
    mend: 'needs pictures of bytes',
  },
  {
    slip: 'new ResizeObservation of numbers',
    run: () => new ResizeObservation(untyped(cartPole()), { size: 84 }),
    mend: 'needs pictures of bytes',
  },
  {
    slip: 'new FrameStack of state numbers',
    run: () => new FrameStack(untyped(makeEnvironment('Taxi-v3')), { frames: 4 }),
    mend: 'wrap the environment in OneHot first',
  },
  {
    slip: 'new NormalizeObservation of state numbers',
    run: () => new NormalizeObservation(untyped(makeEnvironment('Taxi-v3'))),
    mend: 'wrap the environment in OneHot first',
  },
  {
    slip: 'new OneHot of floats',
    run: () => new OneHot(untyped(cartPole())),
    mend: 'Arrays of a Box need no such wrapper',
  },
  {
    slip: 'new RescaleObservation of infinite bounds',
    run: () => new RescaleObservation(cartPole(), { low: -1, high: 1 }),
    mend: 'NormalizeObservation learns the scale',
  },
  {
    slip: 'a reward function without return',
    run: () => {
      const environment = new TransformReward(cartPole(), { transform: untyped(() => undefined) });
      environment.reset();
      environment.step(0);
    },
    mend: 'must return a finite number',
  },
  {
    slip: 'new TransformReward(environment, (reward) => …)',
    run: () =>
      new TransformReward(
        cartPole(),
        untyped((reward: number) => reward),
      ),
    mend: 'Write new TransformReward(environment, { transform: (reward) => reward / 10 })',
  },
  {
    slip: 'AtariPreprocessing around a game that skips frames',
    run: () => new AtariPreprocessing(untyped(new AtariEnvironment(new FakeConsole()))),
    mend: 'Make it with frameSkip: 1',
  },
];

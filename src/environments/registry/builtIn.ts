import { Acrobot } from '../acrobot/acrobot.ts';
import { Blackjack } from '../blackjack/blackjack.ts';
import { CartPole } from '../cartPole/cartPole.ts';
import { CliffWalking } from '../cliffWalking/cliffWalking.ts';
import { FrozenLake } from '../frozenLake/frozenLake.ts';
import { LunarLander } from '../lunarLander/lunarLander.ts';
import { OPTIONS as LUNAR_LANDER_OPTIONS } from '../lunarLander/options.ts';
import { MountainCar } from '../mountainCar/mountainCar.ts';
import { Taxi } from '../taxi/taxi.ts';
import type { BuiltInEnvironments } from './environmentTypes.ts';
import type { EnvironmentRegistration } from './registration.ts';

type BuiltIn = {
  readonly [Id in keyof BuiltInEnvironments]: EnvironmentRegistration<
    BuiltInEnvironments[Id]['options'],
    BuiltInEnvironments[Id]['observation']
  >;
};

const LUNAR_LANDER: BuiltIn['LunarLander-v3'] = {
  create: (options) => new LunarLander(options),
  options: LUNAR_LANDER_OPTIONS,
  maxEpisodeSteps: 1000,
};

/**
 * How the library's own environments are made. Options and time limits are
 * those of Gymnasium, which has none for Blackjack and CliffWalking.
 */
export const builtInEnvironments: BuiltIn = {
  'Acrobot-v1': {
    create: (options) => new Acrobot(options),
    options: ['seed', 'equations', 'torqueNoise'],
    maxEpisodeSteps: 500,
  },
  'Blackjack-v1': {
    create: (options) => new Blackjack(options),
    options: ['seed', 'natural', 'sab'],
  },
  'CartPole-v1': {
    create: (options) => new CartPole(options),
    options: ['seed'],
    maxEpisodeSteps: 500,
  },
  'CliffWalking-v0': {
    create: (options) => new CliffWalking(options),
    options: ['seed'],
  },
  'CliffWalking-v1': {
    create: (options) => new CliffWalking(options),
    options: ['seed', 'isSlippery'],
  },
  'CliffWalkingSlippery-v1': {
    create: (options) => new CliffWalking({ ...options, isSlippery: true }),
    options: ['seed'],
  },
  'FrozenLake-v1': {
    create: (options) => new FrozenLake(options),
    options: ['seed', 'mapName', 'desc', 'isSlippery', 'successRate', 'rewardSchedule'],
    maxEpisodeSteps: 100,
  },
  'FrozenLake8x8-v1': {
    create: (options) => new FrozenLake({ ...options, mapName: '8x8' }),
    options: ['seed', 'isSlippery', 'successRate', 'rewardSchedule'],
    maxEpisodeSteps: 200,
  },
  'LunarLander-v2': LUNAR_LANDER,
  'LunarLander-v3': LUNAR_LANDER,
  'MountainCar-v0': {
    create: (options) => new MountainCar(options),
    options: ['seed', 'goalVelocity'],
    maxEpisodeSteps: 200,
  },
  'Taxi-v3': {
    create: (options) => new Taxi(options),
    options: ['seed'],
    maxEpisodeSteps: 200,
  },
  'Taxi-v4': {
    create: (options) => new Taxi(options),
    options: ['seed', 'isRainy', 'rainyProbability', 'ficklePassenger', 'fickleProbability'],
    maxEpisodeSteps: 200,
  },
};

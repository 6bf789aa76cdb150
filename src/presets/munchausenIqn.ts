import { iqnHead } from '../heads/iqnHead.ts';
import { adam } from '../optimizers/optimizer.ts';
import { epsilonGreedy } from '../policies/epsilonGreedy.ts';
import { greedy } from '../policies/greedy.ts';
import { prioritized } from '../replay/samplers/prioritized.ts';
import { piecewise } from '../schedules/piecewise.ts';
import {
  resolveKind,
  resolveNoise,
  type AgentPreset,
  type PresetExploration,
} from './familyOptions.ts';
import { natureStreams, vectorStreams } from './rainbow.ts';

/**
 * Options of {@link munchausenIqn}.
 *
 * @category Presets
 */
export type MunchausenIqnOptions = PresetExploration & {
  /**
   * What observations are: frames as of Atari, `[4, 84, 84]` or `[84, 84, 4]`, or vectors
   * of numbers. Quantiles need no range of returns.
   *
   * @default 'frames'
   */
  readonly observations?: 'frames' | 'vectors';
};

/**
 * Munchausen implicit quantile networks, with the settings of BTR ("Beyond The Rainbow"):
 * 8 fractions for each pass, Munchausen targets, three-step returns, prioritized replay,
 * dueling streams and noisy layers. It is made for 64 environments that make a step
 * together and 50 million steps in all, and learns once every 64 steps from 256 transitions.
 *
 * Its network is not BTR's, which is residual, with spectral norm and adaptive pooling: it
 * is that of {@link rainbow}. As in BTR's code the importance weights have the exponent α of
 * the priorities, so β is 0.2. Priorities are the quantile losses, where BTR sums the TD
 * errors; and γ of a sum that an episode cut short counts the rewards that there were, where
 * BTR's code always has γ³.
 *
 * For vectors, network, optimizer, sizes and rhythm are those of `rainbow` for vectors, and
 * noise alone explores.
 *
 * @throws {OptionsError} If an option is unknown; or if exploration is said twice, by noisy
 *   layers and ε, or not at all.
 * @example
 * ```ts
 * import { DQNAgent, munchausenIqn } from 'deepq';
 * import { makeEnvironment } from 'deepq/environments';
 *
 * const environment = makeEnvironment('CartPole-v1');
 * const agent = new DQNAgent({ environment, ...munchausenIqn({ observations: 'vectors' }), seed: 1 });
 * agent.dispose();
 * ```
 * @see Clark et al. 2024, https://arxiv.org/abs/2411.03820
 * @see Vieillard et al. 2020, https://arxiv.org/abs/2007.14430
 * @category Presets
 */
export function munchausenIqn(options: MunchausenIqnOptions = {}): AgentPreset {
  const where = 'munchausenIqn';
  const known = ['observations', 'noisy', 'epsilon', 'network'];
  const areFrames = resolveKind(where, options, known);
  const { network, policy } = resolveNoise(
    where,
    options,
    areFrames ? natureStreams : vectorStreams,
    areFrames ? epsilonGreedy({ epsilon: piecewise({ points: EPSILON }) }) : greedy(),
  );
  const fractions = { acting: 8, online: 8, target: 8 };
  const munchausen = { alpha: 0.9, temperature: 0.03, logPolicyMin: -1 };
  const sampler = prioritized({ alpha: 0.2, beta: 0.2, epsilon: 1e-6 });
  const shared = {
    ...{ network, policy, nStep: 3, discount: 0.997, gradientClipNorm: 10 },
    head: iqnHead({ fractions, kappa: 1, munchausen }),
  };
  if (areFrames) {
    return {
      ...shared,
      optimizer: adam({ learningRate: 1e-4, epsilon: 0.005 / 256 }),
      replay: { capacity: 2 ** 20, sampler },
      batchSize: 256,
      learningStarts: 200_000,
      train: { everyEnvironmentSteps: 64, updates: 1 },
      targetUpdate: { everyUpdates: 500 },
    };
  }
  return {
    ...shared,
    optimizer: adam({ learningRate: 1e-3, epsilon: 3.125e-4 }),
    replay: { capacity: 50_000, sampler },
    batchSize: 128,
    learningStarts: 1_000,
    train: { everyEnvironmentSteps: 4, updates: 1 },
    targetUpdate: { everyEnvironmentSteps: 300 },
  };
}

/** In environment steps: to 0.01 in 2 million, and none from 25 million on. */
const EPSILON = [
  [0, 1],
  [2_000_000, 0.01],
  [24_999_999, 0.01],
  [25_000_000, 0],
] as const;

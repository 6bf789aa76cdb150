import { cnn } from '../networks/cnn.ts';
import type { NetworkSpec } from '../networks/spec.ts';
import { adam } from '../optimizers/optimizer.ts';
import { epsilonGreedy } from '../policies/epsilonGreedy.ts';
import { greedy } from '../policies/greedy.ts';
import { prioritized } from '../replay/samplers/prioritized.ts';
import { linear } from '../schedules/linear.ts';
import { requireChoice } from '../validation/options.ts';
import {
  familyOptionNames,
  resolveNoise,
  resolveObservations,
  type AgentPreset,
  type PresetExploration,
  type PresetObservations,
} from './familyOptions.ts';
import { vectorStreams } from './rainbow.ts';

/**
 * Options of {@link dataEfficientRainbow}.
 *
 * @category Presets
 */
export type DataEfficientRainbowOptions = PresetObservations &
  PresetExploration & {
    /**
     * Whose settings: `'dopamine'` sums 10 rewards, and has an ε beside the noisy layers
     * that falls to 0.01 in the first 2,000 steps after learning starts; `'paper'` sums
     * 20, and explores by noise alone.
     *
     * @default 'dopamine'
     */
    readonly source?: 'dopamine' | 'paper';
  };

/** How long the benchmark is, in environment steps. */
const ATARI_100K = 100_000;

/**
 * Data-efficient Rainbow: Rainbow for 100,000 steps of Atari. It learns at every step,
 * sums more rewards, and has a smaller network.
 *
 * The number of rewards in a sum is 20 in the paper, and 10 in Dopamine and in most figures
 * that are compared with: say which by `source`. The exponent β of importance weights goes
 * from 0.4 to 1 in 100,000 updates, as in the paper; in Dopamine it stays at 0.5. The
 * replay buffer holds all of the 100,000 steps.
 *
 * @throws {OptionsError} If an option is unknown or out of range; or if exploration is said
 *   twice, by noisy layers and ε, or not at all.
 * @example
 * ```ts
 * import { Box, dataEfficientRainbow, Discrete, DQNAgent } from 'deepq';
 *
 * const agent = new DQNAgent({
 *   environment: {
 *     observationSpace: new Box({ low: 0, high: 255, shape: [4, 84, 84], dtype: 'uint8' }),
 *     actionSpace: new Discrete(7),
 *   },
 *   ...dataEfficientRainbow(),
 *   seed: 1,
 * });
 * agent.dispose();
 * ```
 * @see van Hasselt et al. 2019, https://arxiv.org/abs/1906.05243
 * @category Presets
 */
export function dataEfficientRainbow(options: DataEfficientRainbowOptions = {}): AgentPreset {
  const where = 'dataEfficientRainbow';
  const { areFrames, head } = resolveObservations(where, options, [...familyOptionNames, 'source']);
  const source = requireChoice('source', options.source ?? 'dopamine', ['dopamine', 'paper']);
  const learningStarts = 1_600;
  const epsilon = linear({ from: 1, to: 0.01, start: learningStarts, over: 2_000 });
  const isPaper = source === 'paper';
  const { network, policy } = resolveNoise(
    where,
    options,
    (isNoisy) => (areFrames ? dataEfficientStreams(isNoisy) : vectorStreams(isNoisy)),
    isPaper ? greedy() : epsilonGreedy({ epsilon }),
  );
  return {
    ...{ network, policy, head, learningStarts },
    optimizer: adam({ learningRate: 1e-4, epsilon: 1.5e-4 }),
    gradientClipNorm: 10,
    replay: {
      capacity: ATARI_100K,
      sampler: prioritized({
        alpha: 0.5,
        beta: linear({ from: 0.4, to: 1, over: ATARI_100K }),
      }),
    },
    nStep: isPaper ? 20 : 10,
    discount: 0.99,
    batchSize: 32,
    train: { everyEnvironmentSteps: 1, updates: 1 },
    targetUpdate: { everyUpdates: 2_000 },
  };
}

/** The convolutions of the paper, and dueling streams of 256 units. */
export function dataEfficientStreams(isNoisy: boolean): NetworkSpec {
  return cnn({
    convolutions: [
      { filters: 32, kernelSize: 5, stride: 5 },
      { filters: 64, kernelSize: 5, stride: 5 },
    ],
    hidden: [],
    dueling: [256],
    ...(isNoisy && { noisy: { sigma: 0.5 } }),
  });
}

import { cnn } from '../networks/cnn.ts';
import { mlp } from '../networks/mlp.ts';
import type { NetworkSpec } from '../networks/spec.ts';
import { adam } from '../optimizers/optimizer.ts';
import { prioritized } from '../replay/samplers/prioritized.ts';
import { linear } from '../schedules/linear.ts';
import { requireInteger } from '../validation/options.ts';
import {
  familyOptionNames,
  resolveNoise,
  resolveObservations,
  type AgentPreset,
  type PresetExploration,
  type PresetObservations,
} from './familyOptions.ts';

/**
 * Options of {@link rainbow}.
 *
 * @category Presets
 */
export type RainbowOptions = PresetObservations &
  PresetExploration & {
    /**
     * How long training is to be: the exponent β of the importance weights comes to 1
     * at its end. A whole number of at least 1,000.
     *
     * @default 50_000_000 for frames, 200_000 for vectors
     */
    readonly environmentSteps?: number;
  };

/**
 * Rainbow: double Q-learning, prioritized replay, dueling streams, three-step returns,
 * a categorical distribution and noisy layers together.
 *
 * For frames the settings are those of the paper, with the network of DQN. The paper says
 * nothing of clipped gradients; the limit of 10 is DQN Zoo's. Until learning starts actions
 * are random, as in Dopamine.
 *
 * For vectors the settings are those of "Revisiting Rainbow" for Lunar Lander, with a
 * hidden layer and streams of 512 units.
 *
 * @throws {OptionsError} If an option is unknown or out of range; or if exploration is said
 *   twice, by noisy layers and ε, or not at all.
 * @example
 * ```ts
 * import { DQNAgent, rainbow } from 'deepq';
 * import { makeEnvironment } from 'deepq/environments';
 *
 * const environment = makeEnvironment('CartPole-v1');
 * const settings = rainbow({ observations: 'vectors', valueRange: { min: 0, max: 100 } });
 * const agent = new DQNAgent({ environment, ...settings, seed: 1 });
 * agent.dispose();
 * ```
 * @see Hessel et al. 2018, https://arxiv.org/abs/1710.02298
 * @see Obando-Ceron and Castro 2021, https://arxiv.org/abs/2011.14826
 * @category Presets
 */
export function rainbow(options: RainbowOptions = {}): AgentPreset {
  const { areFrames, head } = resolveObservations('rainbow', options, [
    ...familyOptionNames,
    'environmentSteps',
  ]);
  const environmentSteps = requireInteger(
    'environmentSteps',
    options.environmentSteps ?? (areFrames ? 50_000_000 : 200_000),
    { min: 1_000 },
  );
  const { network, policy } = resolveNoise('rainbow', options, (isNoisy) =>
    areFrames ? natureStreams(isNoisy) : vectorStreams(isNoisy),
  );
  const everyEnvironmentSteps = 4;
  const over = environmentSteps / everyEnvironmentSteps;
  const sampler = prioritized({ alpha: 0.5, beta: linear({ from: 0.4, to: 1, over }) });
  const shared = {
    ...{ network, policy, head, nStep: 3, discount: 0.99, gradientClipNorm: 10 },
    train: { everyEnvironmentSteps, updates: 1 },
  };
  if (areFrames) {
    return {
      ...shared,
      optimizer: adam({ learningRate: 6.25e-5, epsilon: 1.5e-4 }),
      replay: { capacity: 1_000_000, sampler },
      batchSize: 32,
      learningStarts: 20_000,
      targetUpdate: { everyEnvironmentSteps: 8_000 },
    };
  }
  return {
    ...shared,
    optimizer: adam({ learningRate: 1e-3, epsilon: 3.125e-4 }),
    replay: { capacity: 50_000, sampler },
    batchSize: 128,
    learningStarts: 1_000,
    targetUpdate: { everyEnvironmentSteps: 300 },
  };
}

/** The convolutions of DQN, and dueling streams of 512 units. */
export function natureStreams(isNoisy: boolean): NetworkSpec {
  return cnn({
    convolutions: [
      { filters: 32, kernelSize: 8, stride: 4 },
      { filters: 64, kernelSize: 4, stride: 2 },
      { filters: 64, kernelSize: 3, stride: 1 },
    ],
    hidden: [],
    dueling: [512],
    ...(isNoisy && { noisy: { sigma: 0.5 } }),
  });
}

/** A hidden layer and streams of 512 units. */
export function vectorStreams(isNoisy: boolean): NetworkSpec {
  return mlp({ hidden: [512], dueling: [512], ...(isNoisy && { noisy: { sigma: 0.5 } }) });
}

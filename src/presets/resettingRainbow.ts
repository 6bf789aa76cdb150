import { OptionsError } from '../errors.ts';
import { hasNoise } from '../networks/hasNoise.ts';
import type { NetworkSpec } from '../networks/spec.ts';
import { adamw } from '../optimizers/adamw.ts';
import { epsilonGreedy } from '../policies/epsilonGreedy.ts';
import { randomShifts } from '../regimes/randomShifts.ts';
import { shrinkAndPerturb } from '../regimes/shrinkAndPerturb.ts';
import { prioritized } from '../replay/samplers/prioritized.ts';
import { annealedDiscount } from '../schedules/annealedDiscount.ts';
import { exponential } from '../schedules/exponential.ts';
import { linear } from '../schedules/linear.ts';
import { requireInteger } from '../validation/options.ts';
import { dataEfficientStreams } from './dataEfficientRainbow.ts';
import { resolveObservations, type AgentPreset, type PresetObservations } from './familyOptions.ts';
import { vectorStreams } from './rainbow.ts';

/**
 * Options of {@link resettingRainbow}.
 *
 * @category Presets
 */
export type ResettingRainbowOptions = PresetObservations & {
  /**
   * How long training is to be, in environment steps: no reset is made that another
   * one would not follow before. A whole number of at least 1,000.
   *
   * @default 100_000
   */
  readonly environmentSteps?: number;
  /** A network of one's own, without noisy layers: this preset explores by ε. */
  readonly network?: NetworkSpec;
};

/**
 * The successor of {@link dataEfficientRainbow}, modelled on the half of BBF ("Bigger,
 * Better, Faster") that a CPU can afford: resets by shrinking and perturbing, returns of
 * 10 to 3 rewards and a γ of 0.97 to 0.997 that begin again with each reset, AdamW with
 * weight decay, a soft target, two updates for each step, random shifts of frames, and no
 * noisy layers. Its large network and its prediction of future features are left out: the
 * network is that of {@link dataEfficientRainbow}.
 *
 * Actions are chosen by the target network, as in BBF. Vectors are not shifted, and their network
 * is that of {@link rainbow}.
 *
 * @throws {OptionsError} If an option is unknown or out of range, or the network has noisy
 *   layers.
 * @example
 * ```ts
 * import { DQNAgent, resettingRainbow } from 'deepq';
 * import { makeEnvironment } from 'deepq/environments';
 *
 * const environment = makeEnvironment('CartPole-v1');
 * const settings = resettingRainbow({
 *   observations: 'vectors',
 *   valueRange: { min: 0, max: 340 },
 * });
 * const agent = new DQNAgent({ environment, ...settings, seed: 1 });
 * agent.dispose();
 * ```
 * @see Schwarzer et al. 2023, https://arxiv.org/abs/2305.19452
 * @category Presets
 */
export function resettingRainbow(options: ResettingRainbowOptions = {}): AgentPreset {
  const where = 'resettingRainbow';
  const known = ['observations', 'valueRange', 'environmentSteps', 'network'];
  const { areFrames, head } = resolveObservations(where, options, known);
  const { network = areFrames ? dataEfficientStreams(false) : vectorStreams(false) } = options;
  if (hasNoise(network)) {
    throw new OptionsError(
      `${where} explores by ε, and its network must not have noisy layers as well; give one without ` +
        'noisy, or use rainbow.',
    );
  }
  const until = requireInteger('environmentSteps', options.environmentSteps ?? 100_000, {
    min: 1_000,
  });
  const learningStarts = 2_000;
  return {
    ...{ network, head, learningStarts },
    optimizer: adamw({ learningRate: 1e-4, epsilon: 1.5e-4, weightDecay: 0.1 }),
    gradientClipNorm: null,
    policy: epsilonGreedy({
      epsilon: linear({ from: 1, to: 0, start: learningStarts, over: 2_001 }),
    }),
    replay: { capacity: 200_000, sampler: prioritized({ alpha: 0.5, beta: 0.5 }) },
    nStep: exponential({ from: 10, to: 3, over: CYCLE }),
    discount: annealedDiscount({ from: 0.97, to: 0.997, over: CYCLE }),
    batchSize: 32,
    train: { replayRatio: 2 },
    targetUpdate: { fraction: 0.005 },
    actingWeights: 'target',
    resets: shrinkAndPerturb({ everyEnvironmentSteps: 20_000, until, torso: 0.5, head: 1 }),
    ...(areFrames && { augment: randomShifts({ pixels: 4 }) }),
  };
}

/** Updates after a reset in which the returns anneal. */
const CYCLE = 10_000;

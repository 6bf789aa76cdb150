import { mlp } from '../../src/networks/mlp.ts';
import { adam } from '../../src/optimizers/optimizer.ts';
import { epsilonGreedy } from '../../src/policies/epsilonGreedy.ts';
import { presets, type Preset, type PresetId } from '../../src/presets/presets.ts';
import { linear } from '../../src/schedules/linear.ts';

/**
 * Lunar Lander by double DQN with sums of three rewards, exploring by ε: its preset,
 * until Rainbow took its place.
 */
const lander: Preset = {
  ...presets['LunarLander-v3'],
  agent: {
    network: mlp({ hidden: [128, 128], layerNorm: true }),
    optimizer: adam({ learningRate: linear({ from: 1e-3, to: 1e-6, over: 100_000 }) }),
    policy: epsilonGreedy({ epsilon: linear({ from: 1, to: 0.01, over: 40_000 }) }),
    replay: { capacity: 200_000 },
    batchSize: 128,
    learningStarts: 1_000,
    train: { everyEnvironmentSteps: 2, updates: 1 },
    targetUpdate: { fraction: 0.01 },
    nStep: 3,
    discount: 0.995,
  },
};

/**
 * What one thing is changed in, where ways of learning are compared: the presets that are
 * Q-learning with nothing added, and such settings for an environment whose preset is more.
 */
export const comparedPresets: Readonly<Record<PresetId, Preset>> = {
  ...presets,
  'LunarLander-v3': lander,
};

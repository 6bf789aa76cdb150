import { mlp } from '../../src/networks/mlp.ts';
import { epsilonGreedy } from '../../src/policies/epsilonGreedy.ts';
import { presets, type Preset, type PresetId } from '../../src/presets/presets.ts';
import { linear } from '../../src/schedules/linear.ts';

const rainbow = presets['LunarLander-v3'];
const { network: _, policy: __, head: ___, replay: ____, optimizer, ...rest } = rainbow.agent;

/**
 * Lunar Lander by double DQN with sums of three rewards, exploring by ε: its preset,
 * until Rainbow took its place. Names stand in the order that its reported runs are known by.
 */
const lander: Preset = {
  ...rainbow,
  agent: {
    network: mlp({ hidden: [128, 128], layerNorm: true }),
    optimizer: optimizer as NonNullable<typeof optimizer>,
    policy: epsilonGreedy({ epsilon: linear({ from: 1, to: 0.01, over: 40_000 }) }),
    replay: { capacity: 200_000 },
    ...rest,
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

import { mlp } from '../networks/mlp.ts';
import { dataEfficientCnn } from '../networks/knownCnns.ts';
import { adam } from '../optimizers/optimizer.ts';
import { epsilonGreedy } from '../policies/epsilonGreedy.ts';
import { linear } from '../schedules/linear.ts';
import { AtariPreprocessing } from '../atari/atariPreprocessing.ts';
import { ClipReward } from '../wrappers/clipReward.ts';
import { EpisodicLife } from '../wrappers/episodicLife.ts';
import { FireReset } from '../wrappers/fireReset.ts';
import type { Environment } from '../protocol/environment.ts';
import type { Preset } from './presets.ts';

/**
 * Settings that are known to play a game of Atari. In training, lives are
 * episodes and rewards count by their sign; an evaluation plays whole games
 * for their score.
 *
 * @category Atari
 */
export interface AtariPreset extends Preset {
  /** The game they are for: what {@link atariSettings} takes. */
  readonly game: string;
}

/**
 * Tuned settings for two games, one from the memory of the console and one
 * from its screen. `npm run bench -- atari` shows what they reach;
 * docs/results.md has the figures.
 *
 * @example
 * ```ts no-run
 * import { DQNAgent } from 'deepq';
 * import { atariPresets, atariSettings, gymnasiumAtari } from 'deepq/environments';
 * import { GymnasiumEnvironment } from 'deepq/node';
 *
 * const { game, training, agent: settings } = atariPresets.assault;
 * const { id, options } = gymnasiumAtari(atariSettings(game));
 * const environment = training(await GymnasiumEnvironment.create(id, { options }));
 * const agent = new DQNAgent({ environment, ...settings });
 * ```
 * @category Atari
 */
export const atariPresets: Readonly<Record<'breakoutRam' | 'assault', AtariPreset>> = {
  breakoutRam: {
    game: 'ALE/Breakout-ram-v5',
    environmentSteps: 1_000_000,
    training: (game) => new ClipReward(new FireReset(new EpisodicLife(game))),
    evaluation: (game) => new FireReset(game),
    agent: {
      network: mlp({ hidden: [256, 256], layerNorm: true }),
      optimizer: adam({ learningRate: linear({ from: 5e-4, to: 1e-5, over: 250_000 }) }),
      policy: epsilonGreedy({ epsilon: linear({ from: 1, to: 0.01, over: 100_000 }) }),
      replay: { capacity: 1_000_000 },
      batchSize: 64,
      learningStarts: 10_000,
      train: { everyEnvironmentSteps: 4, updates: 1 },
      targetUpdate: { fraction: 0.005 },
      // A ball is on its way for some steps before it hits a brick.
      nStep: 3,
      double: true,
      discount: 0.99,
    },
  },
  assault: {
    // No sticky actions, as in the Atari-100k benchmark.
    game: 'AssaultNoFrameskip-v4',
    environmentSteps: 100_000,
    training: (game) =>
      new AtariPreprocessing(pixels(game), { terminalOnLifeLoss: true, clipReward: 'sign' }),
    evaluation: (game) => new AtariPreprocessing(pixels(game)),
    agent: {
      network: dataEfficientCnn({ dueling: true }),
      optimizer: adam({ learningRate: linear({ from: 3e-4, to: 1e-5, over: 50_000 }) }),
      policy: epsilonGreedy({ epsilon: linear({ from: 1, to: 0.01, over: 20_000 }) }),
      replay: { capacity: 100_000 },
      batchSize: 32,
      learningStarts: 2_000,
      train: { everyEnvironmentSteps: 2, updates: 1 },
      targetUpdate: { fraction: 0.005 },
      // A shot takes some steps to hit: sums of rewards tell sooner that it was a good one.
      nStep: 10,
      double: true,
      discount: 0.99,
    },
  },
};

/** A wrapper for screens refuses other observations by itself. */
function pixels(game: Environment): Environment<Uint8Array> {
  return game as Environment<Uint8Array>;
}

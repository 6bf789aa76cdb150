import { MAX_EPISODE_STEPS } from '../training/evaluate.ts';
import { requireSignal } from '../training/requireParts.ts';
import {
  rejectUnknownOptions,
  requireBoolean,
  requireFunction,
  requireInteger,
  requireSeed,
} from '../validation/options.ts';
import { requirePace } from '../validation/pace.ts';
import type { WatchFrame } from './watchFrame.ts';

/**
 * Options of {@link watch}.
 *
 * @category Training
 */
export interface WatchOptions {
  /**
   * Shows a frame, such as by `drawFrame(canvas, image)` of `deepq/browser`. The next step is
   * taken when what it returns is settled, and its time has come.
   */
  readonly onFrame: (frame: WatchFrame) => void | Promise<void>;
  /**
   * Steps a second, each of which is a frame; at least 0.001.
   *
   * @default 30
   */
  readonly framesPerSecond?: number;
  /**
   * How many episodes to play: a whole number of at least 1, or `Infinity`, which the signal
   * ends.
   *
   * @default 1
   */
  readonly episodes?: number;
  /**
   * Decides the episodes, and how ties are broken; a whole number from 0 to 2³² − 1.
   *
   * @default 0
   */
  readonly seed?: number;
  /**
   * Whether the agent explores as in training, or acts greedily.
   *
   * @default false
   */
  readonly explore?: boolean;
  /**
   * The most steps of an episode.
   *
   * @default 108,000
   */
  readonly maxEpisodeSteps?: number;
  /** Ends it before the next step, without an error. */
  readonly signal?: AbortSignal;
}

/** {@link WatchOptions} with every default filled in. */
export type ResolvedWatch = Omit<Required<WatchOptions>, 'signal'> & {
  readonly signal: AbortSignal | null;
};

/** The names of {@link WatchOptions}. */
export const watchOptionNames: readonly (keyof WatchOptions)[] = [
  'onFrame',
  'framesPerSecond',
  'episodes',
  'seed',
  'explore',
  'maxEpisodeSteps',
  'signal',
];

/** @throws {OptionsError} If an option is unknown or out of range. */
export function resolveWatch(options: WatchOptions): ResolvedWatch {
  rejectUnknownOptions('watch', options, watchOptionNames, {
    fps: 'framesPerSecond',
    canvas: 'onFrame: ({ image }) => drawFrame(canvas, image), of deepq/browser',
  });
  const { framesPerSecond = 30, episodes = 1, maxEpisodeSteps = MAX_EPISODE_STEPS } = options;
  const { seed = 0, explore = false, signal = null } = options;
  if (signal !== null) requireSignal(signal);
  if (episodes !== Infinity) requireInteger('episodes', episodes, { min: 1 });
  return {
    onFrame: requireFunction('onFrame', options.onFrame),
    framesPerSecond: requirePace('framesPerSecond', framesPerSecond),
    episodes,
    seed: requireSeed(seed),
    explore: requireBoolean('explore', explore),
    maxEpisodeSteps: requireInteger('maxEpisodeSteps', maxEpisodeSteps, { min: 1 }),
    signal,
  };
}

import type { Environment } from '../protocol/environment.ts';
import { GRAYSCALE_FORMULAS, type GrayscaleFormula } from '../pictures/images/grayscale.ts';
import { type ImageSize, requireImageSize } from '../pictures/images/imageSize.ts';
import type { Box, BoxDtype } from '../spaces/box.ts';
import { requireRepeats } from '../protocol/frameSkipRange.ts';
import {
  rejectUnknownOptions,
  requireBoolean,
  requireChoice,
  requireInteger,
} from '../validation/options.ts';
import { ClipReward, type RewardRange } from '../wrappers/clipReward.ts';
import { FrameStack } from '../wrappers/frameStack.ts';
import { NoopReset } from '../wrappers/noopReset.ts';
import { AtariScreens } from './atariScreens.ts';
import { requireInside } from '../wrappers/parts/requireInside.ts';
import { refuseSkipping } from './singleFrames.ts';
import { Wrapper } from '../wrappers/wrapper.ts';

const WHERE = 'AtariPreprocessing';

/**
 * What {@link AtariPreprocessing} is made from.
 *
 * @category Wrappers
 */
export interface AtariPreprocessingOptions {
  /**
   * The most frames that an episode begins with doing nothing, at most 10,000; 0 for none.
   * Each reset draws from 1 to so many.
   *
   * @default 30
   */
  readonly noopMax?: number;
  /**
   * How many frames each action is taken for: a whole number from 1 to 10,000.
   * Above 1 the environment inside must not skip any by itself.
   *
   * @default 4
   */
  readonly frameSkip?: number;
  /**
   * Of the pictures: a number of pixels for a square, or `[height, width]`.
   *
   * @default 84
   */
  readonly size?: ImageSize;
  /**
   * How colours become gray, or `false` to keep them. Pictures that are gray
   * already stay as they are. Stacks of colour pictures, `[4, 84, 84, 3]`, are
   * nothing that a cnn takes: with `false` goes `frameStack: 0`.
   *
   * @default 'ale'
   */
  readonly grayscale?: GrayscaleFormula | false;
  /**
   * Whether the loss of a life ends an episode, by `info.lives` of the
   * environment inside. `reset` begins a new game all the same, as in
   * Gymnasium; {@link EpisodicLife} goes on with the old one.
   *
   * @default false
   */
  readonly terminalOnLifeLoss?: boolean;
  /**
   * Makes the rewards of whole steps small, as {@link ClipReward} does: their
   * sign, or a range. `false` leaves them as they are.
   *
   * @default false
   */
  readonly clipReward?: 'sign' | RewardRange | false;
  /**
   * How many pictures the agent sees at once, as {@link FrameStack} shows
   * them; 0 for single ones, without the first dimension.
   *
   * @default 4
   */
  readonly frameStack?: number;
}

const OPTIONS = [
  'noopMax',
  'frameSkip',
  'size',
  'grayscale',
  'terminalOnLifeLoss',
  'clipReward',
  'frameStack',
] as const;

/**
 * All that is usually done to the screens of an Atari game, in one wrapper:
 * from frames of `[210, 160, 3]` to what an agent learns from, `[4, 84, 84]`.
 *
 * In this order: a random number of no-ops after `reset`; each action taken
 * for four frames, rewards summed; the higher, pixel by pixel, of the last two
 * frames; gray; shrunk to 84 × 84; where it is wanted, an end with each life;
 * clipped rewards; the last four pictures stacked.
 *
 * Observations, rewards and endings are those of Gymnasium's
 * `AtariPreprocessing` and `FrameStackObservation`, bit for bit, also where an
 * episode ends between the frames of a step: that step still shows the frame
 * before the last one, or older ones. The number of no-ops is drawn from
 * another stream.
 *
 * **Order of wrapping**: outside of {@link RecordEpisodeStatistics}, which
 * then reports the score of whole games, and of {@link StickyActions};
 * nothing else is needed around it.
 *
 * @example
 * ```ts
 * import { AtariPreprocessing, Box, Discrete, type Environment } from 'deepq';
 *
 * // In place of a game: a screen that stays black.
 * const look = () => ({ observation: new Uint8Array(210 * 160 * 3), info: { lives: 3 } });
 * const game: Environment<Uint8Array> = {
 *   observationSpace: new Box({ low: 0, high: 255, shape: [210, 160, 3], dtype: 'uint8' }),
 *   actionSpace: new Discrete(4),
 *   reset: look,
 *   step: () => ({ ...look(), reward: 1, terminated: false, truncated: false }),
 * };
 * const environment = new AtariPreprocessing(game, { clipReward: 'sign' });
 * environment.observationSpace.shape; // [4, 84, 84]
 * environment.reset().observation.length; // 28224
 * environment.step(0).reward; // 1: the sign of 4
 * ```
 * @see Machado et al. 2018, https://arxiv.org/abs/1709.06009
 * @category Wrappers
 */
export class AtariPreprocessing extends Wrapper<Uint8Array> {
  /** Shape `[frameStack, height, width]`, or without the first, or with colours at the end. */
  declare readonly observationSpace: Box<BoxDtype>;

  /**
   * @throws {OptionsError} If an option is unknown or makes no sense, or if
   *   pictures would have to grow.
   * @throws {EnvironmentError} If `environment` has no `reset` or `step`, or
   *   its observations are no pictures.
   */
  constructor(environment: Environment<Uint8Array>, options: AtariPreprocessingOptions = {}) {
    super(partsAround(environment, options), WHERE);
  }
}

/** The wrappers that do it, around one another. */
function partsAround(
  environment: Environment<Uint8Array>,
  options: AtariPreprocessingOptions,
): Environment<Uint8Array> {
  // Refuses what is no environment in the name of this wrapper, not of a part.
  requireInside(WHERE, environment);
  rejectUnknownOptions(WHERE, options, OPTIONS, {
    'skip repeat': 'frameSkip',
    'frames stack': 'frameStack',
    screenSize: 'size',
    noops: 'noopMax',
    grayscaleObs: 'grayscale',
    episodicLife: 'terminalOnLifeLoss',
  });
  const { grayscale = 'ale', clipReward = false, terminalOnLifeLoss = false } = options;
  const noopMax = requireRepeats(`${WHERE} noopMax`, options.noopMax ?? 30, 0);
  const upTo1024 = { min: 0, max: 1024 };
  const frames = requireInteger(`${WHERE} frameStack`, options.frameStack ?? 4, upTo1024);
  const screens = {
    frameSkip: requireRepeats(`${WHERE} frameSkip`, options.frameSkip ?? 4),
    size: requireImageSize(`${WHERE} size`, options.size ?? 84),
    grayscale:
      grayscale === false
        ? null
        : requireChoice(`${WHERE} grayscale`, grayscale, GRAYSCALE_FORMULAS),
    terminalOnLifeLoss: requireBoolean(`${WHERE} terminalOnLifeLoss`, terminalOnLifeLoss),
  };
  if (screens.frameSkip > 1) refuseSkipping(WHERE, environment);
  const begun = noopMax === 0 ? environment : new NoopReset(environment, { max: noopMax });
  const seen = new AtariScreens(begun, screens);
  const paid = clipReward === false ? seen : new ClipReward(seen, { to: clipReward });
  return frames === 0 ? paid : new FrameStack(paid, { frames });
}

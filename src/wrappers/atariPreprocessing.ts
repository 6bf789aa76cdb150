import type { State } from '../state/state.ts';
import type {
  Environment,
  ResetOptions,
  ResetResult,
  RgbaImage,
  StepResult,
} from '../protocol/environment.ts';
import { EnvironmentError } from '../errors.ts';
import { GRAYSCALE_FORMULAS, type GrayscaleFormula } from '../pictures/images/grayscale.ts';
import { type ImageSize, requireImageSize } from '../pictures/images/imageSize.ts';
import type { Box, BoxDtype } from '../spaces/box.ts';
import type { Discrete } from '../spaces/discrete.ts';
import {
  rejectUnknownOptions,
  requireBoolean,
  requireChoice,
  requireInteger,
  show,
} from '../validation/options.ts';
import { AtariScreens } from './atariScreens.ts';
import { ClipReward, type RewardRange } from './clipReward.ts';
import { MAX_REPEATS, type FrameSkipRange } from '../protocol/frameSkipRange.ts';
import { FrameStack } from './frameStack.ts';
import { Inner } from './inner.ts';
import { lookInside } from './lookInside.ts';
import { NoopReset } from './noopReset.ts';

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
   * The environment inside must not skip any by itself.
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

/** What others call these options. */
const HINTS = {
  skip: 'frameSkip',
  repeat: 'frameSkip',
  frames: 'frameStack',
  stack: 'frameStack',
  screenSize: 'size',
  noops: 'noopMax',
  noopmax: 'noopMax',
  grayscaleObs: 'grayscale',
  episodicLife: 'terminalOnLifeLoss',
};

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
export class AtariPreprocessing implements Environment<Uint8Array> {
  /** The environment inside. */
  readonly environment: Environment<Uint8Array>;
  /** Shape `[frameStack, height, width]`, or without the first, or with colours at the end. */
  readonly observationSpace: Box<BoxDtype>;
  /** That of the environment inside. */
  readonly actionSpace: Discrete;
  /** The wrappers that do it, around one another. */
  readonly #inner: Inner<Uint8Array>;

  /**
   * @throws {OptionsError} If an option is unknown or makes no sense, or if
   *   pictures would have to grow.
   * @throws {EnvironmentError} If `environment` has no `reset` or `step`, or
   *   its observations are no pictures.
   */
  constructor(environment: Environment<Uint8Array>, options: AtariPreprocessingOptions = {}) {
    const where = 'AtariPreprocessing';
    rejectUnknownOptions(where, options, OPTIONS, HINTS);
    const { grayscale = 'ale', clipReward = false } = options;
    const noopMax = requireInteger(`${where} noopMax`, options.noopMax ?? 30, {
      min: 0,
      max: MAX_REPEATS,
    });
    const frames = requireInteger(`${where} frameStack`, options.frameStack ?? 4, {
      min: 0,
      max: 1024,
    });
    const screens = {
      frameSkip: requireInteger(`${where} frameSkip`, options.frameSkip ?? 4, {
        min: 1,
        max: MAX_REPEATS,
      }),
      size: requireImageSize(`${where} size`, options.size ?? 84),
      grayscale:
        grayscale === false
          ? null
          : requireChoice(`${where} grayscale`, grayscale, GRAYSCALE_FORMULAS),
      terminalOnLifeLoss: requireBoolean(
        `${where} terminalOnLifeLoss`,
        options.terminalOnLifeLoss ?? false,
      ),
    };
    // Refuses what is no environment, in the name of this wrapper.
    new Inner(where, environment);
    if (screens.frameSkip > 1) refuseSkipping(where, environment);
    const begun = noopMax === 0 ? environment : new NoopReset(environment, { max: noopMax });
    const seen = new AtariScreens(begun, screens);
    const paid = clipReward === false ? seen : new ClipReward(seen, { to: clipReward });
    const stacked = frames === 0 ? paid : new FrameStack(paid, { frames });
    this.#inner = new Inner(where, stacked);
    this.environment = environment;
    this.observationSpace = stacked.observationSpace as Box<BoxDtype>;
    this.actionSpace = environment.actionSpace;
    this.#inner.lendMethods(this);
  }

  /**
   * @throws {ValueError | ShapeError} If the picture inside is no `Uint8Array` of its size.
   * @throws {EnvironmentError} If the environment inside returns a promise or no
   *   object, or reports no lives where they are needed.
   */
  reset(options?: ResetOptions): ResetResult<Uint8Array> {
    return this.#inner.reset(options);
  }

  /**
   * @throws {UsageError} Before the first `reset`, and after the end of an
   *   episode.
   * @throws {ValueError | ShapeError} If the picture inside is no `Uint8Array` of its size.
   * @throws {EnvironmentError} If the environment inside returns a promise or no
   *   object, or reports no lives where they are needed.
   */
  step(action: number): StepResult<Uint8Array> {
    return this.#inner.step(action);
  }

  close(): void {
    this.#inner.close();
  }

  /**
   * The screens, the stream of the no-ops, and the state of the environment
   * inside. Absent where that has none.
   */
  getState?(): State;

  /** Continues from a state that `getState` returned. Absent where the environment inside has none. */
  setState?(state: State): void;

  /** The picture of the environment inside. Absent where that has none. */
  render?(): RgbaImage;
}

/** Gymnasium refuses these as well: frames would be skipped twice. */
function refuseSkipping(where: string, environment: Environment<Uint8Array>): void {
  const frameSkip = lookInside(environment, 'frameSkip') ?? 1;
  if (frameSkip === 1) return;
  throw new EnvironmentError(
    `${where} needs every single frame, but the environment inside takes frameSkip ` +
      `${showSkip(frameSkip)} itself. Make it with frameSkip: 1 (in Gymnasium: options: ` +
      '{ frameskip: 1 }), and leave the skipping to this wrapper; or give this one frameSkip: 1.',
  );
}

function showSkip(frameSkip: unknown): string {
  if (typeof frameSkip !== 'object' || frameSkip === null) return show(frameSkip);
  const { from, to } = frameSkip as Partial<FrameSkipRange>;
  return `from ${show(from)} to ${show(to)}`;
}

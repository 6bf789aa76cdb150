import { OptionsError } from '../errors.ts';
import {
  rejectUnknownOptions,
  requireBoolean,
  requireChoice,
  requireInteger,
  requireNumber,
  show,
} from '../validation/options.ts';
import { type FrameSkipRange, requireFrameSkip } from '../protocol/frameSkipRange.ts';

/**
 * What an agent sees of a game: the screen in colours, the screen in gray, or
 * the memory of the console.
 *
 * @category Atari
 */
export type AtariObservations = 'rgb' | 'grayscale' | 'ram';

/**
 * What {@link AtariEnvironment} is made from. The defaults are those of
 * `ALE/…-v5`.
 *
 * @category Atari
 */
export interface AtariEnvironmentOptions {
  /**
   * What `loadROM` of the emulator is given, before the first game. Without it
   * the emulator has its game already.
   */
  readonly rom?: string;
  /**
   * What the agent sees: shape `[height, width, 3]`, `[height, width]` or
   * `[bytes]`.
   *
   * @default 'rgb'
   */
  readonly observations?: AtariObservations;
  /**
   * How many frames each action is taken for: a whole number of at least 1, or
   * a range such as `{ from: 2, to: 4 }`, from which every step draws one.
   * `AtariPreprocessing` needs 1.
   *
   * @default 4
   */
  readonly frameSkip?: number | FrameSkipRange;
  /**
   * How likely the joystick sticks in a frame, so that the last action goes on:
   * from 0 to 1.
   *
   * @default 0.25
   */
  readonly stickyActions?: number;
  /**
   * Whether the agent has all 18 actions, not only those that do something in
   * this game.
   *
   * @default false
   */
  readonly fullActionSpace?: boolean;
  /**
   * After so many frames an episode is truncated: a whole number of at least 1,
   * or `Infinity`.
   *
   * @default 108_000, half an hour of play
   */
  readonly maxFrames?: number;
}

const OPTIONS = [
  'rom',
  'observations',
  'frameSkip',
  'stickyActions',
  'fullActionSpace',
  'maxFrames',
] as const;

/** @throws {OptionsError} If an option is unknown or out of range. */
export function resolveAtariOptions(
  options: AtariEnvironmentOptions,
): Required<Omit<AtariEnvironmentOptions, 'rom'>> & Pick<AtariEnvironmentOptions, 'rom'> {
  const where = 'AtariEnvironment';
  rejectUnknownOptions(where, options, OPTIONS, {
    game: 'const { game, ...settings } = atariSettings(…), and load the game into the emulator',
    frameskip: 'frameSkip',
    obs_type: 'observations',
    repeat_action_probability: 'stickyActions',
    full_action_space: 'fullActionSpace',
    max_num_frames_per_episode: 'maxFrames',
  });
  const { rom, observations = 'rgb', stickyActions = 0.25, maxFrames = 108_000 } = options;
  if (rom !== undefined && (typeof rom !== 'string' || rom === '')) {
    throw new OptionsError(
      `${where} rom must be what the emulator's loadROM takes, such as a path; received ${show(rom)}. ` +
        'To load bytes into ALE, pass them to aleEmulator.',
    );
  }
  const choices = ['rgb', 'grayscale', 'ram'] as const;
  return {
    ...(rom === undefined ? {} : { rom }),
    observations: requireChoice(`${where} observations`, observations, choices),
    frameSkip: requireFrameSkip(`${where} frameSkip`, options.frameSkip ?? 4),
    stickyActions: requireNumber(`${where} stickyActions`, stickyActions, { min: 0, max: 1 }),
    fullActionSpace: requireBoolean(`${where} fullActionSpace`, options.fullActionSpace ?? false),
    maxFrames:
      maxFrames === Infinity
        ? maxFrames
        : requireInteger(`${where} maxFrames`, maxFrames, { min: 1 }),
  };
}

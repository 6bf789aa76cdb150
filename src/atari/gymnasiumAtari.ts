import { OptionsError } from '../errors.ts';
import { show } from '../validation/options.ts';
import { requireFrameSkip } from '../protocol/frameSkipRange.ts';
import { atariGameTitle } from './atariGames.ts';
import type { AtariSettings } from './atariSettings.ts';

/**
 * What `gymnasium.make` of Python is given for an Atari environment.
 *
 * @category Atari
 */
export interface GymnasiumAtari {
  /** An id that Gymnasium knows once `ale_py` is registered. */
  readonly id: string;
  /** The keyword arguments, by their names in Python. */
  readonly options: {
    /** What is observed. */
    readonly obs_type: 'rgb' | 'grayscale' | 'ram';
    /** A number, or the first of a range and the one after its last. */
    readonly frameskip: number | readonly [from: number, beyond: number];
    /** The probability of a sticky action. */
    readonly repeat_action_probability: number;
    /** Whether there are all 18 actions, or those that do something. */
    readonly full_action_space: boolean;
    /** Null for none. */
    readonly max_num_frames_per_episode: number | null;
  };
}

/**
 * How to make an environment of these settings with Gymnasium itself: the
 * arguments of `gymnasium.make`. Ids with `-ram` and `Deterministic` have gone
 * from Gymnasium, but what they stood for can be had.
 *
 * @throws {OptionsError} If these are no settings.
 * @example
 * ```ts
 * import { atariSettings, gymnasiumAtari } from 'deepq/environments';
 *
 * const { id, options } = gymnasiumAtari(atariSettings('Breakout-ram-v0'));
 * id; // 'ALE/Breakout-v5'
 * options.obs_type; // 'ram'
 * options.frameskip; // [2, 5]: 2, 3 or 4
 * options.repeat_action_probability; // 0.25
 * ```
 * @category Atari
 */
export function gymnasiumAtari(settings: AtariSettings): GymnasiumAtari {
  // A program in plain JavaScript may hand in anything, such as the id itself.
  const { game } = (settings as Partial<AtariSettings> | null | undefined) ?? {};
  if (typeof game !== 'string' || game === '') {
    throw new OptionsError(
      'gymnasiumAtari(settings) needs the settings of a game, as atariSettings(id) returns them; ' +
        `received ${show(settings)}. Write gymnasiumAtari(atariSettings('Breakout-v4')).`,
    );
  }
  const frameSkip = requireFrameSkip('gymnasiumAtari frameSkip', settings.frameSkip);
  return {
    id: `ALE/${atariGameTitle(game)}-v5`,
    options: {
      obs_type: settings.observations,
      // In Python, ranges end before their last number.
      frameskip: typeof frameSkip === 'number' ? frameSkip : [frameSkip.from, frameSkip.to + 1],
      repeat_action_probability: settings.stickyActions,
      full_action_space: settings.fullActionSpace,
      max_num_frames_per_episode: settings.maxFrames === Infinity ? null : settings.maxFrames,
    },
  };
}

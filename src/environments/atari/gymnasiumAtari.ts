import { OptionsError } from '../../errors.ts';
import { atariGameTitle, atariGames } from './atariGames.ts';
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
    readonly obs_type: 'rgb' | 'grayscale' | 'ram';
    readonly repeat_action_probability: number;
    readonly full_action_space: boolean;
    /** Null for none. */
    readonly max_num_frames_per_episode: number | null;
    /** Absent where the id says it. */
    readonly frameskip?: number;
  };
}

/**
 * How to make an environment of these settings with Gymnasium itself, through
 * the bridge: the old ids with `-ram` and `Deterministic` have gone from
 * Gymnasium, but what they stood for can be had.
 *
 * @throws {OptionsError} If frames are drawn from a range other than 2 to 4,
 *   for which no id stands.
 * @example
 * ```ts
 * import { atariSettings, gymnasiumAtari } from 'deepq/environments';
 *
 * const { id, options } = gymnasiumAtari(atariSettings('BreakoutDeterministic-v4'));
 * id; // 'ALE/Breakout-v5'
 * options.frameskip; // 4
 * options.repeat_action_probability; // 0
 * ```
 * @category Atari
 */
export function gymnasiumAtari(settings: AtariSettings): GymnasiumAtari {
  const { game, frameSkip, maxFrames } = settings;
  const title = atariGameTitle(game);
  const common = {
    obs_type: settings.observations,
    repeat_action_probability: settings.stickyActions,
    full_action_space: settings.fullActionSpace,
    max_num_frames_per_episode: maxFrames === Infinity ? null : maxFrames,
  };
  if (typeof frameSkip === 'number') {
    return { id: `ALE/${title}-v5`, options: { ...common, frameskip: frameSkip } };
  }
  // Gymnasium takes a range as a tuple, which no other language can send; but
  // these ids have one.
  if (frameSkip.from === 2 && frameSkip.to === 4 && atariGames().get(title)?.legacy === true) {
    return { id: `${title}-v4`, options: common };
  }
  throw new OptionsError(
    'gymnasiumAtari(settings) needs a frameSkip of one number, or { from: 2, to: 4 } for a game ' +
      `with an id that ends with -v4; received { from: ${frameSkip.from}, to: ${frameSkip.to} } ` +
      `for '${game}'. Take a frameSkip of 1, and the wrapper FrameSkip around the environment.`,
  );
}

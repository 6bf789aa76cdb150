import { OptionsError } from '../errors.ts';
import { show, suggestion } from '../validation/options.ts';
import type { FrameSkipRange } from '../protocol/frameSkipRange.ts';
import type { AtariEnvironmentOptions } from './atariEnvironmentOptions.ts';
import { atariGames } from './atariGames.ts';

/**
 * What the id of an Atari environment stands for.
 *
 * @category Atari
 */
export interface AtariSettings extends Required<Omit<AtariEnvironmentOptions, 'rom'>> {
  /** The name of the game in ALE, and of its ROM: `'space_invaders'`. */
  readonly game: string;
}

/** After half an hour of play, all ids end an episode. */
const MAX_FRAMES = 108_000;
const STICKY = 0.25;

const PATTERN = /^(ALE\/)?([A-Z][A-Za-z0-9]*?)(-ram)?(Deterministic|NoFrameskip)?-v([045])$/;

/**
 * The settings that the id of an Atari environment stands for, in Gymnasium
 * and in the older gym:
 *
 * | id | frames of a step | sticky actions |
 * | --- | --- | --- |
 * | `ALE/Breakout-v5` | 4 | 0.25 |
 * | `Breakout-v0` | 2, 3 or 4, drawn | 0.25 |
 * | `Breakout-v4` | 2, 3 or 4, drawn | none |
 * | `BreakoutDeterministic-v0`, `-v4` | 4 (3 in Space Invaders) | 0.25, none |
 * | `BreakoutNoFrameskip-v0`, `-v4` | 1 | 0.25, none |
 *
 * With `-ram` behind the game (`Breakout-ram-v4`) observations are the memory
 * of the console. All have the actions that do something in the game, and a
 * limit of 108,000 frames.
 *
 * @throws {OptionsError} If no such environment is known.
 * @example
 * ```ts
 * import { atariSettings } from 'deepq/environments';
 *
 * const { game, frameSkip, stickyActions } = atariSettings('Assault-v0');
 * game; // 'assault'
 * frameSkip; // { from: 2, to: 4 }
 * stickyActions; // 0.25
 * ```
 * @see https://ale.farama.org/environments/
 * @category Atari
 */
export function atariSettings(id: string): AtariSettings {
  // A program in plain JavaScript may hand in anything.
  const match = typeof id === 'string' ? PATTERN.exec(id) : null;
  if (match === null) {
    throw refusal(
      id,
      "ids look like 'ALE/Breakout-v5', 'Breakout-v4', 'BreakoutDeterministic-v4', " +
        "'BreakoutNoFrameskip-v4' or 'Breakout-ram-v0'",
    );
  }
  const [, namespace, title, ram, variant, version] = match;
  const games = atariGames();
  const found = games.get(title!);
  if (found === undefined) {
    const known = [...games.keys()];
    throw refusal(id, `no game is called '${title!}'${suggestion(title!, known)}`);
  }
  const isV5 = version === '5';
  if (isV5 !== (namespace !== undefined) || (isV5 && variant !== undefined)) {
    throw refusal(
      id,
      `'ALE/' and -v5 belong together, and have no ${variant ?? 'Deterministic or NoFrameskip'}: ` +
        `write 'ALE/${title!}${ram ?? ''}-v5', or '${title!}${ram ?? ''}${variant ?? ''}-v4'`,
    );
  }
  if (!isV5 && !found.legacy) {
    throw refusal(id, `this game has no -v${version!}; write 'ALE/${title!}${ram ?? ''}-v5'`);
  }
  return {
    game: found.game,
    observations: ram === undefined ? 'rgb' : 'ram',
    frameSkip: isV5 ? 4 : frameSkipOf(variant, found.game),
    stickyActions: version === '4' ? 0 : STICKY,
    fullActionSpace: false,
    maxFrames: MAX_FRAMES,
  };
}

function frameSkipOf(variant: string | undefined, game: string): number | FrameSkipRange {
  if (variant === 'NoFrameskip') return 1;
  // With 4, the shots of the invaders, which blink, would never be seen.
  if (variant === 'Deterministic') return game === 'space_invaders' ? 3 : 4;
  return { from: 2, to: 4 };
}

function refusal(id: unknown, why: string): OptionsError {
  return new OptionsError(`atariSettings(id) knows no environment ${show(id)}: ${why}.`);
}

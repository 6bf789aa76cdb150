import { EnvironmentError } from '../errors.ts';
import { show } from '../validation/options.ts';
import type { Info } from './environment.ts';

/**
 * The lives left, as games report them in `info.lives`.
 *
 * @param where - Who needs them, for messages.
 * @throws {EnvironmentError} If none are reported.
 */
export function livesOf(where: string, info: Info): number {
  // Programs in plain JavaScript may report nothing at all.
  const lives = (info as Info | undefined)?.['lives'];
  if (typeof lives === 'number') return lives;
  throw new EnvironmentError(
    `${where} needs the lives left as a number in info.lives of every reset and step; received ` +
      `${show(lives)}. Report them in the environment, or leave out what counts lives.`,
  );
}

/**
 * The number of the frame in its episode, as `AtariEnvironment` reports it, or
 * Gymnasium; NaN where none is reported.
 */
export function frameOf(info: Info | undefined): number {
  return Number(info?.['episodeFrames'] ?? info?.['episode_frame_number']);
}

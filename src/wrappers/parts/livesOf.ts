import type { Info } from '../../protocol/environment.ts';
import { EnvironmentError } from '../../errors.ts';
import { show } from '../../validation/options.ts';

/**
 * The lives left, as an environment reports them in `info.lives`.
 *
 * @throws {EnvironmentError} If it reports none.
 */
export function livesOf(wrapper: string, info: Info): number {
  // Programs in plain JavaScript may report nothing at all.
  const lives = (info as Info | undefined)?.['lives'];
  if (typeof lives === 'number') return lives;
  throw new EnvironmentError(
    `${wrapper} needs the lives left as a number in info.lives of every reset and step; received ` +
      `${show(lives)}. Report them in the environment, or leave out what counts lives.`,
  );
}

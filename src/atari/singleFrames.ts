import { EnvironmentError } from '../errors.ts';
import type { Environment, Info } from '../protocol/environment.ts';
import { showFrameSkip } from '../protocol/frameSkipRange.ts';
import { frameOf } from '../protocol/gameFacts.ts';
import { lookInside } from '../protocol/lookInside.ts';

/**
 * Throws where an environment says that it skips frames by itself: they would
 * be skipped twice. Gymnasium refuses these as well.
 *
 * @throws {EnvironmentError}
 */
export function refuseSkipping(wrapper: string, environment: Environment): void {
  const frameSkip = lookInside(environment, 'frameSkip') ?? 1;
  if (frameSkip !== 1)
    throw skipsFrames(wrapper, `takes frameSkip ${showFrameSkip(frameSkip)} itself`);
}

/**
 * Watches that every step is a single frame, by the number of the frame that
 * games report in `info`: also where the game is inside of what nobody can
 * look into.
 */
export class FrameCounter {
  readonly #wrapper: string;
  #frame = Number.NaN;

  constructor(wrapper: string) {
    this.#wrapper = wrapper;
  }

  /** Begins with the frame of a `reset`; with none after a state was loaded. */
  begin(info?: Info): void {
    this.#frame = frameOf(info);
  }

  /** @throws {EnvironmentError} If a step took more than one frame. */
  requireNext(info: Info): void {
    const frame = frameOf(info);
    const taken = frame - this.#frame;
    this.#frame = frame;
    // NaN where none is reported.
    if (taken > 1) throw skipsFrames(this.#wrapper, `took ${taken} frames in one step`);
  }
}

function skipsFrames(wrapper: string, what: string): EnvironmentError {
  return new EnvironmentError(
    `${wrapper} needs every single frame, but the environment inside ${what}. Make it with ` +
      'frameSkip: 1 (in Gymnasium: options: { frameskip: 1 }), and leave the skipping to this ' +
      'wrapper; or give this one frameSkip: 1.',
  );
}

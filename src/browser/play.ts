import { OptionsError } from '../errors.ts';
import type { AsyncEnvironment, Environment } from '../protocol/environment.ts';
import { watch } from '../live/watch.ts';
import type { WatchedEpisode } from '../live/watchFrame.ts';
import type { WatchOptions } from '../live/watchOptions.ts';
import { requireSignal } from '../training/requireParts.ts';
import { requireFunction } from '../validation/options.ts';
import { drawFrame } from './drawFrame.ts';
import { Keyboard } from './keyboard.ts';
import type { Keymap } from './keymaps.ts';

/**
 * Options of {@link play}: those of `watch`, and how to play.
 *
 * @category Playing
 */
export interface PlayOptions extends Omit<WatchOptions, 'explore' | 'onFrame'> {
  /** Which keys do what, such as `keymaps['CartPole-v1']`. */
  readonly keymap: Keymap;
  /**
   * Where the environment is drawn. One of `canvas` and `onFrame` is needed; both may be given.
   *
   * @default nowhere
   */
  readonly canvas?: HTMLCanvasElement | OffscreenCanvas;
  /**
   * Shows a frame, as that of `watch`.
   *
   * @default none
   */
  readonly onFrame?: WatchOptions['onFrame'];
  /**
   * Where keys are listened to.
   *
   * @default the whole page
   */
  readonly target?: EventTarget;
}

/**
 * Has a person play by the keyboard.
 *
 * @returns The episodes that came to their end, also where the signal came before the last.
 * @throws {OptionsError} If an option is unknown or out of range, or there is nowhere to draw.
 * @throws {UsageError | EnvironmentError} As `watch`.
 * @example
 * ```ts no-run
 * import { keymaps, play } from 'deepq/browser';
 * import { makeEnvironment } from 'deepq/environments';
 *
 * const [episode] = await play(makeEnvironment('CartPole-v1'), {
 *   keymap: keymaps['CartPole-v1'],
 *   canvas: document.querySelector('canvas')!,
 * });
 * console.log(episode!.return);
 * ```
 * @category Playing
 */
export async function play(
  environment: Environment | AsyncEnvironment,
  options: PlayOptions,
): Promise<readonly WatchedEpisode[]> {
  const { keymap, canvas, onFrame, target, ...rest } = (Object(options) ?? {}) as PlayOptions;
  if (!canvas && !onFrame) {
    throw new OptionsError(
      'play(environment, options) needs canvas or onFrame, to show what is played: ' +
        "{ keymap: keymaps['CartPole-v1'], canvas }.",
    );
  }
  const { signal } = rest;
  if (signal !== undefined) requireSignal(signal);
  if (onFrame !== undefined) requireFunction('onFrame', onFrame);
  const keyboard = new Keyboard(keymap, target);
  const close = (): void => keyboard.close();
  rest.signal?.addEventListener('abort', close);
  try {
    return await watch(keyboard, environment, {
      ...rest,
      async onFrame(frame) {
        if (canvas) drawFrame(canvas, frame.image);
        await onFrame?.(frame);
      },
    });
  } finally {
    rest.signal?.removeEventListener('abort', close);
    keyboard.close();
  }
}

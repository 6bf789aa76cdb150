import type { Actor } from '../agents/agent.ts';
import { OptionsError, UsageError } from '../errors.ts';
import type { AsyncEnvironment, Environment } from '../protocol/environment.ts';
import { watch } from '../live/watch.ts';
import type { WatchedEpisode } from '../live/watchFrame.ts';
import { watchOptionNames, type WatchOptions } from '../live/watchOptions.ts';
import { requireSignal } from '../training/requireParts.ts';
import { rejectUnknownOptions, requireFunction, show } from '../validation/options.ts';
import { drawFrame } from './drawFrame.ts';
import { HeldActions } from './heldActions.ts';
import { firstAction, KeyListener, requireKeymap } from './keyListener.ts';
import type { Keymap } from './keymaps.ts';
import { requireTouchmap, TouchListener } from './touchListener.ts';
import type { Touchmap } from './touchmaps.ts';

/**
 * Options of {@link play}: those of `watch`, and how to play.
 *
 * @category Playing
 */
export interface PlayOptions extends Omit<WatchOptions, 'explore' | 'onFrame'> {
  /**
   * Which keys do what, such as `keymaps['CartPole-v1']`. One of `keymap` and `touchmap` is needed;
   * both may be given.
   *
   * @default keys do nothing
   */
  readonly keymap?: Keymap;
  /**
   * Which places of `canvas` do what when they are touched, such as `touchmaps['CartPole-v1']`, for devices
   * without keys. With both maps, that of keys says what is done while nothing is held. The canvas
   * must be one of the page.
   *
   * @default touches do nothing
   */
  readonly touchmap?: Touchmap;
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
   * Where the keys of `keymap` are listened to.
   *
   * @default the whole page
   */
  readonly target?: EventTarget;
}

/**
 * Has a person play by the keyboard, by touches of the canvas, or by both.
 *
 * @returns The episodes that came to their end, also where the signal came before the last.
 * @throws {OptionsError} If an option is unknown or out of range, or there is nowhere to draw, or
 *   nothing to play by.
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
  const { keymap, touchmap, canvas, onFrame, target, ...rest } = (Object(options) ??
    {}) as PlayOptions;
  if (!canvas && !onFrame) {
    throw new OptionsError(
      'play(environment, options) needs canvas or onFrame, to show what is played: ' +
        "{ keymap: keymaps['CartPole-v1'], canvas }.",
    );
  }
  // All of `watch` but whether the agent explores: a person plays.
  const ofWatch = watchOptionNames.filter((name) => name !== 'explore');
  rejectUnknownOptions('play', options, ['keymap', 'touchmap', 'canvas', 'target', ...ofWatch]);
  const { signal } = rest;
  if (signal !== undefined) requireSignal(signal);
  if (onFrame !== undefined) requireFunction('onFrame', onFrame);
  const actions = new HeldActions(...howItBegins(options, environment));
  const person: Actor = {
    reads: 'async',
    act() {
      throw new UsageError('A person answers later; call actAsync.');
    },
    actAsync: (_, choice = {}) => actions.wait(choice),
  };
  const listeners: { close(): void }[] = [];
  const close = (): void => {
    for (const listener of listeners) listener.close();
    actions.close();
  };
  rest.signal?.addEventListener('abort', close);
  try {
    if (keymap) listeners.push(new KeyListener(keymap, target ?? globalThis, actions));
    // An OffscreenCanvas is refused there.
    if (touchmap) {
      listeners.push(new TouchListener(touchmap, canvas as HTMLElement, actions, 'canvas'));
    }
    return await watch(person, environment, {
      ...rest,
      async onFrame(frame) {
        if (canvas) drawFrame(canvas, frame.image);
        await onFrame?.(frame);
      },
    });
  } finally {
    rest.signal?.removeEventListener('abort', close);
    close();
  }
}

/**
 * What is done while nothing is held, and what is repeated before the first choice.
 *
 * @throws {OptionsError} If a map is none, means an action that there is not, or both are missing.
 */
function howItBegins(
  { keymap, touchmap, target }: PlayOptions,
  environment: Environment | AsyncEnvironment,
): ConstructorParameters<typeof HeldActions> {
  if (touchmap !== undefined) {
    requireTouchmap(touchmap);
    requireActions('touchmap', [touchmap.idle], environment);
  }
  if (keymap !== undefined) {
    requireKeymap(keymap);
    requireActions('keymap', [...Object.values(keymap.keys), keymap.idle], environment);
    return [keymap.idle, firstAction(keymap)];
  }
  if (touchmap === undefined) {
    throw new OptionsError(
      'play(environment, options) needs keymap or touchmap, to play by; received neither. Write ' +
        "{ keymap: keymaps['CartPole-v1'], canvas }, or touchmap: touchmaps['CartPole-v1'], or both.",
    );
  }
  if (target !== undefined) {
    throw new OptionsError(
      `target is where the keys of keymap are listened to; received ${show(target)} and no keymap. ` +
        'Leave target out: touches are those of canvas.',
    );
  }
  return [touchmap.idle, null];
}

/** @throws {OptionsError} If a map means an action that there is not. */
function requireActions(
  name: string,
  actions: readonly (number | string)[],
  environment: Environment | AsyncEnvironment,
): void {
  // What is no environment is refused where it is watched.
  const { actionSpace } = Object(environment) as Partial<Environment>;
  const given: unknown = actionSpace?.n;
  const n = typeof given === 'number' ? given : Infinity;
  for (const action of actions) {
    if (typeof action === 'string' || action < n) continue;
    throw new OptionsError(
      `${name} has the action ${action}; the environment has ${n} actions, from 0 to ${n - 1}.`,
    );
  }
}

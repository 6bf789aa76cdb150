import type { ActOptions, Actor } from '../agents/agent.ts';
import { UsageError } from '../errors.ts';
import type { Observation } from '../spaces/space.ts';
import { HeldActions } from './heldActions.ts';
import { firstAction, KeyListener, requireKeymap } from './keyListener.ts';
import type { Keymap } from './keymaps.ts';

/**
 * A person at the keyboard, in the place of an agent: `watch(keyboard, environment, …)` has
 * them play. Keys of the map do nothing else in the page meanwhile; what is typed into a field,
 * or together with Ctrl, Alt or Meta, goes where it went. Shift and Caps Lock make no difference.
 * Keys for actions that are not allowed are passed over.
 *
 * @example
 * ```ts no-run
 * import { Keyboard, keymaps } from 'deepq/browser';
 * import { makeEnvironment } from 'deepq/environments';
 *
 * const environment = makeEnvironment('LunarLander-v3', { planck: await import('planck') });
 * const keyboard = new Keyboard(keymaps['LunarLander-v3']);
 * const { observation } = environment.reset();
 * environment.step(keyboard.act(observation)); // the engine of the key that is held
 * keyboard.close();
 * ```
 * @category Playing
 */
export class Keyboard implements Actor {
  /** A person answers in their own time, where the map says `'wait'`. */
  readonly reads = 'async' as const;
  readonly #actions: HeldActions;
  readonly #listener: KeyListener;

  /**
   * @param target - Where keys are listened to.
   * @throws {OptionsError} If the map is none.
   */
  constructor(keymap: Keymap, target: EventTarget = globalThis) {
    requireKeymap(keymap);
    this.#actions = new HeldActions(keymap.idle, firstAction(keymap));
    this.#listener = new KeyListener(keymap, target, this.#actions);
  }

  /** @throws {UsageError} Where the map says `'wait'`, and no key is pressed. */
  act(_: Observation, options: ActOptions = {}): number {
    const action = this.#actions.choose(options);
    if (action !== null) return action;
    throw new UsageError('The keyboard waits for a key; call actAsync, as watch and play do.');
  }

  /** Waits for a key where the map says so. After `close` it no longer does. */
  actAsync(_: Observation, options: ActOptions = {}): Promise<number> {
    return this.#actions.wait(options);
  }

  /** Listens no more. */
  close(): void {
    this.#listener.close();
    this.#actions.close();
  }
}

import type { ActionMask } from '../protocol/actionMask.ts';
import { checkActOptions } from '../agents/checkActOptions.ts';
import type { ActOptions, Actor } from '../agents/agent.ts';
import { OptionsError, UsageError, ValueError } from '../errors.ts';
import { isAllowed } from '../protocol/allowedActions.ts';
import type { Observation } from '../spaces/space.ts';
import { show } from '../validation/show.ts';
import { keyName, otherCase, type NamedKey } from './keyName.ts';
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
  readonly #keymap: Keymap;
  readonly #target: EventTarget;
  /** Keys that are held, the last one at the end: where they are, and their names in the map. */
  readonly #held: { readonly code: string; readonly name: string }[] = [];
  /** The key that was pressed since the last choice: a short press counts, too. */
  #pressed: string | null = null;
  #last: number;
  /** Ends the wait for a key. */
  #wake: (() => void) | null = null;
  #isClosed = false;

  /**
   * @param target - Where keys are listened to.
   * @throws {OptionsError} If the map is none.
   */
  constructor(keymap: Keymap, target: EventTarget = globalThis) {
    this.#keymap = requireKeymap(keymap);
    requireTarget(target);
    this.#target = target;
    this.#last = Object.values(keymap.keys)[0] as number;
    target.addEventListener('keydown', this.#down);
    target.addEventListener('keyup', this.#up);
    target.addEventListener('blur', this.#leave);
  }

  /** @throws {UsageError} Where the map says `'wait'`, and no key is pressed. */
  act(_: Observation, options: ActOptions = {}): number {
    const actionMask = maskOf(options);
    const action = this.#choose(actionMask);
    if (action !== null) return action;
    throw new UsageError('The keyboard waits for a key; call actAsync, as watch and play do.');
  }

  /** Waits for a key where the map says so. After `close` it no longer does. */
  async actAsync(_: Observation, options: ActOptions = {}): Promise<number> {
    const actionMask = maskOf(options);
    for (;;) {
      const action = this.#choose(actionMask);
      if (action !== null) return action;
      if (this.#isClosed) return this.#last;
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  /** Listens no more. */
  close(): void {
    this.#isClosed = true;
    this.#target.removeEventListener('keydown', this.#down);
    this.#target.removeEventListener('keyup', this.#up);
    this.#target.removeEventListener('blur', this.#leave);
    this.#wake?.();
  }

  /** The action of the key; null where there is none, and the map says to wait. */
  #choose(actionMask: ActionMask | undefined): number | null {
    const { keys, idle } = this.#keymap;
    const isTurn = idle === 'wait';
    const candidates = [
      this.#pressed,
      ...(isTurn ? [] : this.#held.map(({ name }) => name).toReversed()),
    ];
    this.#pressed = null;
    const byKey = candidates.map((key) => (key === null ? null : (keys[key] as number)));
    const wanted = [...byKey, isTurn ? null : idle === 'repeat' ? this.#last : idle];
    const action = wanted.find((one) => one !== null && isAllowed(actionMask, one)) ?? null;
    if (action !== null) this.#last = action;
    else if (!isTurn) return firstAllowed(actionMask);
    return action;
  }

  readonly #down = (event: Event): void => {
    const { key, code, ctrlKey, altKey, metaKey, target } = event as KeyboardEvent;
    const name = this.#nameOf({ key, code });
    if (name === null || ctrlKey || altKey || metaKey || isField(target)) return;
    event.preventDefault();
    this.#pressed = name;
    if (!this.#held.some((one) => one.name === name)) this.#held.push({ code, name });
    this.#wake?.();
  };

  /** Its name may be another one by now, as Shift came or went; where the key is, is the same. */
  readonly #up = (event: Event): void => {
    const { key, code } = event as KeyboardEvent;
    const name = this.#nameOf({ key, code });
    const at = this.#held.findIndex((one) =>
      code === '' || one.code === '' ? one.name === name : one.code === code,
    );
    if (at >= 0) this.#held.splice(at, 1);
  };

  #nameOf(key: NamedKey): string | null {
    return keyName(key, (name) => Object.hasOwn(this.#keymap.keys, name));
  }

  /** A key that is let go in another window is never told. */
  readonly #leave = (): void => {
    this.#held.length = 0;
  };
}

/** @throws {ValueError} If the mask allows nothing. */
function maskOf(options: ActOptions): ActionMask | undefined {
  checkActOptions(options);
  const mask: unknown = options.actionMask;
  if (mask === undefined) return undefined;
  const isList = Array.isArray(mask) || ArrayBuffer.isView(mask);
  if (isList && Array.from(mask as ActionMask).some((allowed) => Boolean(allowed))) {
    return mask as ActionMask;
  }
  throw new ValueError(
    'actionMask must have an element for each action, 0 where it is not allowed, and allow one at least; ' +
      `received ${show(mask)}.`,
  );
}

function firstAllowed(actionMask: ActionMask | undefined): number {
  return actionMask ? Array.from(actionMask).findIndex((allowed) => allowed !== 0) : 0;
}

function isField(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || /^(input|select|textarea)$/i.test(target.tagName))
  );
}

function requireTarget(target: EventTarget): void {
  const { addEventListener, removeEventListener } = Object(target) as Partial<EventTarget>;
  if (typeof addEventListener === 'function' && typeof removeEventListener === 'function') return;
  throw new OptionsError(
    'target must be something that keys can be listened to at, such as an element of the page, or left out; ' +
      `received ${show(target)}.`,
  );
}

function requireKeymap(keymap: Keymap): Keymap {
  const { keys, idle } = Object(keymap) as Partial<Keymap>;
  const isAction = (action: unknown): boolean => Number.isInteger(action) && Number(action) >= 0;
  const actions = Object.values(Object(keys) as object);
  const isIdle = isAction(idle) || idle === 'repeat' || idle === 'wait';
  if (actions.length > 0 && actions.every(isAction) && isIdle) {
    requireOneActionALetter(keymap.keys);
    return keymap;
  }
  throw new OptionsError(
    'A keymap needs keys with their actions, and what to do without one, such as { keys: { ArrowLeft: 0, ' +
      `ArrowRight: 1 }, idle: 'repeat' }; received ${show(keymap)}. keymaps has those of the library's ` +
      'environments.',
  );
}

/** One key cannot mean two actions: Shift and Caps Lock make no difference. */
function requireOneActionALetter(keys: Keymap['keys']): void {
  for (const [key, action] of Object.entries(keys)) {
    const other = otherCase(key);
    if (other === undefined || !Object.hasOwn(keys, other) || keys[other] === action) continue;
    throw new OptionsError(
      `keymap.keys has ${show(key)} for the action ${action}, and ${show(other)} for ${keys[other]}. These ` +
        'are one key, with Shift and without; give it one of them, or another key to the second action.',
    );
  }
}

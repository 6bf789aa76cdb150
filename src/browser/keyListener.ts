import { OptionsError } from '../errors.ts';
import { show } from '../validation/show.ts';
import { isAction, isIdle, type HeldActions } from './heldActions.ts';
import { keyName, otherCase, type NamedKey } from './keyName.ts';
import type { Keymap } from './keymaps.ts';
import { requireTarget } from './requireTarget.ts';

/** Listens to keys, and tells what of a map is held. */
export class KeyListener {
  readonly #keymap: Keymap;
  readonly #target: EventTarget;
  readonly #actions: HeldActions;
  /** Keys that are held: where they are, and their names in the map. */
  readonly #held: { readonly code: string; readonly name: string }[] = [];

  /** @throws {OptionsError} If events cannot be listened to at the target. */
  constructor(keymap: Keymap, target: EventTarget, actions: HeldActions) {
    requireTarget('target', 'keys', target);
    this.#keymap = keymap;
    this.#target = target;
    this.#actions = actions;
    target.addEventListener('keydown', this.#down);
    target.addEventListener('keyup', this.#up);
    target.addEventListener('blur', this.#leave);
  }

  /** Listens no more. */
  close(): void {
    this.#target.removeEventListener('keydown', this.#down);
    this.#target.removeEventListener('keyup', this.#up);
    this.#target.removeEventListener('blur', this.#leave);
  }

  readonly #down = (event: Event): void => {
    const { key, code, ctrlKey, altKey, metaKey } = event as KeyboardEvent;
    const name = this.#nameOf({ key, code });
    if (name === null || ctrlKey || altKey || metaKey || isInField(event)) return;
    event.preventDefault();
    if (!this.#held.some((one) => one.name === name)) this.#held.push({ code, name });
    this.#actions.press(name, this.#keymap.keys[name] as number);
  };

  /** Its name may be another one by now, as Shift came or went; where the key is, is the same. */
  readonly #up = (event: Event): void => {
    const { key, code } = event as KeyboardEvent;
    const name = this.#nameOf({ key, code });
    const at = this.#held.findIndex((one) =>
      code === '' || one.code === '' ? one.name === name : one.code === code,
    );
    for (const one of this.#held.splice(at, at < 0 ? 0 : 1)) this.#actions.release(one.name);
  };

  #nameOf(key: NamedKey): string | null {
    return keyName(key, (name) => Object.hasOwn(this.#keymap.keys, name));
  }

  /** A key that is let go in another window is never told. */
  readonly #leave = (): void => {
    for (const { name } of this.#held.splice(0)) this.#actions.release(name);
  };
}

/** Whether it is typed into a field, be it one inside a custom element, or of another frame. */
function isInField(event: Event): boolean {
  const { isContentEditable, tagName } = Object(event.composedPath()[0]) as Partial<HTMLElement>;
  return isContentEditable === true || /^(input|select|textarea)$/i.test(tagName ?? '');
}

/** What is repeated before a key was pressed. */
export function firstAction({ keys }: Keymap): number {
  return Object.values(keys)[0] as number;
}

/** @throws {OptionsError} If it is none. */
export function requireKeymap(keymap: Keymap): void {
  const { keys, idle } = Object(keymap) as Partial<Keymap>;
  const actions = Object.values(Object(keys) as object);
  if (actions.length > 0 && actions.every(isAction) && isIdle(idle)) {
    requireOneActionALetter(keymap.keys);
    return;
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

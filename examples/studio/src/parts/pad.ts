import type { World } from '../worlds/world.ts';
import { h } from './dom.ts';

/** What a person presses: keys of the keyboard, or the buttons of the pad. */
export interface PadListener {
  /** An action begins; null when the last key is let go. */
  held(action: number | null): void;
  /** An action was pressed: for worlds that wait for it. */
  pressed(action: number): void;
}

/** Buttons for the actions of a world, and the keys that do the same. */
export class Pad {
  readonly element: HTMLElement;
  readonly #world: World;
  readonly #listener: PadListener;
  readonly #down: number[] = [];
  #isOn = false;

  constructor(world: World, listener: PadListener) {
    this.#world = world;
    this.#listener = listener;
    const buttons = world.actions.map(({ name, sign, key }, action) => {
      const button = h('button', { type: 'button', class: 'pad-button' }, sign);
      button.setAttribute('aria-label', `${name} (key ${key.replace('Arrow', 'arrow ')})`);
      button.title = name;
      button.addEventListener('pointerdown', () => this.#press(action));
      for (const up of ['pointerup', 'pointerleave', 'pointercancel'] as const) {
        button.addEventListener(up, () => this.#release(action));
      }
      // Enter and Space click without a pointer.
      button.addEventListener('click', (event) => {
        if (event.detail !== 0) return;
        this.#press(action);
        setTimeout(() => this.#release(action), 150);
      });
      return button;
    });
    this.element = h('div', { class: 'pad', role: 'group', 'aria-label': 'Actions' }, ...buttons);
  }

  /** Whether keys are listened to. */
  set isOn(isOn: boolean) {
    if (isOn === this.#isOn) return;
    this.#isOn = isOn;
    this.element.hidden = !isOn;
    const change = isOn ? 'addEventListener' : 'removeEventListener';
    window[change]('keydown', this.#keyDown as EventListener);
    window[change]('keyup', this.#keyUp as EventListener);
    window[change]('blur', this.#leave);
    this.#down.length = 0;
  }

  readonly #keyDown = (event: KeyboardEvent): void => {
    const action = this.#actionOf(event);
    if (action < 0 || event.ctrlKey || event.metaKey || event.altKey) return;
    // Arrow keys would scroll the page, or move a slider.
    event.preventDefault();
    if (!event.repeat) this.#press(action);
  };

  readonly #keyUp = (event: KeyboardEvent): void => {
    const action = this.#actionOf(event);
    if (action >= 0) this.#release(action);
  };

  /** Of a window that is left no key is heard when it is let go. */
  readonly #leave = (): void => {
    this.#down.length = 0;
    this.#listener.held(null);
  };

  #actionOf({ key, target }: KeyboardEvent): number {
    // Fields, choices and tabs have uses of their own for arrow keys.
    const isField = target instanceof Element && target.matches('select, input, [role=tab]');
    if (isField) return -1;
    // With Shift or Caps Lock the key `i` is `I`.
    const name = key.length === 1 ? key.toLowerCase() : key;
    return this.#world.actions.findIndex((action) => action.key === name);
  }

  #press(action: number): void {
    this.#down.push(action);
    this.#listener.held(action);
    this.#listener.pressed(action);
  }

  #release(action: number): void {
    const at = this.#down.indexOf(action);
    if (at < 0) return;
    this.#down.splice(at, 1);
    this.#listener.held(this.#down.at(-1) ?? null);
  }
}

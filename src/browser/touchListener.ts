import { OptionsError, ValueError } from '../errors.ts';
import { show } from '../validation/show.ts';
import type { HeldActions } from './heldActions.ts';
import { requireTarget } from './requireTarget.ts';
import type { TouchMap } from './touchmaps.ts';

/** Listens to touches of an element, and tells which actions of a map are held. */
export class TouchListener {
  readonly #map: TouchMap;
  readonly #element: HTMLElement;
  readonly #actions: HeldActions;
  /** What the element's style said before. */
  readonly #touchAction: string;
  /** The action of each pointer that is down; null where it is on none. */
  readonly #down = new Map<number, number | null>();

  /** @throws {OptionsError} If it is no element. */
  constructor(map: TouchMap, element: HTMLElement, actions: HeldActions) {
    requireElement(element);
    this.#map = map;
    this.#element = element;
    this.#actions = actions;
    this.#touchAction = element.style.touchAction;
    element.style.touchAction = 'none';
    element.addEventListener('pointerdown', this.#press);
    element.addEventListener('pointermove', this.#move);
    element.addEventListener('pointerup', this.#release);
    element.addEventListener('pointercancel', this.#release);
    element.addEventListener('lostpointercapture', this.#release);
    element.addEventListener('contextmenu', this.#stay);
  }

  /** Listens no more. */
  close(): void {
    const element = this.#element;
    element.style.touchAction = this.#touchAction;
    element.removeEventListener('pointerdown', this.#press);
    element.removeEventListener('pointermove', this.#move);
    element.removeEventListener('pointerup', this.#release);
    element.removeEventListener('pointercancel', this.#release);
    element.removeEventListener('lostpointercapture', this.#release);
    element.removeEventListener('contextmenu', this.#stay);
  }

  readonly #press = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    const { pointerId } = event;
    const action = this.#actionOf(event);
    this.#down.set(pointerId, action);
    if (action !== null) this.#actions.press(String(pointerId), action);
    // Where it is let go is told also outside the element.
    if (event.isTrusted) this.#element.setPointerCapture(pointerId);
  };

  readonly #move = (event: PointerEvent): void => {
    const { pointerId } = event;
    if (!this.#down.has(pointerId)) return;
    const action = this.#actionOf(event);
    if (action === this.#down.get(pointerId)) return;
    this.#down.set(pointerId, action);
    this.#actions.slide(String(pointerId), action);
  };

  readonly #release = ({ pointerId }: PointerEvent): void => {
    this.#down.delete(pointerId);
    this.#actions.release(String(pointerId));
  };

  /** A long touch opens no menu. */
  readonly #stay = (event: Event): void => {
    if (this.#down.size > 0) event.preventDefault();
  };

  /** The action of the place, or null; outside the element that of its nearest place. */
  #actionOf({ clientX, clientY }: PointerEvent): number | null {
    const { left, top, width, height } = this.#element.getBoundingClientRect();
    if (!(width > 0 && height > 0)) return null;
    const share = (at: number): number => Math.min(1, Math.max(0, at));
    const action: unknown = this.#map.actionAt(
      share((clientX - left) / width),
      share((clientY - top) / height),
    );
    if (action === null || isAction(action)) return action;
    throw new ValueError(
      `actionAt(x, y) of a touch map must return an action, a whole number of at least 0, or null; received ${show(action)}.`,
    );
  }
}

const isAction = (given: unknown): given is number => Number.isInteger(given) && Number(given) >= 0;

function requireElement(element: HTMLElement): void {
  requireTarget('element', 'touches', element);
  const { getBoundingClientRect, style } = element as Partial<HTMLElement>;
  if (typeof getBoundingClientRect === 'function' && style) return;
  throw new OptionsError(
    'element must be an element of the page, such as the canvas that is drawn on; an OffscreenCanvas is none. ' +
      `Received ${show(element)}.`,
  );
}

/** @throws {OptionsError} If it is none. */
export function requireTouchMap(map: TouchMap): void {
  const { actionAt, idle } = Object(map) as Partial<TouchMap>;
  const isIdle = isAction(idle) || idle === 'repeat' || idle === 'wait';
  if (typeof actionAt === 'function' && isIdle) return;
  throw new OptionsError(
    'A touch map needs the action of each place, and what to do while none is touched, such as ' +
      "{ actionAt: (x, y) => (x < 0.5 ? 0 : 1), idle: 'repeat' }; received " +
      `${show(map)}. touchmaps has those of the library's environments.`,
  );
}

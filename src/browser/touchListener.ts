import { OptionsError, ValueError } from '../errors.ts';
import { show } from '../validation/show.ts';
import { isAction, isIdle, type HeldActions } from './heldActions.ts';
import { requireTarget } from './requireTarget.ts';
import type { Touchmap } from './touchmaps.ts';

/** Listens to touches of an element, and tells which actions of a map are held. */
export class TouchListener {
  readonly #map: Touchmap;
  readonly #element: HTMLElement;
  readonly #actions: HeldActions;
  readonly #closed = new AbortController();
  /** The action of each pointer that is down; null where it is on none. */
  readonly #down = new Map<number, number | null>();

  /**
   * @param name - What the caller knows the element as.
   * @throws {OptionsError} If it is no element.
   */
  constructor(map: Touchmap, element: HTMLElement, actions: HeldActions, name = 'element') {
    requireElement(name, element);
    this.#map = map;
    this.#element = element;
    this.#actions = actions;
    const { signal } = this.#closed;
    element.addEventListener('pointerdown', this.#press, { signal });
    element.addEventListener('pointermove', this.#move, { signal });
    element.addEventListener('lostpointercapture', this.#release, { signal });
    // An element that is taken out of the page is not told any more; the page is.
    const targets: readonly GlobalEventHandlers[] = [element, element.ownerDocument];
    for (const target of targets) {
      target.addEventListener('pointerup', this.#release, { signal });
      target.addEventListener('pointercancel', this.#release, { signal });
    }
    element.addEventListener('contextmenu', this.#stay, { signal });
    element.addEventListener('dragstart', this.#stay, { signal });
    // The page does not scroll. The element's style is left alone: others may set it, too.
    element.addEventListener('touchstart', this.#stay, { signal, passive: false });
  }

  /** Listens no more. */
  close(): void {
    this.#closed.abort();
  }

  readonly #press = (event: PointerEvent): void => {
    if (event.button === MAIN_BUTTON) this.#begin(event);
  };

  #begin(event: PointerEvent): void {
    const { pointerId } = event;
    const action = this.#actionOf(event);
    const id = idOf(event);
    // How it was let go before may not have been told.
    this.#actions.release(id);
    this.#down.set(pointerId, action);
    if (action !== null) this.#actions.press(id, action);
    // Where it is let go is told also outside the element.
    if (event.isTrusted) this.#element.setPointerCapture(pointerId);
  }

  readonly #move = (event: PointerEvent): void => {
    const { pointerId, button, buttons } = event;
    // While another button of a mouse is down, this one comes and goes as a move.
    if (button === MAIN_BUTTON) {
      if (isMainDown(buttons)) this.#begin(event);
      else this.#release(event);
      return;
    }
    if (!this.#down.has(pointerId)) return;
    const action = this.#actionOf(event);
    if (action === this.#down.get(pointerId)) return;
    this.#down.set(pointerId, action);
    this.#actions.slide(idOf(event), action);
  };

  readonly #release = (event: PointerEvent): void => {
    if (this.#down.delete(event.pointerId)) this.#actions.release(idOf(event));
  };

  /** A long touch opens no menu, a picture is not dragged away, and the page does not scroll. */
  readonly #stay = (event: Event): void => {
    if (this.#down.size > 0 && event.cancelable) event.preventDefault();
  };

  /** The action of the place, or null; outside the element that of its nearest place. */
  #actionOf({ clientX, clientY }: PointerEvent): number | null {
    const { left, top, width, height } = this.#element.getBoundingClientRect();
    if (!(width > 0 && height > 0)) return null;
    const share = (at: number): number => Math.min(1, Math.max(0, at));
    try {
      return requireAction(
        this.#map.actionAt(share((clientX - left) / width), share((clientY - top) / height)),
      );
    } catch (cause) {
      // Thrown from here it would come to nobody who plays.
      this.#actions.fail(cause);
      return null;
    }
  }
}

/** The left button of a mouse, the tip of a pen, a finger. */
const MAIN_BUTTON = 0;

const isMainDown = (buttons: number): boolean => (buttons & 1) !== 0;

/** A key may have the name of a number. */
const idOf = ({ pointerId }: PointerEvent): string => `touch ${pointerId}`;

function requireAction(action: unknown): number | null {
  if (action === null || isAction(action)) return action;
  throw new ValueError(
    `actionAt(x, y) of a touchmap must return an action, a whole number of at least 0, or null; received ${show(action)}.`,
  );
}

function requireElement(name: string, element: HTMLElement): void {
  requireTarget(name, 'touches', element);
  const { getBoundingClientRect, ownerDocument } = element as Partial<HTMLElement>;
  if (typeof getBoundingClientRect === 'function' && ownerDocument) return;
  throw new OptionsError(
    `${name} must be an element of the page, such as the canvas that is drawn on; an OffscreenCanvas is none. ` +
      `Received ${show(element)}.`,
  );
}

/** @throws {OptionsError} If it is none. */
export function requireTouchmap(map: Touchmap): void {
  const { actionAt, idle } = Object(map) as Partial<Touchmap>;
  if (typeof actionAt === 'function' && isIdle(idle)) return;
  throw new OptionsError(
    'A touchmap needs the action of each place, and what to do while none is touched, such as ' +
      "{ actionAt: (x, y) => (x < 0.5 ? 0 : 1), idle: 'repeat' }; received " +
      `${show(map)}. touchmaps has those of the library's environments.`,
  );
}

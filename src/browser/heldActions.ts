import { checkActOptions } from '../agents/checkActOptions.ts';
import type { ActOptions } from '../agents/agent.ts';
import { ValueError } from '../errors.ts';
import type { ActionMask } from '../protocol/actionMask.ts';
import { isAllowed } from '../protocol/allowedActions.ts';
import { findMaskProblem } from '../protocol/maskProblem.ts';
import type { Keymap } from './keymaps.ts';

/** What a person holds or presses, be it keys or places of the screen, and the action that comes of it. */
export class HeldActions {
  readonly #idle: Keymap['idle'];
  /** What is held, the last one at the end. */
  readonly #held: { readonly id: string; readonly action: number }[] = [];
  /** What was pressed since the last choice: a short press counts, too. */
  #pressed: number | null = null;
  /** The action that was chosen last; null before the first. */
  #last: number | null;
  /** Ends the wait for a press. */
  #wake: (() => void) | null = null;
  #failure: { readonly cause: unknown } | null = null;
  #isClosed = false;

  /**
   * @param idle - What is done while nothing is held.
   * @param first - What is repeated before the first choice; null for what is allowed.
   */
  constructor(idle: Keymap['idle'], first: number | null) {
    this.#idle = idle;
    this.#last = first;
  }

  /** Something is held from now on. */
  press(id: string, action: number): void {
    this.#pressed = action;
    if (!this.#held.some((one) => one.id === id)) this.#held.push({ id, action });
    this.#wake?.();
  }

  /** What is held means another action from now on, as a finger slides; null for none. */
  slide(id: string, action: number | null): void {
    this.release(id);
    if (action !== null) this.#held.push({ id, action });
  }

  release(id: string): void {
    const at = this.#held.findIndex((one) => one.id === id);
    if (at >= 0) this.#held.splice(at, 1);
  }

  /** What is pressed cannot be told: the next choice throws what it was. */
  fail(cause: unknown): void {
    this.#failure ??= { cause };
    this.#wake?.();
  }

  /** The action now; null where the person is waited for. */
  choose(options: ActOptions): number | null {
    return this.#choose(maskOf(options));
  }

  /** Waits for a press where the person is waited for. After `close` it no longer does. */
  async wait(options: ActOptions): Promise<number> {
    const actionMask = maskOf(options);
    for (;;) {
      const action = this.#choose(actionMask);
      if (action !== null) return action;
      if (this.#isClosed) return allowedOf(this.#last, actionMask);
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  /** Ends a wait. */
  close(): void {
    this.#isClosed = true;
    this.#wake?.();
  }

  #choose(actionMask: ActionMask | undefined): number | null {
    const failure = this.#failure;
    this.#failure = null;
    if (failure) throw failure.cause;
    const isTurn = this.#idle === 'wait';
    const held = isTurn ? [] : this.#held.map(({ action }) => action).toReversed();
    const wanted = [this.#pressed, ...held];
    if (this.#idle === 'repeat') wanted.push(this.#last);
    else if (this.#idle !== 'wait') wanted.push(this.#idle);
    this.#pressed = null;
    const action = wanted.find((one) => one !== null && isAllowed(actionMask, one)) ?? null;
    if (action !== null) this.#last = action;
    else if (!isTurn) return allowedOf(null, actionMask);
    return action;
  }
}

/** Whether it can be an action of some environment. */
export function isAction(given: unknown): given is number {
  return Number.isInteger(given) && Number(given) >= 0;
}

/** Whether it is the `idle` of a map. */
export function isIdle(given: unknown): given is Keymap['idle'] {
  return isAction(given) || given === 'repeat' || given === 'wait';
}

/** The action if it is one that is allowed, or else the first that is. */
function allowedOf(action: number | null, actionMask: ActionMask | undefined): number {
  if (action !== null && isAllowed(actionMask, action)) return action;
  return actionMask ? Array.from(actionMask).findIndex(Boolean) : 0;
}

/** @throws {ValueError} If the mask is none, or allows nothing. */
function maskOf(options: ActOptions): ActionMask | undefined {
  checkActOptions(options);
  const { actionMask } = options;
  if (actionMask === undefined) return undefined;
  // A person is not told how many actions there are: a mask of any length will do.
  const { length } = Object(actionMask) as { readonly length?: unknown };
  if (length === 0) {
    throw new ValueError('actionMask must have an element for each action; received none.');
  }
  const problem = findMaskProblem(actionMask, Number(length) || 1, false);
  if (problem === null) return actionMask;
  throw new ValueError(`actionMask ${problem.text}`);
}

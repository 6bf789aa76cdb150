import type { ActOptions, Actor } from '../agents/agent.ts';
import { UsageError } from '../errors.ts';
import type { Observation } from '../spaces/space.ts';
import { HeldActions } from './heldActions.ts';
import { requireTouchmap, TouchListener } from './touchListener.ts';
import type { Touchmap } from './touchmaps.ts';

/**
 * A person who touches a picture, in the place of an agent: what a {@link Keyboard} is on a
 * device without keys. Several fingers, pens and the mouse's main button will do; the last
 * one counts. A finger that slides to another place of the picture does what that place does,
 * where the world does not wait. The page does not scroll by touches of the picture meanwhile.
 *
 * @example
 * ```ts no-run
 * import { TouchPad, touchmaps } from 'deepq/browser';
 * import { makeEnvironment } from 'deepq/environments';
 *
 * const environment = makeEnvironment('CartPole-v1');
 * const touchPad = new TouchPad(touchmaps['CartPole-v1'], document.querySelector('canvas')!);
 * const { observation } = environment.reset();
 * environment.step(touchPad.act(observation)); // to the side that is touched
 * touchPad.close();
 * ```
 * @category Playing
 */
export class TouchPad implements Actor {
  /** A person answers in their own time, where the map says `'wait'`. */
  readonly reads = 'async' as const;
  readonly #actions: HeldActions;
  readonly #listener: TouchListener;

  /**
   * @param element - What is touched, such as the canvas that the environment is drawn on.
   * @throws {OptionsError} If the map or the element is none.
   */
  constructor(map: Touchmap, element: HTMLElement) {
    requireTouchmap(map);
    this.#actions = new HeldActions(map.idle, null);
    this.#listener = new TouchListener(map, element, this.#actions);
  }

  /** @throws {UsageError} Where the map says `'wait'`, and nothing is touched. */
  act(_: Observation, options: ActOptions = {}): number {
    const action = this.#actions.choose(options);
    if (action !== null) return action;
    throw new UsageError('The touch pad waits for a touch; call actAsync, as watch and play do.');
  }

  /** Waits for a touch where the map says so. After `close` it no longer does. */
  actAsync(_: Observation, options: ActOptions = {}): Promise<number> {
    return this.#actions.wait(options);
  }

  /** Listens no more. */
  close(): void {
    this.#listener.close();
    this.#actions.close();
  }
}

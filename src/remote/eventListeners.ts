import type { TrainingEvent } from '../training/events.ts';
import { asError } from '../validation/asError.ts';
import { requireChoice, requireFunction } from '../validation/options.ts';

type EventType = TrainingEvent['type'];
type Listener = (event: TrainingEvent) => void;

const EVENT_TYPES: readonly EventType[] = [
  ...(['steps', 'episode', 'updates', 'evaluation'] as const),
  ...(['checkpoint', 'reset', 'warning', 'end'] as const),
];

/** Functions that are called with each event of a type. */
export class EventListeners {
  readonly #listeners = new Map<EventType, Set<Listener>>();

  /**
   * @returns What takes the listener away again.
   * @throws {OptionsError} If there is no such type, or `listener` is no function.
   */
  on<Type extends EventType>(
    type: Type,
    listener: (event: Extract<TrainingEvent, { readonly type: Type }>) => void,
  ): () => void {
    requireChoice('on(type, listener): type', type, EVENT_TYPES);
    requireFunction('on(type, listener): listener', listener);
    const listeners = this.#listeners.get(type) ?? new Set();
    this.#listeners.set(type, listeners);
    // A function of its own: the same one may be given twice.
    const own: Listener = (event) => listener(event as Parameters<typeof listener>[0]);
    listeners.add(own);
    return () => listeners.delete(own);
  }

  /** The types that somebody listens to. */
  types(): EventType[] {
    return [...this.#listeners].filter(([, { size }]) => size > 0).map(([type]) => type);
  }

  tell(event: TrainingEvent): void {
    for (const listener of this.#listeners.get(event.type) ?? []) {
      try {
        listener(event);
      } catch (error) {
        // The host reports it; the others hear all the same, and the training goes on.
        void Promise.reject(asError(error));
      }
    }
  }
}

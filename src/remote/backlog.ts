import type { TrainingEvent } from '../training/events.ts';
import { joinSteps, joinUpdates } from './thinEvents.ts';

/** So many events are kept beside the sums. */
const MOST = 1_000;

/** Events that came before anybody listened: the latest of them, and sums of steps and updates. */
export class Backlog {
  #events: TrainingEvent[] = [];

  get events(): readonly TrainingEvent[] {
    return this.#events;
  }

  add(event: TrainingEvent): void {
    const sum = isSum(event) ? this.#take(({ type }) => type === event.type) : undefined;
    this.#events.push(sum ? join(sum, event) : event);
    if (this.#events.length > MOST) this.#take((one) => !isSum(one));
  }

  keepOnly(isKept: (event: TrainingEvent) => boolean): void {
    this.#events = this.#events.filter(isKept);
  }

  /** Takes the first one out. */
  #take(isMeant: (event: TrainingEvent) => boolean): TrainingEvent | undefined {
    const at = this.#events.findIndex(isMeant);
    return at < 0 ? undefined : this.#events.splice(at, 1)[0];
  }
}

function isSum({ type }: TrainingEvent): boolean {
  return type === 'steps' || type === 'updates';
}

function join(sum: TrainingEvent, next: TrainingEvent): TrainingEvent {
  if (sum.type === 'steps' && next.type === 'steps') return joinSteps(sum, next);
  if (sum.type === 'updates' && next.type === 'updates') return joinUpdates(sum, next);
  return next;
}

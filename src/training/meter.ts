import type { Agent } from '../agents/agent.ts';
import type { UpdateResult } from '../qnetwork/update.ts';
import type { EndEvent, TrainingEvent } from './events.ts';

/** Counts steps and updates between two events of the training loop. */
export class Meter {
  readonly #agent: Agent;
  readonly #startedAt = performance.now();
  #lastAt = this.#startedAt;
  #steps = 0;
  #updates = 0;
  #lossSum = 0;
  #qSum = 0;

  constructor(agent: Agent) {
    this.#agent = agent;
  }

  countStep(): void {
    this.#steps++;
  }

  countUpdate({ loss, meanQ }: UpdateResult): void {
    this.#updates++;
    this.#lossSum += loss;
    this.#qSum += meanQ;
  }

  /** The events of what was counted since the last call. */
  takeEvents(): TrainingEvent[] {
    const { environmentSteps, updates, exploration } = this.#agent;
    const events: TrainingEvent[] = [];
    const now = performance.now();
    events.push({
      type: 'steps',
      count: this.#steps,
      seconds: (now - this.#lastAt) / 1000,
      environmentSteps,
      exploration,
    });
    if (this.#updates > 0) {
      events.push({
        type: 'updates',
        count: this.#updates,
        updates,
        loss: this.#lossSum / this.#updates,
        meanQ: this.#qSum / this.#updates,
        environmentSteps,
      });
    }
    this.#lastAt = now;
    this.#steps = this.#updates = this.#lossSum = this.#qSum = 0;
    return events;
  }

  end(reason: EndEvent['reason'], episodes: number): EndEvent {
    const { environmentSteps, updates } = this.#agent;
    const seconds = (performance.now() - this.#startedAt) / 1000;
    return { type: 'end', reason, episodes, environmentSteps, updates, seconds };
  }
}

import type { Agent } from '../agents/agent.ts';
import type { UpdateResult } from '../qnetwork/update.ts';
import type { State } from '../state/state.ts';
import { StateReader } from '../state/stateReader.ts';
import { ErrorWatch } from './errorWatch.ts';
import type { EndEvent, TrainingEvent, WarningEvent } from './events.ts';

/** Counts steps, updates and time between two events of the training loop. */
export class Meter {
  readonly #agent: Agent;
  /** Milliseconds that the loop has run, up to when it was resumed last. */
  #ran = 0;
  /** When it was resumed; null while it pauses. */
  #resumedAt: number | null = null;
  /** What `#ran` was at the last event. */
  #reportedAt = 0;
  #steps = 0;
  #updates = 0;
  #lossSum = 0;
  #qSum = 0;
  readonly #errors = new ErrorWatch();

  constructor(agent: Agent) {
    this.#agent = agent;
  }

  /** Time counts from here on. */
  resume(): void {
    this.#resumedAt = performance.now();
  }

  /** Time does not count until `resume`. */
  pause(): void {
    this.#ran = this.#elapsed;
    this.#resumedAt = null;
  }

  countSteps(count: number): void {
    this.#steps += count;
  }

  /** @returns A warning, where the update gives reason for one. */
  countUpdate({ loss, meanQ, tdErrors }: UpdateResult): WarningEvent | null {
    this.#updates++;
    this.#lossSum += loss;
    this.#qSum += meanQ;
    const message = this.#errors.observe(tdErrors);
    if (message === null) return null;
    const { environmentSteps, updates } = this.#agent;
    return { type: 'warning', warning: 'large TD errors', message, environmentSteps, updates };
  }

  /** The events of what was counted since the last call. */
  takeEvents(): TrainingEvent[] {
    const { environmentSteps, updates, exploration } = this.#agent;
    const events: TrainingEvent[] = [];
    const now = this.#elapsed;
    events.push({
      type: 'steps',
      count: this.#steps,
      seconds: (now - this.#reportedAt) / 1000,
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
    this.#reportedAt = now;
    this.#steps = this.#updates = this.#lossSum = this.#qSum = 0;
    return events;
  }

  end(rest: Pick<EndEvent, 'reason' | 'episodes' | 'nothingLearned'>): EndEvent {
    const { environmentSteps, updates } = this.#agent;
    return { type: 'end', ...rest, environmentSteps, updates, seconds: this.#elapsed / 1000 };
  }

  /** What was counted since the last event. Time is left out: it is that of one process. */
  getState(): State {
    const [steps, updates, lossSum, qSum] = [this.#steps, this.#updates, this.#lossSum, this.#qSum];
    return { steps, updates, lossSum, qSum, errors: this.#errors.getState() };
  }

  /** @returns What takes the counts over. */
  prepareState(reader: StateReader): () => void {
    const steps = reader.count('steps');
    const updates = reader.count('updates');
    const lossSum = reader.number('lossSum');
    const qSum = reader.number('qSum');
    const takeOverErrors = this.#errors.prepareState(
      new StateReader('training', reader.record('errors')),
    );
    return () => {
      takeOverErrors();
      this.#steps = steps;
      this.#updates = updates;
      this.#lossSum = lossSum;
      this.#qSum = qSum;
    };
  }

  get #elapsed(): number {
    return this.#ran + (this.#resumedAt === null ? 0 : performance.now() - this.#resumedAt);
  }
}

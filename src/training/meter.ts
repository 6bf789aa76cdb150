import { now } from '../protocol/clock.ts';
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
  #normSum = 0;
  /** Updates whose norm is known. */
  #norms = 0;
  #learningRate: number | null = null;
  readonly #errors = new ErrorWatch();

  constructor(agent: Agent) {
    this.#agent = agent;
  }

  /** Time counts from here on. */
  resume(): void {
    this.#resumedAt = now();
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
  countUpdate(result: UpdateResult): WarningEvent | null {
    const { loss, meanQ, tdErrors, learningRate, gradientNorm } = result;
    this.#updates++;
    this.#learningRate = learningRate ?? null;
    if (gradientNorm !== undefined && !Number.isNaN(gradientNorm)) {
      this.#normSum += gradientNorm;
      this.#norms++;
    }
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
    const elapsed = this.#elapsed;
    events.push({
      type: 'steps',
      count: this.#steps,
      seconds: (elapsed - this.#reportedAt) / 1000,
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
        learningRate: this.#learningRate,
        gradientNorm: this.#norms > 0 ? this.#normSum / this.#norms : null,
        environmentSteps,
      });
    }
    this.#reportedAt = elapsed;
    this.#steps = this.#updates = this.#lossSum = this.#qSum = this.#normSum = this.#norms = 0;
    return events;
  }

  end(rest: Pick<EndEvent, 'reason' | 'message' | 'episodes' | 'nothingLearned'>): EndEvent {
    const { environmentSteps, updates } = this.#agent;
    return { type: 'end', ...rest, environmentSteps, updates, seconds: this.#elapsed / 1000 };
  }

  /** What was counted since the last event. Time is left out: it is that of one process. */
  getState(): State {
    const [steps, updates, lossSum, qSum] = [this.#steps, this.#updates, this.#lossSum, this.#qSum];
    const [normSum, norms, learningRate] = [this.#normSum, this.#norms, this.#learningRate];
    const counted = { steps, updates, lossSum, qSum, normSum, norms, learningRate };
    return { ...counted, errors: this.#errors.getState() };
  }

  /** @returns What takes the counts over. Version 1 had no norms and no learning rate. */
  prepareState(state: State): () => void {
    const reader = new StateReader('training', state);
    const steps = reader.count('steps');
    const updates = reader.count('updates');
    const lossSum = reader.number('lossSum');
    const qSum = reader.number('qSum');
    const isOld = !Object.hasOwn(state, 'norms');
    const normSum = isOld ? 0 : reader.number('normSum');
    const norms = isOld ? 0 : reader.count('norms');
    const hasRate = !isOld && state['learningRate'] !== null;
    const learningRate = hasRate ? reader.number('learningRate') : null;
    const takeOverErrors = this.#errors.prepareState(
      new StateReader('training', reader.record('errors')),
    );
    return () => {
      takeOverErrors();
      this.#steps = steps;
      this.#updates = updates;
      this.#lossSum = lossSum;
      this.#qSum = qSum;
      this.#normSum = normSum;
      this.#norms = norms;
      this.#learningRate = learningRate;
    };
  }

  get #elapsed(): number {
    return this.#ran + (this.#resumedAt === null ? 0 : now() - this.#resumedAt);
  }
}

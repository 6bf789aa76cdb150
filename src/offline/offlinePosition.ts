import type { State } from '../state/state.ts';
import { StateReader } from '../state/stateReader.ts';
import type { TrainingEvent } from '../training/events.ts';
import { withoutTime } from '../training/position.ts';

/** Where a run of `trainOffline` stands, apart from the agent and the time. */
export class OfflinePosition {
  /** Updates made in this run. */
  made = 0;
  /** What is to be looked at before the next update: 0 evaluation, 1 checkpoint, 2 nothing. */
  milestone = 2;
  /** Events that are to be given out before the run goes on. */
  outbox: TrainingEvent[] = [];

  getState(): State {
    const events = this.outbox.filter(({ type }) => type !== 'end');
    return { made: this.made, milestone: this.milestone, outbox: events.map(withoutTime) };
  }

  /**
   * Reads what `getState` returned.
   *
   * @returns What takes it over.
   * @throws {CheckpointError} If a field is missing or makes no sense.
   */
  prepareState(state: State): () => void {
    const reader = new StateReader('training', state);
    const made = reader.integer('made', { min: 0, max: Number.MAX_SAFE_INTEGER });
    const milestone = reader.integer('milestone', { min: 0, max: 2 });
    const given: unknown = Object.hasOwn(state, 'outbox') ? state['outbox'] : undefined;
    const isEvent = (one: unknown): boolean =>
      typeof one === 'object' && one !== null && typeof (one as TrainingEvent).type === 'string';
    if (!Array.isArray(given) || !given.every(isEvent)) {
      throw reader.error('outbox must be a list of events');
    }
    const outbox = [...(given as unknown[])] as TrainingEvent[];
    return () => {
      Object.assign(this, { made, milestone, outbox });
    };
  }
}

import type { State, StateValue } from '../state/state.ts';
import { StateReader } from '../state/stateReader.ts';
import type { EndedEpisode } from './episodeTally.ts';
import type { TrainingEvent } from './events.ts';

/** What the loop does next; a step goes through all but the first, in this order. */
export const PHASES = [
  'begin',
  'step',
  'learn',
  'report',
  'restart',
  'milestones',
  'turn',
] as const;

/** One of {@link PHASES}. */
export type Phase = (typeof PHASES)[number];

/** Where the loop stands, apart from agent, environments and the time. */
export class Position {
  phase: Phase = 'begin';
  /** Steps taken in this run, in all lanes. */
  taken = 0;
  /** Episodes that ended in this run. */
  episodes = 0;
  /** The agent's updates when the run began. */
  updatesBefore = 0;
  /** The agent's environment steps before the last step of the lanes. */
  before = 0;
  /** The milestone to look at next. */
  milestone = 0;
  /** Whether all that was counted has been reported, as at the end of a run. */
  isReported = false;
  /** Episodes that ended with the last step, before they have their number. */
  ended: EndedEpisode[] = [];
  /** Events that are to be given out before the loop goes on. */
  outbox: TrainingEvent[] = [];

  getState(): State {
    const { phase, taken, episodes, updatesBefore, before, milestone, isReported } = this;
    return {
      ...{ phase, taken, episodes, updatesBefore, before, milestone, isReported },
      // A run that goes on is not at its end.
      outbox: this.outbox.filter(({ type }) => type !== 'end').map(withoutTime),
      ended: this.ended.map((event) => ({ ...event })),
    };
  }

  /**
   * Reads what `getState` returned.
   *
   * @returns What takes it over.
   * @throws {CheckpointError} If a field is missing or makes no sense.
   */
  prepareState(state: State): () => void {
    const reader = new StateReader('training', state);
    const phase = PHASES.find((one) => one === reader.string('phase'));
    if (!phase) throw reader.error(`phase must be one of ${PHASES.join(', ')}`);
    const fields = {
      phase,
      taken: reader.count('taken'),
      episodes: reader.count('episodes'),
      updatesBefore: reader.count('updatesBefore'),
      before: reader.count('before'),
      milestone: reader.count('milestone'),
      isReported: reader.boolean('isReported'),
      outbox: readEvents(reader, state, 'outbox') as TrainingEvent[],
      ended: readEvents(reader, state, 'ended') as EndedEpisode[],
    };
    return () => {
      Object.assign(this, fields);
    };
  }
}

/** An event as it is stored: the time that it took is that of one process. */
export function withoutTime(event: TrainingEvent): StateValue {
  return ('seconds' in event ? { ...event, seconds: 0 } : { ...event }) as unknown as State;
}

function readEvents(reader: StateReader, state: State, key: string): unknown[] {
  const value: unknown = Object.hasOwn(state, key) ? state[key] : undefined;
  const isEvent = (one: unknown): boolean =>
    typeof one === 'object' && one !== null && typeof (one as TrainingEvent).type === 'string';
  if (Array.isArray(value) && value.every(isEvent)) return [...(value as unknown[])];
  throw reader.error(`${key} must be a list of events`);
}

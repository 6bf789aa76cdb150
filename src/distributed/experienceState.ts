import type { State } from '../state/state.ts';
import { StateReader } from '../state/stateReader.ts';

/** What a checkpoint has of the experience of actors. */
export interface ExperienceState {
  /** The run, once it is known. */
  readonly run: string | null;
  /** Which learner has written it, where the channel tells them apart. */
  readonly owner: string | null;
  /** The last block that is done with. */
  readonly position: string | null;
  /** A block that the state was taken in the middle of, and its next step. */
  readonly partial: State | null;
  readonly sessions: State;
  /** That of the rate limiter, if there is one. */
  readonly limiter: State | null;
}

/** @throws {CheckpointError} If the state is none of experience of actors. */
export function readExperienceState(state: State): ExperienceState {
  const reader = new StateReader('experience of actors', state);
  const text = (key: string): string | null => (state[key] === null ? null : reader.string(key));
  // Checkpoints of earlier versions do not say it.
  const owner = state['owner'] === undefined ? null : text('owner');
  const record = (key: string): State | null => (state[key] === null ? null : reader.record(key));
  const partial = record('partial');
  if (partial) {
    const inside = new StateReader('experience of actors', partial);
    inside.string('session');
    for (const key of ['sequence', 'step']) inside.count(key);
  }
  return {
    ...{ run: text('run'), owner, position: text('position'), partial },
    ...{ sessions: reader.record('sessions'), limiter: record('limiter') },
  };
}

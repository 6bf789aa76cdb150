import { StateReader } from '../checkpoint/readState.ts';
import type { State } from '../checkpoint/state.ts';
import type { RandomState } from '../random/random.ts';

/** The parts of an agent's checkpoint. */
export interface DecodedAgentState {
  readonly environmentSteps: number;
  readonly updatesDue: number;
  readonly random: RandomState;
  readonly network: State;
  readonly replay: State | null;
}

/**
 * Takes a checkpoint apart.
 *
 * @throws {CheckpointError} If a part is missing or of the wrong kind.
 */
export function decodeAgentState(state: State): DecodedAgentState {
  const reader = new StateReader('agent', state);
  const counter = { min: 0, max: Number.MAX_SAFE_INTEGER };
  return {
    environmentSteps: reader.integer('environmentSteps', counter),
    updatesDue: reader.integer('updatesDue', counter),
    random: reader.random('random').getState(),
    network: reader.record('network'),
    replay: state['replay'] === null ? null : reader.record('replay'),
  };
}

import type { State } from '../checkpoint/state.ts';
import { CheckpointError, DeepQError } from '../errors.ts';
import { createRandom } from '../random/createRandom.ts';
import { show } from '../validation/options.ts';
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
  const given: unknown = state;
  if (typeof given !== 'object' || given === null) {
    throw new CheckpointError(`A state is what getState() returned; received ${show(given)}.`);
  }
  const random = state['random'] as unknown as RandomState;
  try {
    createRandom(0).setState(random);
  } catch (error) {
    const cause = error instanceof DeepQError ? error.message : 'it is missing.';
    throw new CheckpointError(`The checkpoint's random state is damaged: ${cause}`, {
      cause: error,
    });
  }
  return {
    environmentSteps: counter(state, 'environmentSteps'),
    updatesDue: counter(state, 'updatesDue'),
    random,
    network: part(state, 'network'),
    replay: state['replay'] === null ? null : part(state, 'replay'),
  };
}

function counter(state: State, name: string): number {
  const value = state[name];
  if (Number.isSafeInteger(value) && (value as number) >= 0) return value as number;
  throw new CheckpointError(
    `The checkpoint's ${name} must be a whole number of at least 0; received ${show(value)}.`,
  );
}

function part(state: State, name: string): State {
  const value = state[name];
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as State;
  throw new CheckpointError(`The checkpoint holds no ${name}; it is damaged or foreign.`);
}

import { loadAnyOf } from '../state/saved.ts';
import type { State } from '../state/state.ts';
import { StateReader } from '../state/stateReader.ts';
import type { CheckpointReader } from '../state/store.ts';

/**
 * Loads the state of an agent: of a checkpoint of its own, or out of that of a whole training.
 *
 * @param where - The function that was called, for messages.
 * @param takeOver - As of `loadCheckpoint`. Its state has the field `made` where the checkpoint says
 *   how the agent was made.
 * @returns What `takeOver` returned.
 * @throws {CheckpointError} As `loadCheckpoint`.
 */
export function loadAgentState<T>(
  where: string,
  store: CheckpointReader,
  takeOver: (state: State) => T,
): Promise<T> {
  return loadAnyOf(where, store, ['agent', 'training'], ({ kind, state }) =>
    takeOver(kind === 'agent' ? state : agentOfTraining(state)),
  );
}

/** The agent in the state of a training. An older one of a run in a folder says beside it how it was made. */
export function agentOfTraining(state: State): State {
  const reader = new StateReader('training', state);
  const agent = reader.record('agent');
  if (Object.hasOwn(agent, 'made') || !Object.hasOwn(state, 'run')) return agent;
  return { ...agent, made: new StateReader('run', reader.record('run')).record('made') };
}

import type { Agent } from '../agents/agent.ts';
import { OptionsError, UsageError } from '../errors.ts';
import type { State } from '../state/state.ts';
import { StateReader } from '../state/stateReader.ts';
import type { Meter } from '../training/meter.ts';
import { canBeSaved, replaceState, saveState } from '../training/stateOf.ts';
import type { OfflinePosition } from './offlinePosition.ts';

/** Where a run has its state. */
export interface OfflineParts {
  readonly agent: Agent;
  readonly meter: Meter;
  readonly position: OfflinePosition;
  readonly seed: number;
  /** The environment of evaluations, which may change from one to the next. */
  readonly evaluation: object | null;
}

/** The state of a run. All but what the agent waits for is taken at the moment of the call. */
export async function saveOffline(parts: OfflineParts): Promise<State> {
  const { agent, meter, position, seed, evaluation } = parts;
  if (!agent.getState || !agent.setState) {
    throw new UsageError(
      'training.getState() and training.save(store) need an agent with getState and setState, as DQNAgent has them; give yours ' +
        'these methods.',
    );
  }
  const rest = {
    mode: 'offline',
    seed,
    loop: position.getState(),
    meter: meter.getState(),
    evaluation: evaluation && saveState(evaluation),
  };
  return { ...rest, agent: await agent.getState() };
}

/**
 * The seed of a run that is to go on.
 *
 * @param given - That of the options, if there is one.
 * @throws {CheckpointError} If the state is none of `trainOffline`.
 * @throws {OptionsError} If it is not the one that is given.
 */
export function seedOfOffline(state: State, given: number | null): number {
  const reader = new StateReader('training', state);
  if (state['mode'] !== 'offline') {
    throw reader.error('it is no state of trainOffline; go on from it with train');
  }
  const seed = reader.integer('seed', { min: 0, max: 2 ** 32 - 1 });
  if (given === null || given === seed) return seed;
  throw new OptionsError(
    `seed (${given}) must be that of the run that goes on (${seed}); leave it out, or leave from out to ` +
      'begin a new run.',
  );
}

/**
 * Puts a run into a state.
 *
 * @throws {CheckpointError} If a part of it does not fit; nothing changes then.
 * @throws {UsageError} If the agent has no `setState`.
 */
export function restoreOffline(parts: OfflineParts, state: State): void {
  const { agent, meter, position, evaluation } = parts;
  if (!agent.setState) {
    throw new UsageError('trainOffline(agent, { from }) needs an agent with setState.');
  }
  const reader = new StateReader('training', state);
  const takePosition = position.prepareState(reader.record('loop'));
  const takeMeter = meter.prepareState(reader.record('meter'));
  const agentState = reader.record('agent');
  const isSaved = evaluation && canBeSaved(evaluation) && state['evaluation'] !== null;
  const putBack = isSaved ? replaceState(evaluation, reader.record('evaluation')) : null;
  try {
    agent.setState(agentState);
  } catch (error) {
    putBack?.();
    throw error;
  }
  takePosition();
  takeMeter();
}

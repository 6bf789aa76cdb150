import type { Agent } from '../agents/agent.ts';
import { UsageError } from '../errors.ts';
import { writeCheckpoint } from '../state/saved.ts';
import type { State } from '../state/state.ts';
import { StateReader } from '../state/stateReader.ts';
import type { CheckpointWriter } from '../state/store.ts';
import type { Lanes } from './lanes.ts';
import { seedOfEpisodes } from './loop.ts';
import type { Meter } from './meter.ts';
import type { Position } from './position.ts';
import { canBeSaved, replaceState, saveState } from './stateOf.ts';
import { withDescription } from './withDescription.ts';

/** Where a run has its state. */
export interface TrainingParts {
  readonly agent: Agent;
  readonly lanes: Lanes;
  readonly meter: Meter;
  readonly position: Position;
  readonly seed: number;
  /** The environment of evaluations, which may change from one to the next. */
  readonly evaluation: object | null;
}

/** The state of a run. All but what the agent waits for is taken at the moment of the call. */
export async function saveTraining(parts: TrainingParts): Promise<State> {
  const agent = requireSaved(parts.agent);
  return { ...stateBesideAgent(parts), agent: await agent.getState() };
}

/** Writes the state of a run, from the memory of the agent where that needs no waiting. */
export async function writeTraining(
  parts: TrainingParts,
  store: CheckpointWriter,
  more: State,
): Promise<void> {
  const agent = requireSaved(parts.agent);
  const rest = stateBesideAgent(parts);
  // No await before the write where there is a view: it must not change meanwhile.
  const view = agent.viewState?.() ?? null;
  const state = { ...rest, agent: view ?? (await agent.getState()), ...more };
  await writeCheckpoint('training.save', store, {
    kind: 'training',
    state: withDescription(agent, state),
  });
  if (rest.lanes) parts.lanes.saved?.(rest.lanes);
}

function requireSaved(agent: Agent): Agent & Required<Pick<Agent, 'getState' | 'setState'>> {
  if (!agent.getState || !agent.setState) {
    throw new UsageError(
      'training.getState() and training.save(store) need an agent with getState and setState, as DQNAgent has them; give yours ' +
        'these methods.',
    );
  }
  return agent as Agent & Required<Pick<Agent, 'getState' | 'setState'>>;
}

function stateBesideAgent({
  lanes,
  meter,
  position,
  seed,
  evaluation,
}: TrainingParts): State & { readonly lanes: State | null } {
  const hasBegun = position.phase !== 'begin';
  const standing = hasBegun ? lanes.getState() : null;
  return {
    resumes: hasBegun && !standing ? 'episode' : 'step',
    seed,
    loop: position.getState(),
    meter: meter.getState(),
    lanes: standing,
    evaluation: evaluation && saveState(evaluation),
  };
}

/** The seed of a run that is to go on. */
export function seedOfState(state: State): number {
  return new StateReader('training', state).integer('seed', { min: 0, max: 2 ** 32 - 1 });
}

/**
 * Puts a run into a state.
 *
 * @throws {CheckpointError} If a part of it does not fit; nothing changes then.
 * @throws {UsageError} If the agent has no `setState`.
 */
export async function restoreTraining(parts: TrainingParts, state: State): Promise<void> {
  const { agent, lanes, meter, position, seed } = parts;
  if (!agent.setState) {
    throw new UsageError('train(…, { from }) needs an agent with setState, as DQNAgent has it.');
  }
  const reader = new StateReader('training', state);
  const optional = (key: string): State | null => (state[key] === null ? null : reader.record(key));
  const takePosition = position.prepareState(reader.record('loop'));
  const takeMeter = meter.prepareState(reader.record('meter'));
  const standing = lanes.canBeSaved ? optional('lanes') : null;
  const evaluation =
    parts.evaluation && canBeSaved(parts.evaluation) ? optional('evaluation') : null;
  const agentState = reader.record('agent');
  const undo: (() => void)[] = [];
  try {
    if (standing) undo.push(lanes.setState(standing));
    if (evaluation) undo.push(replaceState(parts.evaluation!, evaluation));
    agent.setState(agentState);
  } catch (error) {
    for (const putBack of undo) putBack();
    throw error;
  }
  takePosition();
  takeMeter();
  if (!standing && position.phase !== 'begin') await lanes.begin(seedOfEpisodes(seed, agent));
}

import type { QNetwork } from '../qnetwork/qNetwork.ts';
import type { RandomState } from '../random/random.ts';
import type { ReplayBuffer } from '../replay/replayBuffer.ts';
import { StateReader } from '../state/stateReader.ts';
import type { State } from '../state/state.ts';
import type { Acting } from './acting.ts';
import { resolveParts, type CheckpointParts } from './checkpointParts.ts';
import type { Counters, CountersState } from './counters.ts';
import type { Learning } from './learning.ts';

/** Where an agent has its state. */
export interface AgentParts {
  readonly acting: Acting;
  readonly counters: Counters;
  readonly learning: Learning;
  readonly network: QNetwork;
  readonly replay: ReplayBuffer;
}

/** The state of an agent, as soon as no asynchronous update is running. */
export async function getAgentState(agent: AgentParts, parts: CheckpointParts): Promise<State> {
  const { acting, counters, learning, network } = agent;
  const { replay } = resolveParts(parts);
  while (learning.running) await learning.running;
  // All but the network's numbers is copied before the next await.
  const { seed, words } = acting.random.getState();
  const rest = {
    ...counters.getState(),
    random: { seed, words },
    replay: replay ? agent.replay.getState() : null,
    memory: acting.memories.getState(),
  };
  return { ...rest, network: await network.getState() };
}

/**
 * Takes a state over.
 *
 * @param actions - How many the environment has.
 * @throws {CheckpointError} If it does not fit; nothing changes then.
 */
export function setAgentState(
  agent: AgentParts,
  state: State,
  parts: CheckpointParts,
  actions: number,
): void {
  const { acting, counters, learning, network } = agent;
  const { replay } = resolveParts(parts);
  const decoded = decode(state);
  const takeOverMemory = acting.memories.prepareState(decoded.memory, actions);
  const takeOverNetwork = network.prepareState(decoded.network);
  const isReplayTaken = replay && decoded.replay !== null;
  if (replay && decoded.replay) agent.replay.setState(decoded.replay);
  takeOverNetwork();
  takeOverMemory();
  acting.random.setState(decoded.random);
  // Updates on transitions that were not taken over, or are too few for the settings of this
  // agent, can not be due.
  const isDue = isReplayTaken && learning.isReady;
  counters.setState({ ...decoded, updatesDue: isDue ? decoded.updatesDue : 0 });
}

interface DecodedState extends CountersState {
  readonly random: RandomState;
  readonly network: State;
  readonly replay: State | null;
  readonly memory: State;
}

function decode(state: State): DecodedState {
  const reader = new StateReader('agent', state);
  const counter = { min: 0, max: Number.MAX_SAFE_INTEGER };
  return {
    environmentSteps: reader.integer('environmentSteps', counter),
    episodes: reader.integer('episodes', counter),
    updatesDue: reader.integer('updatesDue', counter),
    random: reader.random('random').getState(),
    network: reader.record('network'),
    replay: state['replay'] === null ? null : reader.record('replay'),
    memory: reader.record('memory'),
  };
}

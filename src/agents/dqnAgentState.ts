import { UsageError, ValueError } from '../errors.ts';
import { abandonPromise } from '../protocol/abandonPromise.ts';
import { requireOwnState } from '../protocol/ownState.ts';
import type { QNetwork } from '../qnetwork/qNetwork.ts';
import type { Replay } from '../replay/replay.ts';
import { ReplayBuffer } from '../replay/replayBuffer.ts';
import type { RandomState } from '../random/random.ts';
import { StateReader } from '../state/stateReader.ts';
import { writeCheckpoint } from '../state/saved.ts';
import type { State } from '../state/state.ts';
import type { CheckpointWriter } from '../state/store.ts';
import type { Acting } from './acting.ts';
import { describeAgent } from './describeAgent.ts';
import { resolveParts, type CheckpointParts } from './checkpointParts.ts';
import type { ResolvedDQNAgentOptions } from './dqnAgentOptions.ts';
import type { Counters, CountersState } from './counters.ts';
import type { Learning } from './learning.ts';
import type { Regime } from './regime.ts';
import { mostUpdatesDue } from './rhythm.ts';

/** Where an agent has its state. */
export interface AgentParts {
  readonly acting: Acting;
  readonly counters: Counters;
  readonly learning: Learning;
  readonly regime: Regime;
  readonly network: QNetwork;
  readonly replay: Replay;
  readonly options: ResolvedDQNAgentOptions;
}

/** The state of an agent, as soon as no asynchronous update is running. */
export async function getAgentState(agent: AgentParts, parts: CheckpointParts): Promise<State> {
  const { replay } = resolveParts(parts);
  // Not awaited where there is nothing to wait for: what is saved is the moment of the call.
  while (agent.learning.isOpen) await agent.learning.settle();
  // All but the network's numbers is copied before the next await.
  const rest = stateBesideNetwork(agent, replay ? stateOfReplay(agent.replay) : null);
  return { ...rest, network: await agent.network.getState() };
}

/** The state of an agent as it is now, without a copy; null where that must be waited for. */
export function viewAgentState(agent: AgentParts): State | null {
  if (agent.learning.isOpen) return null;
  const network = agent.network.stateNow();
  if (network instanceof Promise) return null;
  const replay = viewOfReplay(agent.replay) ?? stateOfReplay(agent.replay);
  return { ...stateBesideNetwork(agent, replay), network };
}

/**
 * Writes an agent's state, as soon as no asynchronous update is running. Where the
 * network's numbers are there at once, the replay buffer is written from its own
 * memory before anything can be added to it, and no copy is made.
 */
export async function saveAgentState(
  agent: AgentParts,
  store: CheckpointWriter,
  parts: CheckpointParts,
): Promise<void> {
  const { replay } = resolveParts(parts);
  // Not awaited where there is nothing to wait for: what is saved is the moment of the call.
  while (agent.learning.isOpen) await agent.learning.settle();
  const network = agent.network.stateNow();
  const isLater = network instanceof Promise;
  const view = replay && !isLater ? viewOfReplay(agent.replay) : undefined;
  const rest = stateBesideNetwork(agent, replay ? (view ?? stateOfReplay(agent.replay)) : null);
  const made = describeAgent(agent);
  const state = { ...rest, made, network: isLater ? await network : network };
  await writeCheckpoint('agent.save', store, { kind: 'agent', state });
}

/**
 * @throws {UsageError} If a replay buffer of the user's own cannot be saved.
 * @throws {ValueError} If it gives no state.
 */
function stateOfReplay(replay: Replay): State {
  if (typeof (replay.getState as unknown) === 'function') {
    return requireOwnState('getState() of the replay buffer', replay.getState());
  }
  throw new UsageError(
    'The replay buffer has no getState(), so that it cannot be saved; give it getState and setState, or ' +
      'leave it out: agent.save(store, { replay: false }).',
  );
}

/** @throws {ValueError} If a replay buffer of the user's own gives something else. */
function viewOfReplay(replay: Replay): State | undefined {
  if (!replay.viewState) return undefined;
  return requireOwnState('viewState() of the replay buffer', replay.viewState());
}

/** @throws {UsageError} If a replay buffer of the user's own takes no state over; nothing changes then. */
function prepareReplay(replay: Replay, state: State): () => void {
  if (replay instanceof ReplayBuffer) return replay.prepareState(state);
  if (typeof (replay.setState as unknown) !== 'function') {
    throw new UsageError(
      'The replay buffer has no setState(state), so that it cannot take over what was saved; give it getState ' +
        'and setState, or leave it out: agent.load(store, { replay: false }).',
    );
  }
  const answering: { setState(state: State): unknown } = replay;
  return () => {
    if (!abandonPromise(answering.setState(state))) return;
    throw new ValueError(
      'setState(state) of the replay buffer must take the state over before it returns; received a promise. ' +
        'Write it without async.',
    );
  };
}

function stateBesideNetwork({ acting, counters, regime }: AgentParts, replay: State | null): State {
  return {
    ...counters.getState(),
    random: acting.random.getState(),
    replay,
    memory: acting.memories.getState(),
    ...regime.getState(),
  };
}

/**
 * Checks a state, and changes nothing.
 *
 * @returns What takes it over. It fails, and changes nothing then, where an update has begun in
 *   the meantime, or where a replay buffer that has no `prepareState` refuses its part.
 * @throws {CheckpointError} If it does not fit.
 */
export function prepareAgentState(
  agent: AgentParts,
  state: State,
  parts: CheckpointParts,
): () => void {
  const { acting, counters, learning, network, regime } = agent;
  const { environment, train } = agent.options;
  const { replay } = resolveParts(parts);
  const decoded = decode(state, mostUpdatesDue(train));
  const takeOverMemory = acting.memories.prepareState(decoded.memory, environment.actionSpace.n);
  const takeOverNetwork = network.prepareState(decoded.network);
  const takeOverRegime = regime.prepareState(state, decoded);
  const takeOverRandom = acting.random.prepareState(decoded.random);
  const takeOverReplay =
    replay && decoded.replay ? prepareReplay(agent.replay, decoded.replay) : null;
  return () => {
    network.requireIdle();
    // First, as it is what may fail.
    takeOverReplay?.();
    learning.forget();
    takeOverNetwork();
    takeOverMemory();
    takeOverRegime();
    takeOverRandom();
    // Updates on transitions that were not taken over, or are too few for the settings of this
    // agent, can not be due.
    const isDue = takeOverReplay !== null && learning.isReady;
    counters.setState({ ...decoded, updatesDue: isDue ? decoded.updatesDue : 0 });
  };
}

interface DecodedState extends CountersState {
  readonly random: RandomState;
  readonly network: State;
  /** Those of the network. */
  readonly updates: number;
  readonly replay: State | null;
  readonly memory: State;
}

/** @param updatesPerStep - The most updates that one environment step makes due. */
function decode(state: State, updatesPerStep: number): DecodedState {
  const reader = new StateReader('agent', state);
  const environmentSteps = reader.count('environmentSteps');
  return {
    environmentSteps,
    episodes: reader.count('episodes', environmentSteps),
    // Each is carried out: what no steps can have made due would take for ever.
    updatesDue: reader.count('updatesDue', environmentSteps * updatesPerStep),
    random: reader.random('random').getState(),
    network: reader.record('network'),
    updates: new StateReader('network', reader.record('network')).count('updates'),
    replay: state['replay'] === null ? null : reader.record('replay'),
    memory: reader.record('memory'),
  };
}

import type { State } from '../state/state.ts';
import { requireStream, requireTransition } from '../replay/checkTransition.ts';
import type { CheckpointReader, CheckpointWriter } from '../state/store.ts';
import { QNetwork } from '../qnetwork/qNetwork.ts';
import type { UpdateResult } from '../qnetwork/update.ts';
import type { Exploration } from '../policies/policy.ts';
import { requireExploration } from '../policies/requireExploration.ts';
import { createRandom } from '../random/createRandom.ts';
import type { Random } from '../random/random.ts';
import type { Replay } from '../replay/replay.ts';
import type { EnvironmentSpaces } from '../protocol/environmentSpaces.ts';
import type { Transition } from '../protocol/transition.ts';
import { ReplayBuffer } from '../replay/replayBuffer.ts';
import type { Observation } from '../spaces/space.ts';
import { Acting } from './acting.ts';
import type { ActManyOptions, ActOptions, Agent } from './agent.ts';
import { requireMethod } from '../state/requireMethod.ts';
import { orDispose } from '../validation/orDispose.ts';
import { resolveParts, type CheckpointParts } from './checkpointParts.ts';
import { Counters } from './counters.ts';
import { describeAgent } from './describeAgent.ts';
import type { DQNAgentOptions, ResolvedDQNAgentOptions } from './dqnAgentOptions.ts';
import {
  getAgentState,
  saveAgentState,
  prepareAgentState,
  viewAgentState,
  type AgentParts,
} from './dqnAgentState.ts';
import { summarizeAgent } from './dqnAgentSummary.ts';
import { Learning, requireNoArguments } from './learning.ts';
import { loadAgentState } from './loadAgentState.ts';
import { NetworkActor } from './networkActor.ts';
import { describeNotLearning } from './notLearning.ts';
import { Regime } from './regime.ts';
import { resolveOptions } from './resolveAgentOptions.ts';

/**
 * A deep Q-learning agent: a {@link QNetwork}, a {@link ReplayBuffer} and a
 * {@link Policy}, wired together with a rhythm of learning. Train it with
 * {@link train}, or in a loop of your own as below.
 *
 * @example
 * ```ts
 * import { DQNAgent, mlp } from 'deepq';
 * import { makeEnvironment } from 'deepq/environments';
 *
 * const environment = makeEnvironment('CartPole-v1');
 * const agent = new DQNAgent({ environment, network: mlp({ hidden: [32] }), learningStarts: 100 });
 * let { observation } = environment.reset({ seed: 1 });
 * for (let step = 0; step < 200; step++) {
 *   const action = agent.act(observation);
 *   const { observation: nextObservation, ...outcome } = environment.step(action);
 *   agent.observe({ observation, action, nextObservation, ...outcome });
 *   while (agent.updatesDue > 0) agent.learn();
 *   const ended = outcome.terminated || outcome.truncated;
 *   observation = ended ? environment.reset().observation : nextObservation;
 * }
 * agent.dispose();
 * ```
 * @see Mnih et al. 2015, https://doi.org/10.1038/nature14236
 * @category Agents
 */
export class DQNAgent implements Agent {
  /** The options with all defaults filled in. */
  readonly options: ResolvedDQNAgentOptions;
  /** The network with its target copy and its optimizer. */
  readonly network: QNetwork;
  /** Where the transitions are kept. */
  readonly replay: Replay;
  readonly #parts: AgentParts;
  readonly #actor: NetworkActor;

  /**
   * Makes an agent with fresh weights and an empty replay buffer.
   *
   * @throws {OptionsError} If an option is unknown, out of range, or at odds
   *   with another.
   * @throws {BackendError} If the engine cannot run here, or cannot run the
   *   network.
   */
  constructor(options: DQNAgentOptions) {
    this.options = resolveOptions(options);
    const { environment, network, optimizer, gradientClipNorm, seed } = this.options;
    const { replay, engine, actingWeights } = this.options;
    const random = createRandom(seed);
    this.replay =
      'sample' in replay
        ? replay
        : new ReplayBuffer({
            ...replay,
            environment,
            random: random.fork('replay'),
          });
    this.network =
      network instanceof QNetwork
        ? network
        : new QNetwork({
            environment,
            network,
            head: this.options.head,
            optimizer,
            gradientClipNorm,
            actingWeights,
            seed,
            engine,
          });
    const parts = (): AgentParts => makeParts(this.options, this.network, this.replay, random);
    // A network that was handed in belongs to the caller.
    this.#parts = this.network === network ? parts() : orDispose(this.network, parts);
    const { counters, learning } = this.#parts;
    const { beforeLearning } = this.options;
    this.#actor = new NetworkActor(this.network, environment, this.#parts.acting, {
      get environmentSteps() {
        return counters.environmentSteps;
      },
      get isRandom() {
        return beforeLearning === 'random' && !learning.hasStarted;
      },
    });
  }

  /** What computes. */
  get engine(): QNetwork['engine'] {
    return this.network.engine;
  }

  /** What observations and actions are like, as its environment has them. */
  get spaces(): EnvironmentSpaces {
    return this.options.environment;
  }

  /** Whether `act` and `learn` work, or only `actAsync` and `learnAsync`. */
  get reads(): 'sync' | 'async' {
    return this.network.reads;
  }

  get environmentSteps(): number {
    return this.#parts.counters.environmentSteps;
  }

  /** Episodes that have ended in the transitions observed so far. */
  get episodes(): number {
    return this.#parts.counters.episodes;
  }

  get updates(): number {
    return this.network.updates;
  }

  /**
   * What the last update of this object came to; null before the first one. The next update
   * writes over its arrays.
   */
  get lastUpdate(): UpdateResult | null {
    return this.#parts.learning.last;
  }

  /**
   * Updates that `options.train` asks for now; each `learn` takes one off.
   * None are due before the replay buffer holds `learningStarts` transitions
   * and a batch.
   */
  get updatesDue(): number {
    return this.#parts.counters.updatesDue;
  }

  get exploration(): Exploration | null {
    return requireExploration(this.options.policy.exploration(this.environmentSteps));
  }

  get usesActionMasks(): boolean {
    return this.network.head.uses.actionMasks === true;
  }

  get notLearning(): string | null {
    return describeNotLearning(this, this.#parts.learning.needed);
  }

  act(observation: Observation, options?: ActOptions): number {
    return this.#actor.act(observation, options);
  }

  actAsync(observation: Observation, options?: ActOptions): Promise<number> {
    return this.#actor.actAsync(observation, options);
  }

  actMany(observations: readonly Observation[], options?: ActManyOptions): number[] {
    return this.#actor.actMany(observations, options);
  }

  actManyAsync(observations: readonly Observation[], options?: ActManyOptions): Promise<number[]> {
    return this.#actor.actManyAsync(observations, options);
  }

  observe(transition: Transition, stream = 0): void {
    const { acting, counters, learning } = this.#parts;
    requireTransition(transition);
    const progress = counters.after(transition);
    const copies = counters.isCopyDue(progress);
    // Asked before anything is stored: a copy cannot be made in an update.
    this.network.requireAlive();
    if (copies) this.network.requireIdle();
    this.replay.add(transition, stream);
    acting.memories.observe(stream, progress.isEnd);
    counters.observe(progress, learning.isReady);
    if (copies) this.network.syncTarget();
  }

  beginEpisode(stream = 0): void {
    requireStream(stream);
    this.#parts.acting.memories.forget(stream);
    this.replay.beginEpisode?.(stream);
  }

  learn(): UpdateResult {
    requireNoArguments(arguments.length);
    return this.#parts.learning.update();
  }

  async learnAsync(): Promise<UpdateResult> {
    requireNoArguments(arguments.length);
    return this.#parts.learning.updateAsync();
  }

  /**
   * A copy of everything the agent has learned and stored, taken at the moment
   * of the call; or, where an asynchronous update is running, right after it.
   *
   * @throws {DivergenceError} If the weights hold NaN or infinity.
   */
  getState(parts: CheckpointParts = {}): Promise<State> {
    return getAgentState(this.#parts, parts);
  }

  viewState(): State | null {
    return viewAgentState(this.#parts);
  }

  /**
   * Takes over a state that `getState` returned.
   *
   * How this agent learns stays as it was made: heads are no part of a state, so what was
   * learned with {@link cql} may be taken over by an agent with {@link largeMargin} or `qHead`,
   * whose loss it goes on with. The network must be the same.
   *
   * @throws {CheckpointError} If it does not fit this agent; nothing changes
   *   then.
   * @throws {UsageError} If an asynchronous update is running.
   */
  setState(state: State, parts: CheckpointParts = {}): void {
    this.prepareState(state, parts)();
  }

  /**
   * The first half of {@link DQNAgent.setState}: checks a state, and changes nothing.
   *
   * @returns The second half, which takes it over. To be called before anything else is done with
   *   this agent. A replay buffer of your own takes its part over first, by its `setState`: where
   *   it throws, nothing has changed.
   * @throws As `setState`.
   */
  prepareState(state: State, parts: CheckpointParts = {}): () => void {
    return prepareAgentState(this.#parts, state, parts);
  }

  /**
   * Saves the agent as one checkpoint in safetensors layout. The state is that
   * at the moment of the call; or, where an asynchronous update is running,
   * right after it.
   *
   * @throws {DivergenceError} If the weights hold NaN or infinity; the store is
   *   not touched then.
   */
  async save(store: CheckpointWriter, parts: CheckpointParts = {}): Promise<void> {
    requireMethod('agent.save', store, 'write');
    await saveAgentState(this.#parts, store, parts);
  }

  /**
   * Loads what {@link DQNAgent.save} wrote, or the agent out of the checkpoint of a whole
   * training. A checkpoint without a replay
   * buffer leaves this agent's as it is, and so does `{ replay: false }`; no
   * updates are due then.
   *
   * @throws {CheckpointError} If there is nothing, it is truncated, corrupted
   *   or foreign, or belongs to another architecture; nothing changes then.
   * @throws {UsageError} If an asynchronous update is running.
   */
  async load(store: CheckpointReader, parts: CheckpointParts = {}): Promise<void> {
    requireMethod('agent.load', store, 'read');
    resolveParts(parts);
    await loadAgentState('agent.load', store, (state) => this.setState(state, parts));
  }

  /** How it was made, as {@link describeAgent} tells it. */
  describe(): State {
    return describeAgent(this);
  }

  /** The network and the settings, for people. */
  summary(): string {
    return summarizeAgent(this);
  }

  /**
   * Frees the network's memory: at once, or after the asynchronous update that
   * is running. The agent cannot be used afterwards.
   */
  dispose(): void {
    const { running } = this.#parts.learning;
    if (!running) this.network.dispose();
    else void running.then(this.dispose.bind(this));
  }
}

/** What an agent acts, counts and learns by. */
function makeParts(
  options: ResolvedDQNAgentOptions,
  network: QNetwork,
  replay: Replay,
  random: Random,
): AgentParts {
  const { policy, environment } = options;
  const acting = new Acting(policy, environment.actionSpace, random.fork('policy'));
  const counters = new Counters(options);
  const regime = new Regime(options, network, random);
  const learning = new Learning(network, replay, counters, regime, options);
  return { acting, counters, learning, regime, network, replay, options };
}

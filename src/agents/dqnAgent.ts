import { loadCheckpoint, saveCheckpoint } from '../state/saved.ts';
import type { State } from '../state/state.ts';
import type { CheckpointReader, CheckpointWriter } from '../state/store.ts';
import { OptionsError, ShapeError, UsageError, ValueError } from '../errors.ts';
import { QNetwork } from '../qnetwork/qNetwork.ts';
import type { UpdateResult } from '../qnetwork/update.ts';
import { countAllowed } from '../protocol/allowedActions.ts';
import { greedy } from '../policies/greedy.ts';
import type {
  ActionValues,
  Exploration,
  HeldAction,
  Policy,
  PolicyContext,
} from '../policies/policy.ts';
import { createRandom } from '../random/createRandom.ts';
import type { Random } from '../random/random.ts';
import type { ReplayBuffer } from '../replay/replayBuffer.ts';
import type { Transition } from '../protocol/transition.ts';
import { UniformReplayBuffer } from '../replay/uniformReplayBuffer.ts';
import type { Observation } from '../spaces/space.ts';
import { checkObservation } from '../spaces/checkObservation.ts';
import { rejectUnknownOptions, requireBoolean, show } from '../validation/options.ts';
import type { ActManyOptions, ActOptions, Agent } from './agent.ts';
import {
  resolveOptions,
  type DQNAgentOptions,
  type ResolvedDQNAgentOptions,
} from './dqnAgentOptions.ts';
import { decodeAgentState, encodeHeld } from './dqnAgentState.ts';
import { summarizeAgent } from './dqnAgentSummary.ts';
import { packObservations } from './packObservations.ts';

/**
 * Which parts of an agent a checkpoint holds, or is to be used.
 *
 * @category Agents
 */
export interface CheckpointParts {
  /**
   * Whether the replay buffer is included. With it training goes on as if it
   * had never stopped; without it the file is small, and enough to act.
   *
   * @default true
   */
  readonly replay?: boolean;
}

/**
 * A deep Q-learning agent: a {@link QNetwork}, a {@link ReplayBuffer} and a
 * {@link Policy}, wired together with a rhythm of learning. Train it with
 * {@link train}, or in a loop of your own as below.
 *
 * @example
 * ```ts
 * import '@tensorflow/tfjs-backend-cpu';
 * import { ready } from '@tensorflow/tfjs-core';
 * import { DQNAgent, mlp } from 'deepq';
 * import { makeEnvironment } from 'deepq/environments';
 *
 * await ready();
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
  readonly replay: ReplayBuffer;
  readonly #random: Random;
  readonly #greedy: Policy = greedy();
  /** What the policy goes on with, by stream. */
  #held: HeldAction[] = [];
  #environmentSteps = 0;
  #updatesDue = 0;
  /** Settles when the asynchronous update that is running is over; never rejects. */
  #learning: Promise<void> | null = null;

  /**
   * Makes an agent with fresh weights and an empty replay buffer.
   *
   * @throws {OptionsError} If an option is unknown, out of range, or at odds
   *   with another.
   * @throws {BackendError} If no TensorFlow.js backend is ready.
   */
  constructor(options: DQNAgentOptions) {
    this.options = resolveOptions(options);
    const { environment, network, optimizer, gradientClipNorm, seed } = this.options;
    const { replay, engine, relaxedSimd } = this.options;
    const random = createRandom(seed);
    this.#random = random.fork('policy');
    this.replay =
      'sample' in replay
        ? replay
        : new UniformReplayBuffer({
            ...replay,
            environment,
            random: random.fork('replay'),
          });
    this.network = new QNetwork({
      environment,
      network,
      optimizer,
      gradientClipNorm,
      seed,
      engine,
      relaxedSimd,
    });
  }

  /** What computes, and why it was chosen. */
  get engine(): QNetwork['engine'] {
    return this.network.engine;
  }

  /** Whether `act` and `learn` work, or only `actAsync` and `learnAsync`. */
  get reads(): 'sync' | 'async' {
    return this.network.reads;
  }

  /** Transitions observed so far. */
  get environmentSteps(): number {
    return this.#environmentSteps;
  }

  /** Updates made so far. */
  get updates(): number {
    return this.network.updates;
  }

  /**
   * Updates that `options.train` asks for now; each `learn` takes one off.
   * None are due before the replay buffer holds `learningStarts` transitions
   * and a batch.
   */
  get updatesDue(): number {
    return this.#updatesDue;
  }

  /** The exploration parameter at this time, such as `{ name: 'epsilon', value: 0.1 }`. */
  get exploration(): Exploration | null {
    return this.options.policy.exploration(this.#environmentSteps);
  }

  /**
   * Chooses an action.
   *
   * @throws {ShapeError | ValueError} If the observation is not one of the
   *   environment's space, or is NaN or infinite.
   * @throws {BackendError} On a backend that can only be read asynchronously;
   *   use `actAsync` there.
   */
  act(observation: Observation, options: ActOptions = {}): number {
    this.network.requireAlive();
    this.#checkObservation(observation);
    this.#checkMask(options.actionMask);
    return this.#select(() => this.network.qValues(observation), options);
  }

  /** As {@link DQNAgent.act}, on every backend. */
  async actAsync(observation: Observation, options: ActOptions = {}): Promise<number> {
    this.#checkObservation(observation);
    const values = await this.network.qValuesAsync(observation);
    this.#checkMask(options.actionMask);
    return this.#select(values, options);
  }

  /**
   * Chooses an action for each of several observations: as `act` for one after
   * the other, but with a single forward pass.
   *
   * @returns Shape `[observations]`.
   * @throws {ShapeError | ValueError} As `act`; or if there is no observation,
   *   or not a mask for each.
   * @throws {BackendError} On a backend that can only be read asynchronously;
   *   use `actManyAsync` there.
   */
  actMany(observations: readonly Observation[], options: ActManyOptions = {}): number[] {
    this.network.requireAlive();
    const rows = packObservations(this.options.environment.observationSpace, observations);
    let values: Float32Array | null = null;
    return this.#selectMany(() => (values ??= this.network.qValues(rows)), observations, options);
  }

  /** As {@link DQNAgent.actMany}, on every backend. */
  async actManyAsync(
    observations: readonly Observation[],
    options: ActManyOptions = {},
  ): Promise<number[]> {
    const rows = packObservations(this.options.environment.observationSpace, observations);
    const values = await this.network.qValuesAsync(rows);
    return this.#selectMany(() => values, observations, options);
  }

  /**
   * Takes in what came of an action: stores the transition, and renews the
   * target network if that is due by environment steps.
   *
   * @param stream - Which of several environments it comes from.
   * @throws {ShapeError | ValueError} If the transition does not fit the
   *   spaces, or holds NaN or infinity; nothing changes then.
   */
  observe(transition: Transition, stream = 0): void {
    const { train, targetUpdate } = this.options;
    const step = this.#environmentSteps + 1;
    const isCopyDue =
      'everyEnvironmentSteps' in targetUpdate && step % targetUpdate.everyEnvironmentSteps === 0;
    // Asked before anything is stored: a copy cannot be made in an update.
    this.network.requireAlive();
    if (isCopyDue) this.network.requireIdle();
    this.replay.add(transition, stream);
    this.#environmentSteps = step;
    const held = this.#held[stream];
    if (held && (transition.terminated || transition.truncated)) held.steps = 0;
    const isTime = step % train.everyEnvironmentSteps === 0;
    if (isTime && this.replay.size >= this.#needed) this.#updatesDue += train.updates;
    if (isCopyDue) this.network.syncTarget();
  }

  /**
   * Makes one update on a batch from the replay buffer.
   *
   * @throws {UsageError} If there is not enough data yet.
   * @throws {DivergenceError} If the loss became NaN or infinite.
   * @throws {BackendError} On a backend that can only be read asynchronously;
   *   use `learnAsync` there.
   */
  learn(): UpdateResult {
    this.#requireReady();
    const result = this.network.update(
      this.replay.sample(this.options.batchSize),
      this.options.head,
    );
    this.#afterUpdate();
    return result;
  }

  /** As {@link DQNAgent.learn}, on every backend. */
  async learnAsync(): Promise<UpdateResult> {
    this.#requireReady();
    const batch = this.replay.sample(this.options.batchSize);
    const learned = this.network.updateAsync(batch, this.options.head).then((result) => {
      this.#afterUpdate();
      return result;
    });
    const over = learned.then(
      () => undefined,
      () => undefined,
    );
    this.#learning = over;
    void over.then(() => {
      if (this.#learning === over) this.#learning = null;
    });
    return learned;
  }

  /**
   * A copy of everything the agent has learned and stored, taken at the moment
   * of the call; or, where an asynchronous update is running, right after it.
   *
   * @throws {DivergenceError} If the weights hold NaN or infinity.
   */
  async getState(parts: CheckpointParts = {}): Promise<State> {
    const { replay } = resolveParts(parts);
    while (this.#learning) await this.#learning;
    // All but the network's numbers is copied before the next await.
    const rest = this.#stateBesideNetwork(replay ? this.replay.getState() : null);
    return { ...rest, network: await this.network.getState() };
  }

  #stateBesideNetwork(replay: State | null): State {
    return {
      environmentSteps: this.#environmentSteps,
      updatesDue: this.#updatesDue,
      random: this.#random.getState(),
      replay,
      held: encodeHeld(this.#held),
    };
  }

  /**
   * Takes over a state that `getState` returned.
   *
   * @throws {CheckpointError} If it does not fit this agent; nothing changes
   *   then.
   * @throws {UsageError} If an asynchronous update is running.
   */
  setState(state: State, parts: CheckpointParts = {}): void {
    const { replay } = resolveParts(parts);
    const { environment, train } = this.options;
    const decoded = decodeAgentState(state, environment.actionSpace.n, train.updates);
    const takeOverNetwork = this.network.prepareState(decoded.network);
    const isReplayTaken = replay && decoded.replay !== null;
    if (replay && decoded.replay) this.replay.setState(decoded.replay);
    takeOverNetwork();
    this.#random.setState(decoded.random);
    this.#environmentSteps = decoded.environmentSteps;
    this.#held = decoded.held;
    // Updates on transitions that were not taken over, or are too few for the
    // settings of this agent, can not be due.
    const isDue = isReplayTaken && this.replay.size >= this.#needed;
    this.#updatesDue = isDue ? decoded.updatesDue : 0;
  }

  /**
   * Saves the agent as one checkpoint in safetensors layout. The state is that
   * at the moment of the call; or, where an asynchronous update is running,
   * right after it.
   *
   * @throws {DivergenceError} If the weights hold NaN or infinity; the store is
   *   not touched then.
   * @example
   * ```ts
   * import '@tensorflow/tfjs-backend-cpu';
   * import { ready } from '@tensorflow/tfjs-core';
   * import { DQNAgent, memoryStore } from 'deepq';
   * import { makeEnvironment } from 'deepq/environments';
   *
   * await ready();
   * const agent = new DQNAgent({ environment: makeEnvironment('CartPole-v1') });
   * const store = memoryStore(); // or file('cartpole.safetensors') from deepq/node
   * await agent.save(store);
   * await agent.load(store);
   * agent.dispose();
   * ```
   */
  async save(store: CheckpointWriter, parts: CheckpointParts = {}): Promise<void> {
    requireMethod(store, 'write');
    const { replay } = resolveParts(parts);
    while (this.#learning) await this.#learning;
    const network = this.network.stateNow();
    // Where the network's numbers come later, the replay buffer's must not change
    // until then; else they can be written as they are.
    const isLater = network instanceof Promise;
    const view = replay && !isLater ? this.replay.viewState?.() : undefined;
    const rest = this.#stateBesideNetwork(replay ? (view ?? this.replay.getState()) : null);
    const state = { ...rest, network: isLater ? await network : network };
    await saveCheckpoint(store, { kind: 'agent', state });
  }

  /**
   * Loads what {@link DQNAgent.save} wrote. A checkpoint without a replay
   * buffer leaves this agent's as it is, and so does `{ replay: false }`; no
   * updates are due then.
   *
   * @throws {CheckpointError} If there is nothing, it is truncated, corrupted
   *   or foreign, or belongs to another architecture; nothing changes then.
   * @throws {UsageError} If an asynchronous update is running.
   */
  async load(store: CheckpointReader, parts: CheckpointParts = {}): Promise<void> {
    requireMethod(store, 'read');
    resolveParts(parts);
    await loadCheckpoint(store, { kind: 'agent' }, (state) => this.setState(state, parts));
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
    if (this.#learning) {
      void this.#learning.then(() => {
        this.dispose();
      });
    } else {
      this.network.dispose();
    }
  }

  #checkObservation(observation: Observation): void {
    checkObservation(this.options.environment.observationSpace, observation, 'observation');
  }

  /** Before anything is drawn: a mask that is refused changes nothing. */
  #checkMask(actionMask: ArrayLike<number> | undefined): void {
    const { n } = this.options.environment.actionSpace;
    if (actionMask) countAllowed({ actions: n, actionMask });
  }

  /** @param stream - Whose held action the policy may go on with. */
  #select(values: ActionValues, options: ActOptions, stream = 0): number {
    const { explore = true, actionMask, random = this.#random } = options;
    const { policy, environment } = this.options;
    const { actionSpace } = environment;
    // Not spread: it is made at every step.
    const context: PolicyContext = {
      random,
      environmentSteps: this.#environmentSteps,
      actions: actionSpace.n,
      actionMask,
      // Draws from another stream belong to another run of steps, such as an evaluation.
      held: random === this.#random ? (this.#held[stream] ??= emptyHold()) : undefined,
    };
    const action = (explore ? policy : this.#greedy).select(values, context);
    if (actionSpace.contains(action)) return action;
    throw new ValueError(
      `The policy must pick a whole number from 0 to ${actionSpace.n - 1}; it picked ${show(action)}. ` +
        'Mend select(values, context) of the policy.',
    );
  }

  /** @param values - Computes the values of all rows, `[observations, actions]`. */
  #selectMany(
    values: () => Float32Array,
    observations: readonly Observation[],
    { explore = true, random = this.#random, actionMasks }: ActManyOptions,
  ): number[] {
    if (actionMasks && actionMasks.length !== observations.length) {
      throw new ShapeError(
        `actionMasks must hold a mask, or undefined, for each of ${observations.length} observations; ` +
          `received ${actionMasks.length}.`,
      );
    }
    const { n } = this.options.environment.actionSpace;
    for (const actionMask of actionMasks ?? []) this.#checkMask(actionMask);
    // One array for all, filled when a policy asks: a view for each would cost more than the pass.
    const ofRow = new Float32Array(n);
    return observations.map((_, row) => {
      const actionMask = actionMasks?.[row];
      const read = (): Float32Array => {
        const all = values();
        for (let action = 0; action < n; action++) ofRow[action] = all[row * n + action] as number;
        return ofRow;
      };
      const choice = actionMask ? { explore, random, actionMask } : { explore, random };
      return this.#select(read, choice, row);
    });
  }

  /** Transitions that an update needs in the replay buffer. */
  get #needed(): number {
    return Math.max(this.options.batchSize, this.options.learningStarts);
  }

  #requireReady(): void {
    // The batch that is being learned from must not be drawn over.
    this.network.requireIdle();
    const missing = this.#needed - this.replay.size;
    if (missing > 0) {
      const { batchSize, learningStarts } = this.options;
      throw new UsageError(
        `Learning needs ${this.#needed} transitions in the replay buffer ` +
          `(batchSize ${batchSize}, learningStarts ${learningStarts}); it holds ${this.replay.size}. ` +
          `Observe ${missing} more first, or call learn only while updatesDue is above 0.`,
      );
    }
  }

  #afterUpdate(): void {
    const { targetUpdate } = this.options;
    this.#updatesDue = Math.max(0, this.#updatesDue - 1);
    if ('fraction' in targetUpdate) this.network.syncTarget(targetUpdate.fraction);
    if ('everyUpdates' in targetUpdate && this.updates % targetUpdate.everyUpdates === 0) {
      this.network.syncTarget();
    }
  }
}

function emptyHold(): HeldAction {
  return { action: 0, steps: 0 };
}

function resolveParts(parts: CheckpointParts): Required<CheckpointParts> {
  rejectUnknownOptions('A checkpoint', parts, ['replay']);
  return { replay: requireBoolean('replay', parts.replay ?? true) };
}

function requireMethod(store: object, method: 'read' | 'write'): void {
  const given = store as Partial<Record<string, unknown>> | null | undefined;
  if (typeof given?.[method] === 'function') return;
  throw new OptionsError(
    `A checkpoint store needs the method ${method}, as file(path) of deepq/node, indexedDb(name) of ` +
      `deepq/browser and memoryStore() have it; received ${show(store)}.`,
  );
}

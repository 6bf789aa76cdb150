import type { State } from '../state/state.ts';
import type { Engine, EngineState, WeightsName } from '../engines/engine.ts';
import { requireMadeEngine } from '../engines/requireEngine.ts';
import type { EnvironmentSpaces } from '../protocol/environmentSpaces.ts';
import type { Head } from '../heads/head.ts';
import type { ReturnDistribution } from '../heads/returnDistribution.ts';
import type { OptimizerSpec } from '../optimizers/optimizer.ts';
import type { Batch, ObservationBatch } from '../replay/batch.ts';
import type { LazyGather } from '../replay/lazyGather.ts';
import type { Random } from '../random/random.ts';
import type { Observation } from '../spaces/space.ts';
import { ActingValues } from './actingValues.ts';
import { Availability } from './availability.ts';
import { DrawSource } from './drawSource.ts';
import { requireFunction, requireNumber } from '../validation/options.ts';
import { orDispose } from '../validation/orDispose.ts';
import type { Architecture, ModelArchitecture } from '../networks/architecture.ts';
import { initialWeights } from '../networks/initialize.ts';
import { NetworkStates } from './networkStates.ts';
import { summarize } from '../networks/summary.ts';
import { resolveNetwork, resolveNetworkOptions, type QNetworkOptions } from './qNetworkOptions.ts';
import type { UpdateResult } from './update.ts';
import { Updates, type StartedUpdate } from './updates.ts';
import { Values } from './values.ts';
import { requireWeightsName } from './weightsName.ts';
import { fromTensors, toTensors, type WeightTensors } from '../networks/weightTensors.ts';

/**
 * A Q-network with its target copy and its optimizer: estimates the value of
 * every action in a state, and learns from batches of transitions.
 *
 * @example
 * ```ts
 * import { mlp, QNetwork } from 'deepq';
 * import { makeEnvironment } from 'deepq/environments';
 *
 * const environment = makeEnvironment('CartPole-v1');
 * const network = new QNetwork({ environment, network: mlp({ hidden: [64, 64] }) });
 * const { observation } = environment.reset({ seed: 1 });
 * network.qValues(observation); // Float32Array of 2: left, right
 * network.dispose();
 * ```
 * @category Networks
 */
export class QNetwork {
  /**
   * The layers with all their dimensions, and where each weight is. Where
   * `output.type` is `'model'`, a model of another library runs as it is.
   */
  readonly architecture: Architecture | ModelArchitecture;
  /**
   * What computes: its name, such as `'simd'`, and what it runs on: `'wasm simd'`,
   * `'wasm relaxed simd'`, or a backend of TensorFlow.js such as `'webgl'`.
   */
  readonly engine: Pick<Engine, 'name' | 'backend'>;
  /** The observations and actions that it is for. */
  readonly spaces: EnvironmentSpaces;
  /** What its outputs are and how they learn. */
  readonly head: Head;
  /** How gradients become weights. */
  readonly optimizer: OptimizerSpec;
  /** The global norm above which the gradient is scaled down; `null` for no limit. */
  readonly gradientClipNorm: number | null;
  /** Which weights choose actions, and are exported. */
  readonly actingWeights: WeightsName;
  /** @internal The values that actions are chosen by. */
  readonly acting: ActingValues;
  readonly #engine: Engine;
  readonly #states: NetworkStates;
  readonly #updates: Updates;
  readonly #values: Values;
  readonly #availability = new Availability();

  /** @internal Whether it is one itself, and no object that is derived from one or stands in front of it. */
  static isOne(value: unknown): value is QNetwork {
    return typeof value === 'object' && value !== null && #engine in value;
  }

  /**
   * @throws {OptionsError} If an option is unknown, out of range, or does not
   *   suit the spaces.
   * @throws {BackendError} If the engine cannot run here, or cannot run this
   *   network.
   */
  constructor(options: QNetworkOptions) {
    const resolved = resolveNetworkOptions(options);
    const { spaces, head, optimizer, gradientClipNorm, actingWeights, engine, random } = resolved;
    this.head = head;
    const { architecture, weights } = resolveNetwork(options.network, spaces, head);
    this.architecture = architecture;
    this.spaces = spaces;
    const made = engine.create({
      architecture,
      optimizer,
      gradientClipNorm,
      weights: weights ?? initialWeights(architecture, random),
      head,
      actingWeights,
    });
    this.#engine = orDispose(made, () => requireMadeEngine(made));
    this.optimizer = optimizer;
    this.gradientClipNorm = gradientClipNorm;
    this.actingWeights = actingWeights;
    const draws = new DrawSource(architecture, head, random);
    this.#states = new NetworkStates(this.#engine, optimizer, draws);
    this.#values = new Values(this.#engine, head, draws);
    this.acting = new ActingValues(this.#engine, this.#values, this);
    this.#updates = new Updates(this.#engine, head, optimizer, draws);
    this.engine = { name: this.#engine.name, backend: this.#engine.backend };
  }

  /** Whether results can be read at once (`'sync'`) or only by promise. */
  get reads(): 'sync' | 'async' {
    return this.#engine.reads;
  }

  /** @internal How batches for it are drawn. */
  get lazyGather(): LazyGather | undefined {
    return this.#engine.lazyGather;
  }

  /** Updates made so far. */
  get updates(): number {
    return this.#engine.updates;
  }

  /**
   * The value of every action.
   *
   * @param observations - One observation, or several in one array: shape
   *   `[batch, ...observation]`.
   * @param weights - Which copy of the weights to ask.
   * @param random - Where noisy layers draw from, and heads with fractions. Without it
   *   noisy layers compute with their means, and fractions are spread evenly.
   * @returns Shape `[batch, actions]`, row-major.
   * @throws {ShapeError} If the length is not that of whole observations.
   * @throws {BackendError} On a backend that can only be read asynchronously.
   */
  qValues(
    observations: Observation | ObservationBatch,
    weights: WeightsName = 'online',
    random?: Random,
  ): Float32Array {
    this.requireAlive();
    return this.#values.now({ observations, weights, random });
  }

  /** As {@link QNetwork.qValues}, on every backend. */
  async qValuesAsync(
    observations: Observation | ObservationBatch,
    weights: WeightsName = 'online',
    random?: Random,
  ): Promise<Float32Array> {
    this.requireAlive();
    return this.#values.wait({ observations, weights, random });
  }

  /**
   * What the network takes for the distribution of the return of each action. `risk` of the
   * head makes no difference to it; `hlGaussHead` learns the value, spread over a few bins.
   *
   * @param observation - One. Fractions are spread evenly over (0, 1).
   * @throws {UsageError} If the head knows values alone, as `qHead` does.
   * @throws {ShapeError} If it is not one observation.
   * @throws {BackendError} On a backend that can only be read asynchronously.
   */
  returnDistribution(
    observation: Observation,
    weights: WeightsName = 'online',
    random?: Random,
  ): ReturnDistribution {
    this.requireAlive();
    return this.#values.distributionNow({ observations: observation, weights, random });
  }

  /** As {@link QNetwork.returnDistribution}, on every backend. */
  async returnDistributionAsync(
    observation: Observation,
    weights: WeightsName = 'online',
    random?: Random,
  ): Promise<ReturnDistribution> {
    this.requireAlive();
    return this.#values.waitForDistribution({ observations: observation, weights, random });
  }

  /**
   * One step of training: forward, loss and gradient by the head, backward,
   * optimizer.
   *
   * @throws {DivergenceError} If the loss is NaN or infinite, or the gradient
   *   too large to step by even when it is clipped; the weights stay as they
   *   were.
   * @throws {ShapeError | ValueError} If the batch does not fit the network.
   * @throws {BackendError} On a backend that can only be read asynchronously.
   */
  update(batch: Batch): UpdateResult {
    this.requireIdle();
    return this.#updates.makeNow(batch);
  }

  /**
   * As {@link QNetwork.update}, on every backend. Where the engine makes whole updates on a
   * device, the network is free for the next call at once, and updates run in order.
   */
  async updateAsync(batch: Batch): Promise<UpdateResult> {
    return this.startUpdate(batch).result;
  }

  /**
   * Begins what `updateAsync` waits for.
   *
   * @internal
   */
  startUpdate(batch: Batch): StartedUpdate {
    this.requireIdle();
    const started = this.#updates.start(batch);
    if (started.isLate) return started;
    return { ...started, result: this.#availability.updateUntil(started.result) };
  }

  /**
   * Moves the target weights towards the online ones.
   *
   * @param fraction - τ in `(0, 1]`; 1 copies them.
   * @throws {OptionsError} If `fraction` is out of range.
   */
  syncTarget(fraction = 1): void {
    this.requireIdle();
    this.#engine.syncTarget(
      requireNumber('fraction', fraction, { min: 0, max: 1, exclusiveMin: true }),
    );
  }

  /**
   * The gradient of the last update before clipping, array by array.
   *
   * @throws {UsageError} Before the first update.
   */
  async gradient(): Promise<WeightTensors> {
    this.requireIdle();
    return toTensors(this.architecture, await this.#engine.gradient().async());
  }

  /** A copy of the weights, taken at the moment of the call. */
  async getWeights(weights: WeightsName = 'online'): Promise<WeightTensors> {
    this.requireIdle();
    requireWeightsName('weights', weights);
    return toTensors(this.architecture, await this.#engine.getWeights(weights));
  }

  /**
   * Replaces online and target weights. The optimizer's state stays.
   *
   * @throws {ShapeError | ValueError} If they do not fit; nothing changes then.
   */
  setWeights(tensors: WeightTensors): void {
    this.requireIdle();
    this.#engine.setWeights(fromTensors(this.architecture, tensors));
  }

  /**
   * Changes weights and the optimizer's state at once, as resets do.
   *
   * @param change - Writes into the vectors that it is given, and returns whether it did.
   * @returns A promise only where the memory of a device has to be waited for; until
   *   then the network refuses other calls.
   * @internal
   */
  rewrite(change: (state: EngineState) => boolean): void | Promise<void> {
    this.requireIdle();
    requireFunction('rewrite(change): change', change);
    const write = (state: EngineState): void => {
      if (change(state)) this.#engine.setState(state);
    };
    const state = this.#engine.getState();
    if (state instanceof Promise) return this.#availability.updateUntil(state.then(write));
    write(state);
  }

  /**
   * A copy of weights and optimizer state, taken at the moment of the call.
   *
   * @throws {DivergenceError} If the weights hold NaN or infinity.
   */
  async getState(): Promise<State> {
    return this.stateNow();
  }

  /**
   * As `getState`, and no promise where the engine need not wait for a device: so
   * a checkpoint can be written without a copy of the rest.
   *
   * @internal
   */
  stateNow(): State | Promise<State> {
    this.requireIdle();
    return this.#states.now();
  }

  /**
   * Takes over a state that `getState` returned.
   *
   * @throws {CheckpointError} If it belongs to another architecture or is
   *   damaged; nothing changes then.
   */
  setState(state: State): void {
    this.prepareState(state)();
  }

  /**
   * The first half of {@link QNetwork.setState}: checks a state.
   *
   * @returns The second half, which takes it over and cannot fail.
   * @throws {CheckpointError} As `setState`.
   */
  prepareState(state: State): () => void {
    this.requireIdle();
    const takeOver = this.#states.prepare(state);
    return () => {
      this.requireIdle();
      takeOver();
    };
  }

  /** A table of the layers, for people. */
  summary(): string {
    return summarize(this.architecture);
  }

  /**
   * @throws {UsageError} If the network was disposed, or an `updateAsync` is
   *   still running.
   */
  requireIdle(): void {
    this.#availability.requireIdle();
  }

  /** @throws {UsageError} If the network was disposed. */
  requireAlive(): void {
    this.#availability.requireAlive();
  }

  /** Frees all memory. The network cannot be used afterwards. */
  dispose(): void {
    if (this.#availability.isDisposed) return;
    this.requireIdle();
    this.#engine.dispose();
    this.#availability.end();
  }
}

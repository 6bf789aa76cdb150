import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { State } from '../state/state.ts';
import { createEngine, type EngineChoice } from '../engines/createEngine.ts';
import type { Engine, EngineState, Readback, WeightsName } from '../engines/engine.ts';
import type { EnvironmentSpaces } from '../protocol/environmentSpaces.ts';
import { UsageError } from '../errors.ts';
import type { Head } from '../heads/head.ts';
import { qHead } from '../heads/qHead.ts';
import { requireHead } from '../heads/requireHead.ts';
import { learningRateAt } from '../optimizers/learningRate.ts';
import { adam, type OptimizerSpec } from '../optimizers/optimizer.ts';
import { resolveOptimizer } from '../optimizers/resolve.ts';
import { optimizerSlots } from '../optimizers/slots.ts';
import { createRandom } from '../random/createRandom.ts';
import { copyBatch, type Batch, type ObservationBatch } from '../replay/batch.ts';
import type { Observation } from '../spaces/space.ts';
import {
  rejectUnknownOptions,
  requireChoice,
  requireBoolean,
  requireNumber,
  requireSeed,
} from '../validation/options.ts';
import { requireSpaces } from '../protocol/requireSpaces.ts';
import type { Architecture, ModelArchitecture } from '../networks/architecture.ts';
import { initialWeights } from '../networks/initialize.ts';
import { requireLayersModel } from '../exchange/modelFit.ts';
import { getModelWeightsAsync } from '../exchange/modelWeights.ts';
import { decodeNetworkState, encodeNetworkState } from './networkState.ts';
import { readLike, readTrainable, resolveNetwork } from './resolveNetwork.ts';
import type { NetworkSpec } from '../networks/spec.ts';
import { summarize } from '../networks/summary.ts';
import { checkRows, toRows } from './rows.ts';
import {
  beginUpdate,
  finishUpdate,
  HeadResults,
  readAsync,
  readSync,
  requireSyncReads,
  type UpdateResult,
} from './update.ts';
import { fromTensors, toTensors, type WeightTensors } from '../networks/weightTensors.ts';

/**
 * Options of {@link QNetwork}.
 *
 * @category Networks
 */
export interface QNetworkOptions {
  /** What the network is for; only its two spaces are read. */
  readonly environment: EnvironmentSpaces;
  /**
   * The architecture, made by `mlp`, `cnn`, `natureCnn` or `embedding`; or a
   * TensorFlow.js model, whose weights are taken over with it.
   *
   * A model of layers that a spec can describe is only read, as by
   * {@link QNetwork.fromLayersModel}. Any other runs as it is, on the tfjs
   * engine (`engine.reason` says so): keep it until the network is disposed.
   * Its layers behave as in prediction, also while it learns: `Dropout` drops
   * nothing. Its own weights stay as they are.
   */
  readonly network: NetworkSpec | LayersModel;
  /**
   * What its outputs are and how they learn: the maths of targets and loss, made
   * by `qHead` or a head of your own.
   *
   * @default qHead()
   */
  readonly head?: Head;
  /**
   * How gradients become weights.
   *
   * @default `adam({ learningRate: 1e-3 })`
   */
  readonly optimizer?: OptimizerSpec;
  /**
   * The global norm above which the gradient is scaled down; `null` for no
   * limit.
   *
   * @default 10
   */
  readonly gradientClipNorm?: number | null;
  /**
   * Decides the first weights; a whole number from 0 to 2³² − 1.
   *
   * @default 0
   */
  readonly seed?: number;
  /**
   * What computes: `'simd'` (the library's own kernels, fastest on a CPU, for
   * dense layers and embeddings), `'tfjs'`, or `'auto'`, which chooses.
   *
   * @default 'auto'
   */
  readonly engine?: EngineChoice;
  /**
   * Whether the simd engine may fuse multiplication and addition where the
   * host has WebAssembly with relaxed SIMD: faster, but rounded differently.
   * `false` gives the same bits on every host.
   *
   * @default true
   */
  readonly relaxedSimd?: boolean;
}

const known = [
  'network',
  'environment',
  'head',
  'optimizer',
  'gradientClipNorm',
  'seed',
  'engine',
  'relaxedSimd',
] as const satisfies readonly (keyof QNetworkOptions)[];

/**
 * A Q-network with its target copy and its optimizer: estimates the value of
 * every action in a state, and learns from batches of transitions.
 *
 * @example
 * ```ts
 * import '@tensorflow/tfjs-backend-cpu';
 * import { ready } from '@tensorflow/tfjs-core';
 * import { mlp, QNetwork } from 'deepq';
 * import { makeEnvironment } from 'deepq/environments';
 *
 * await ready();
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
   * `output.type` is `'model'`, a TensorFlow.js model runs as it is.
   */
  readonly architecture: Architecture | ModelArchitecture;
  /** What computes, and why it was chosen. */
  readonly engine: {
    /** The engine, such as `'tfjs'`. */
    readonly name: string;
    /** The TensorFlow.js backend that it runs on, such as `'wasm'`; or `'wasm simd'` or `'wasm relaxed simd'`. */
    readonly backend: string;
    /** Why it was chosen, in words. */
    readonly reason: string;
  };
  /** What its outputs are and how they learn. */
  readonly head: Head;
  readonly #engine: Engine;
  readonly #results = new HeadResults();
  readonly #optimizer: OptimizerSpec;
  readonly #spaces: EnvironmentSpaces;
  #state: 'idle' | 'updating' | 'disposed' = 'idle';

  /**
   * @throws {OptionsError} If an option is unknown, out of range, or does not
   *   suit the spaces.
   * @throws {BackendError} If no TensorFlow.js backend is ready.
   */
  constructor(options: QNetworkOptions) {
    rejectUnknownOptions('QNetwork', options, known);
    const optimizer = resolveOptimizer(options.optimizer ?? adam({ learningRate: 1e-3 }));
    const spaces = requireSpaces('QNetwork', options.environment);
    const { gradientClipNorm = 10, seed = 0, engine = 'auto', relaxedSimd = true } = options;
    if (gradientClipNorm !== null) {
      requireNumber('gradientClipNorm', gradientClipNorm, { min: 0, exclusiveMin: true });
    }
    requireBoolean('relaxedSimd', relaxedSimd);
    const random = createRandom(requireSeed(seed));
    this.head = requireHead(options.head ?? qHead());
    const { architecture, weights } = resolveNetwork(options.network, spaces, this.head);
    this.architecture = architecture;
    const chosen = createEngine(engine, {
      architecture,
      optimizer,
      gradientClipNorm,
      weights: weights ?? initialWeights(architecture, random),
      relaxedSimd,
    });
    this.#spaces = spaces;
    this.#engine = chosen.engine;
    this.#optimizer = optimizer;
    this.engine = {
      name: chosen.engine.name,
      backend: chosen.engine.backend,
      reason: chosen.reason,
    };
  }

  /**
   * Makes a network of a TensorFlow.js model, with its architecture and its
   * weights: one that was trained elsewhere, or came from
   * {@link QNetwork.toLayersModel} and was saved with `model.save`. It can run on
   * either engine; the model is only read, and stays the caller's.
   *
   * `new QNetwork({ ...options, network: model })` does the same at once, which on
   * a GPU holds up the page, and takes models of other layers too, which then
   * run as they are. An agent takes a model in the same place:
   * `new DQNAgent({ environment, network: model })`. For a network that is there
   * already, see {@link QNetwork.setWeightsFrom}.
   *
   * The model is one input, a line of layers, and one output for each action:
   * `Rescaling` without offset, `Conv2D`, `Flatten`, `Embedding`, `Dense`,
   * `Activation`, `ReLU` and `ELU`, with the activations of {@link Activation},
   * a bias in each layer, and square kernels and strides; or two streams as
   * `toLayersModel` joins them. Regularizers, constraints and the optimizer of
   * the model are not taken over.
   *
   * @param options - As for the constructor, without `network`.
   * @throws {OptionsError} If a layer is of another kind, frozen, or used
   *   twice, or the model does not suit the environment; the layer is named.
   * @throws {UsageError} If the model was disposed.
   * @example
   * ```ts
   * import '@tensorflow/tfjs-backend-cpu';
   * import { ready } from '@tensorflow/tfjs-core';
   * import { layers, sequential } from '@tensorflow/tfjs-layers';
   * import { QNetwork } from 'deepq';
   * import { makeEnvironment } from 'deepq/environments';
   *
   * await ready();
   * const model = sequential({
   *   layers: [
   *     layers.dense({ inputShape: [4], units: 32, activation: 'relu' }),
   *     layers.dense({ units: 2 }),
   *   ],
   * });
   * const environment = makeEnvironment('CartPole-v1');
   * const network = await QNetwork.fromLayersModel(model, { environment });
   * model.dispose();
   * console.log(network.summary());
   * network.dispose();
   * ```
   */
  static async fromLayersModel(
    model: LayersModel,
    options: Omit<QNetworkOptions, 'network'>,
  ): Promise<QNetwork> {
    rejectUnknownOptions('QNetwork.fromLayersModel', options, known.slice(1));
    const spaces = requireSpaces('QNetwork.fromLayersModel', options.environment);
    const reading = readTrainable(requireLayersModel(model), spaces);
    const weights = await getModelWeightsAsync(reading);
    const network = new QNetwork({ ...options, network: reading.spec });
    network.setWeights(weights);
    return network;
  }

  /** Whether results can be read at once (`'sync'`) or only by promise. */
  get reads(): 'sync' | 'async' {
    return this.#engine.reads;
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
   * @returns Shape `[batch, actions]`, row-major.
   * @throws {ShapeError} If the length is not that of whole observations.
   * @throws {BackendError} On a backend that can only be read asynchronously.
   */
  qValues(observations: Observation | ObservationBatch, weights?: WeightsName): Float32Array {
    requireSyncReads(this.#engine, 'qValuesAsync (an agent: actAsync)');
    return this.#toValues(this.#forward(observations, weights).sync());
  }

  /** As {@link QNetwork.qValues}, on every backend. */
  async qValuesAsync(
    observations: Observation | ObservationBatch,
    weights?: WeightsName,
  ): Promise<Float32Array> {
    return this.#toValues(await this.#forward(observations, weights).async());
  }

  /**
   * One step of training: forward, loss and gradient by the head, backward,
   * optimizer.
   *
   * @throws {DivergenceError} If the loss is NaN or infinite, or the gradient
   *   too large to step by even when it is clipped; the weights stay as they
   *   were.
   * @throws {ShapeError} If the batch does not fit the network.
   * @throws {BackendError} On a backend that can only be read asynchronously.
   */
  update(batch: Batch): UpdateResult {
    this.requireIdle();
    requireSyncReads(this.#engine, 'updateAsync (an agent: learnAsync)');
    const rate = learningRateAt(this.#optimizer, this.updates);
    const pending = beginUpdate(this.#engine, this.head, batch);
    const outputs = readSync(pending);
    return finishUpdate(this.#engine, this.head, pending, outputs, this.#results, rate);
  }

  /** As {@link QNetwork.update}, on every backend. */
  async updateAsync(batch: Batch): Promise<UpdateResult> {
    this.requireIdle();
    const rate = learningRateAt(this.#optimizer, this.updates);
    // A copy: the replay buffer may be sampled again before the outputs are read.
    const pending = beginUpdate(this.#engine, this.head, copyBatch(batch));
    this.#state = 'updating';
    try {
      const outputs = await readAsync(pending);
      const result = finishUpdate(this.#engine, this.head, pending, outputs, this.#results, rate);
      // Copied, as another update may come before the caller's turn.
      return { ...result, tdErrors: result.tdErrors.slice() };
    } finally {
      this.#state = 'idle';
    }
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
    requireChoice('weights', weights, ['online', 'target']);
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
   * Replaces online and target weights by those of a TensorFlow.js model of the
   * same architecture. The optimizer's state stays.
   *
   * @throws {OptionsError} If the model has another architecture, or layers
   *   that {@link QNetwork.fromLayersModel} does not take; nothing changes then.
   * @throws {UsageError} If the model was disposed.
   */
  async setWeightsFrom(model: LayersModel): Promise<void> {
    this.requireIdle();
    const reading = readLike(this.architecture, requireLayersModel(model), this.#spaces);
    this.setWeights(await getModelWeightsAsync(reading));
  }

  /**
   * The network as a TensorFlow.js model with a copy of the online weights:
   * to save, convert or run elsewhere. It takes observations as they come from
   * the environment, `[batch, size]` (`[batch, height, width, channels]` or
   * `[batch, channels, height, width]` for convolutions, `[batch, 1]` of
   * indices for an embedding), and gives `[batch, actions]`. Of a model that
   * runs as it is, a copy. The caller disposes it.
   */
  async toLayersModel(): Promise<LayersModel> {
    const weights = await this.getWeights();
    // Loaded on demand: a page that only trains does without tfjs-layers.
    const { toLayersModel } = await import('../exchange/layersModel.ts');
    return toLayersModel(this.architecture, weights);
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
    const encode = (state: EngineState): State =>
      encodeNetworkState(this.architecture, this.#optimizer, state);
    const state = this.#engine.getState();
    return state instanceof Promise ? state.then(encode) : encode(state);
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
    const slots = optimizerSlots(this.#optimizer);
    const decoded = decodeNetworkState(this.architecture, this.#optimizer, slots, state);
    return () => {
      this.requireIdle();
      this.#engine.setState(decoded);
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
    this.requireAlive();
    if (this.#state === 'updating') {
      throw new UsageError(
        'An update is still running; await it (updateAsync, learnAsync) before this call.',
      );
    }
  }

  /** @throws {UsageError} If the network was disposed. */
  requireAlive(): void {
    if (this.#state === 'disposed') {
      throw new UsageError(
        'This network, or the agent that it belongs to, was disposed; make a new one.',
      );
    }
  }

  /** Frees all memory. The network cannot be used afterwards. */
  dispose(): void {
    if (this.#state === 'disposed') return;
    this.requireIdle();
    this.#engine.dispose();
    this.#state = 'disposed';
  }

  #forward(
    observations: Observation | ObservationBatch,
    weights: WeightsName = 'online',
  ): Readback {
    this.requireAlive();
    if (weights !== 'online') requireChoice('weights', weights, ['online', 'target']);
    const rows = toRows(observations);
    return this.#engine.forward(weights, rows, checkRows(this.architecture, rows));
  }

  /** A copy, as what the engine hands out is its own and soon overwritten. */
  #toValues(outputs: Float32Array): Float32Array {
    const values = new Float32Array(outputs.length / this.architecture.outputsPerAction);
    this.head.values(outputs, values);
    return values;
  }
}

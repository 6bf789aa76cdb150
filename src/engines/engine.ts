import type { Head, HeadResult } from '../heads/head.ts';
import type { Architecture, ModelArchitecture } from '../networks/architecture.ts';
import type { OptimizerSpec } from '../optimizers/optimizer.ts';
import type { LazyGather } from '../replay/lazyGather.ts';
import type { Batch, ObservationBatch } from '../replay/batch.ts';

/**
 * Which of the two copies of the weights.
 *
 * @category Engines
 */
export type WeightsName = 'online' | 'target';

/**
 * Numbers on their way from an engine. Take them once, by either method; that
 * frees what held them.
 *
 * @category Engines
 */
export interface Readback {
  /**
   * The numbers, valid until the next call of the engine: copy what is to stay.
   *
   * @throws {BackendError} If the backend can only be read asynchronously.
   */
  sync(): Float32Array;
  /** As `sync`, on every backend. */
  async(): Promise<Float32Array>;
  /** Frees the numbers unread. */
  discard(): void;
}

/**
 * A forward pass that can be followed back. End it by one call of `backward`
 * or `discard`.
 *
 * @category Engines
 */
export interface TrainingPass {
  /** Shape `[batch, outputs]`; of a network that takes fractions `[batch, outputs, fractions]`. */
  readonly outputs: Readback;
  /**
   * Computes the gradient of every weight from the gradient in the outputs,
   * clips it, and takes one step of the optimizer.
   *
   * @param outputGradient - Shaped as the outputs.
   * @throws {DivergenceError} If the gradient holds NaN or infinity, or is too
   *   large for single precision even when it is clipped; weights and optimizer
   *   stay as they were. Where results come by promise only, the next step
   *   throws it.
   */
  backward(outputGradient: Float32Array, learningRate: number): void;
  /** Frees the pass unused. */
  discard(): void;
}

/**
 * All that an engine has learned, as flat vectors.
 *
 * @category Engines
 */
export interface EngineState {
  /** Shape `[parameters]`. */
  readonly online: Float32Array;
  /** Shape `[parameters]`. */
  readonly target: Float32Array;
  /** The optimizer's vectors by name, each `[parameters]`. */
  readonly optimizer: Readonly<Record<string, Float32Array>>;
  /** Optimizer steps taken. */
  readonly updates: number;
}

/**
 * The random numbers of one forward pass, drawn by whoever asks for the pass, so
 * that every engine computes with the same ones.
 *
 * @category Engines
 */
export interface Draws {
  /** Of noisy layers, one behind the other; `null` for none: the means alone. */
  readonly noise: Float32Array | null;
  /** Quantile fractions τ in (0, 1), for networks that take them. Shape `[batch, fractions]`. */
  readonly fractions: Float32Array | null;
}

/**
 * The draws of the passes of an update, each for the pass of that name; left out
 * where the network takes none.
 *
 * @category Engines
 */
export interface UpdateDraws {
  /** Of the online network at s. */
  readonly online?: Draws | undefined;
  /** Of the online network at s'. */
  readonly nextOnline?: Draws | undefined;
  /** Of the target network at s'. */
  readonly nextTarget?: Draws | undefined;
  /** Of the target network at s. */
  readonly target?: Draws | undefined;
}

/**
 * What a whole update on a device came to, once its numbers have arrived.
 *
 * @category Engines
 */
export interface LateResult {
  /** Mean over the batch of weight × loss, before the step. */
  readonly loss: number;
  /** Mean of `q(s, a)` over the batch, before the step. */
  readonly meanQ: number;
  /** As of {@link HeadResult}. Shape `[batch]`; an array of its own. */
  readonly tdErrors: Float32Array;
  /** The norm of the gradient before clipping. */
  readonly gradientNorm: number;
}

/**
 * An update that runs on a device as a whole.
 *
 * @category Engines
 */
export interface DeviceUpdate {
  /** Optimizer steps taken, this one included. */
  readonly updates: number;
  /**
   * Its numbers, when they have arrived; the next updates need not wait for it.
   * Rejects with a `DivergenceError` if loss or gradient cannot be stepped by: the
   * weights then stayed as they were before it; and with a `BackendError` if the
   * device failed.
   */
  readonly result: Promise<LateResult>;
}

/**
 * Runs a network: forward, backward, optimizer. It knows nothing of targets
 * and losses, which are the {@link Head}'s.
 *
 * @category Engines
 */
export interface Engine {
  /** Such as `'simd'`. */
  readonly name: string;
  /** What it runs on: `'wasm simd'`, `'wasm relaxed simd'`, or a backend of TensorFlow.js. */
  readonly backend: string;
  /** Whether results can be read at once, or only by promise. */
  readonly reads: 'sync' | 'async';
  /** The network that it runs. */
  readonly architecture: Architecture | ModelArchitecture;
  /** Optimizer steps taken. */
  readonly updates: number;
  /**
   * Whether observations with NaN give outputs with NaN. Where units may make NaN a 0, leave it out:
   * updates then look at the observations themselves. Infinity is lost on any engine where it makes
   * every unit of a layer inactive; replay buffers refuse both.
   *
   * @default false
   */
  readonly keepsNaN?: boolean | undefined;
  /**
   * How batches for `learn` get observations where a replay buffer keeps stacks of frames, if
   * the engine keeps frames too: such a batch may have `frames`, and its observations
   * are gathered only if they are read.
   */
  readonly lazyGather?: LazyGather | undefined;
  /**
   * The norm of the last gradient before clipping, of all weights together;
   * NaN before the first step. Where results come by promise only, that of the
   * last step whose norm has arrived.
   */
  readonly gradientNorm: number;
  /**
   * Runs a network forward.
   *
   * @param observations - `batch` rows.
   * @param draws - Where the network takes any.
   * @param loadedBy - Of which weights the last pass was for these same observations, if there
   *   was one just before: an engine need not load them again.
   * @returns Shape `[batch, actions, outputsPerAction]`; of a network that takes fractions
   *   `[batch, actions, fractions]`.
   * @throws {ShapeError} If the draws are not those that the network takes.
   */
  forward(
    weights: WeightsName,
    observations: ObservationBatch,
    batch: number,
    draws?: Draws,
    loadedBy?: WeightsName,
  ): Readback;
  /**
   * Runs the target network forward at s', where the head's kernels choose the actions of the
   * target by the online network: of its pass at s', which was made just before, and whose
   * observations need not be loaded again. Left out where the engine cannot.
   *
   * @param batch - Whose masks are heeded. Its `evaluate` is to follow.
   * @returns As of `forward`, with the outputs of the chosen actions, and zeros for others;
   *   `null` if there are no such kernels: then make the whole pass.
   * @throws {ShapeError} As `forward`; and if a mask allows no action though the future counts.
   */
  forwardChosen?(batch: Batch, observations: ObservationBatch, draws?: Draws): Readback | null;
  /**
   * Runs the online network forward, ready for `backward`.
   *
   * @param taken - The actions whose outputs alone are wanted, one for each row: an engine
   *   may leave those of others 0. All are wanted without it.
   */
  forwardForTraining(
    observations: ObservationBatch,
    batch: number,
    draws?: Draws,
    taken?: ArrayLike<number>,
  ): TrainingPass;
  /**
   * Runs the network that acts (`actingWeights` of the options) forward so that the outputs can
   * be read at once, where the engine itself can only be read by promise: on a copy whose
   * weights follow those of the engine some updates later, by a rhythm of updates alone. Left out where
   * there is no such copy, or no need of one.
   *
   * @param observations - `batch` rows.
   * @param draws - Where the network takes any.
   * @returns As of `forward`; its `sync` does not throw.
   * @throws {ShapeError} As of `forward`.
   */
  act?(observations: ObservationBatch, batch: number, draws?: Draws): Readback;
  /**
   * As `act`, with the weights after all updates so far, which have to be waited for. What
   * `act` computes with stays as it is. An engine that has `act` has this too.
   *
   * @param observations - `batch` rows, which stay as they are until then.
   * @returns An array of its own. Rejects with a `BackendError` if the device failed.
   */
  actLatest?(observations: ObservationBatch, batch: number, draws?: Draws): Promise<Float32Array>;
  /**
   * Resolves when the weights that `act` is to compute with after the updates so far have
   * arrived; `null` if they have. Whoever waits for it after each update acts alike in
   * every run. Never rejects.
   */
  readyToAct?(): Promise<void> | null;
  /**
   * Computes loss and gradient of an update by kernels that its head brings with it, once the
   * passes that the head uses have been made, and no others since. Left out where the engine
   * cannot.
   *
   * @param pass - The open one. Its `backward` then takes the gradient that was computed,
   *   whatever it is handed.
   * @returns `null` if there are no such kernels: then evaluate the head itself.
   * @throws {ShapeError} If a mask allows no action though the future counts; the pass is over
   *   with the next one.
   */
  evaluate?(batch: Batch, pass: TrainingPass): HeadResult | null;
  /**
   * Makes a whole update where the engine computes: the passes that the head uses,
   * the head itself, the way back, and a step of the optimizer. Nothing is read back
   * meanwhile. Left out where the engine cannot.
   *
   * @param head - Whose targets and loss they are.
   * @param batch - As for `forward`; checked by the caller, and copied before this returns.
   * @returns `null` if it does not know this head: then make the update by `forward`,
   *   `forwardForTraining` and `backward`.
   * @throws {ShapeError} If the draws are not those that the network takes.
   * @throws {BackendError} If the device failed.
   */
  learn?(head: Head, batch: Batch, draws: UpdateDraws, learningRate: number): DeviceUpdate | null;
  /** The gradient of the last step before clipping. Shape `[parameters]`. */
  gradient(): Readback;
  /**
   * Moves the target weights towards the online ones:
   * `target ← target + fraction · (online − target)`; 1 copies them.
   */
  syncTarget(fraction: number): void;
  /**
   * A copy of everything, taken at the moment of the call; a promise only where
   * the memory of a device has to be waited for.
   */
  getState(): EngineState | Promise<EngineState>;
  /** Takes over a state, whose lengths the caller has checked. */
  setState(state: EngineState): void;
  /** Takes over weights, online and target alike. Shape `[parameters]`. */
  setWeights(vector: Float32Array): void;
  /** A copy of one vector of weights, taken at the moment of the call. */
  getWeights(weights: WeightsName): Promise<Float32Array>;
  /** Frees everything. */
  dispose(): void;
}

/**
 * What every engine is made from.
 *
 * @category Engines
 */
export interface EngineOptions {
  /** The network: of a spec, or a model that runs as it is. */
  readonly architecture: Architecture | ModelArchitecture;
  /** How gradients become weights. */
  readonly optimizer: OptimizerSpec;
  /** Global norm above which gradients are scaled down; `null` for none. */
  readonly gradientClipNorm: number | null;
  /** Shape `[parameters]`; online and target weights start from it. */
  readonly weights: Float32Array;
  /** The head of the network, whose kernels an engine may use. */
  readonly head?: Head;
  /**
   * The weights that `act` is to compute with; those of the online network without it. Only
   * an engine that has `act` needs to heed it.
   */
  readonly actingWeights?: WeightsName;
}

/**
 * Makes engines: the value of the option `engine`, as `simd()` and `tfjs()` give
 * it. Each network has an engine of its own.
 *
 * @category Engines
 */
export interface EngineFactory {
  /** The name of its engines, such as `'simd'`. */
  readonly name: string;
  /**
   * Makes an engine for a network.
   *
   * @throws {BackendError} If the engine cannot run here, or cannot run this
   *   network.
   */
  create(options: EngineOptions): Engine;
}

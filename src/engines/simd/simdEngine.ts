import type { Architecture } from '../../networks/architecture.ts';
import type { OptimizerSpec } from '../../optimizers/optimizer.ts';
import { clipFactor } from '../../optimizers/clip.ts';
import { decays, lazyTable } from '../../optimizers/parts.ts';
import { optimizerSlots } from '../../optimizers/slots.ts';
import type { Batch, ObservationBatch } from '../../replay/batch.ts';
import { UsageError } from '../../errors.ts';
import type { Head, HeadResult } from '../../heads/head.ts';
import type {
  Draws,
  Engine,
  EngineOptions,
  EngineState,
  Readback,
  TrainingPass,
  WeightsName,
} from '../engine.ts';
import { fractionsOf } from '../fractionsOf.ts';
import { noiseOf } from '../noiseOf.ts';
import { Arena, createMemory, createSharedMemory, type Pointer } from './arena.ts';
import { backward, forward, type Pass } from './graph.ts';
import { bindHead, headKernelsOf, type BoundHead } from './headKernels.ts';
import { loadInput } from './input.ts';
import { bindKernels, hasRelaxedSimd, type Kernels } from './kernels.ts';
import { OpenPass } from './openPass.ts';
import { gradientNorm, optimizerStep, type OptimizerVectors } from './optimizer.ts';
import { Output } from './output.ts';
import { Passes } from './passes.ts';
import type { PassName } from './workspace.ts';
import { dividedKernels } from './threads/dividedKernels.ts';
import { Team } from './threads/team.ts';
import { UsedRows } from './usedRows.ts';

/** What {@link createSimdEngine} is made from. */
export interface SimdEngineOptions extends EngineOptions {
  readonly architecture: Architecture;
  /** Whether multiplication and addition may be fused, where the host can. */
  readonly relaxed: boolean;
  /** How many threads compute, where threads can be had. */
  readonly threads: number;
  /** Nanoseconds of work from which on it is divided among them. */
  readonly worthwhile?: number;
}

/**
 * The engine on the library's own WebAssembly kernels. Weights, gradients,
 * optimizer state and the batch share one linear memory, laid out once: an
 * update is a dozen calls of kernels and allocates nothing.
 *
 * @throws {BackendError} If WebAssembly or its SIMD is missing, or there is not
 *   enough memory.
 */
export function createSimdEngine(options: SimdEngineOptions): Engine {
  return new SimdEngine(options);
}

class SimdEngine implements Engine {
  readonly name = 'simd';
  readonly backend: string;
  readonly reads = 'sync';
  readonly keepsNaN = true;
  readonly architecture: Architecture;
  readonly #optimizer: OptimizerSpec;
  readonly #gradientClipNorm: number | null;
  readonly #slotNames: readonly string[];
  readonly #target: Pointer;
  readonly #vectors: OptimizerVectors;
  /** Of the embedding; `null` for networks without one. */
  readonly #usedRows: UsedRows | null;
  #passes: Passes;
  #outputs: Readonly<Record<PassName | 'gradient', Output>>;
  #arena: Arena;
  #kernels: Kernels;
  /** `null` for one thread. */
  readonly #team: Team | null;
  /** Computes loss and gradient; `null` if the head brings no kernels for it. */
  #head: BoundHead | null;
  /** The pass whose numbers the training workspace holds. */
  #openPass: OpenPass | null = null;
  #hasGradient = false;
  #gradientNorm = NaN;
  #updates = 0;

  constructor(options: SimdEngineOptions) {
    const { architecture, optimizer, gradientClipNorm, weights } = options;
    this.architecture = architecture;
    this.#optimizer = optimizer;
    this.#gradientClipNorm = gradientClipNorm;
    this.#slotNames = optimizerSlots(optimizer);
    const relaxed = options.relaxed && hasRelaxedSimd();
    this.backend = relaxed ? 'wasm relaxed simd' : 'wasm simd';
    const shared = options.threads > 1 ? createSharedMemory() : null;
    const memory = shared ?? createMemory();
    const arena = new Arena(memory);
    this.#arena = arena;
    const head = headKernelsOf(options.head);
    const bound = bindKernels(memory, relaxed, shared !== null, head?.module);
    const { kernels, modules, exports } = bound;
    if (shared) {
      const { threads, worthwhile } = options;
      this.#team = new Team(threads, arena, modules, exports, worthwhile);
      const integerAt = (pointer: Pointer): number => arena.integers[pointer / 4] as number;
      const sums = arena.allocate(4 * Math.ceil(architecture.parameterCount / 1024));
      this.#kernels = dividedKernels(kernels, this.#team, integerAt, sums);
    } else {
      this.#team = null;
      this.#kernels = kernels;
    }
    this.#head = head && bindHead(options.head as Head, head, arena, kernels, this.#team);
    // The kernels take numbers by fours; the padding is zero and stays so.
    const length = Math.ceil(architecture.parameterCount / 4) * 4;
    this.#target = arena.allocate(length);
    const [first] = architecture.trunk;
    this.#usedRows = first?.type === 'embedding' ? new UsedRows(arena, this.#kernels, first) : null;
    const table = lazyTable(optimizer, architecture.trunk);
    this.#vectors = {
      weights: arena.allocate(length),
      gradient: arena.allocate(length),
      slots: this.#slotNames.map(() => arena.allocate(length)),
      length,
      decayed: architecture.parameters.filter(
        (info, index) => index !== table && decays(optimizer, info),
      ),
      lazyRows: table === null ? null : this.#usedRows,
    };
    const { weights: online, gradient } = this.#vectors;
    this.#passes = new Passes({
      arena,
      kernels: this.#kernels,
      architecture,
      weights: { online, target: this.#target, training: online },
      gradient,
      reserve: (numbers) => this.#team?.reserve(numbers),
    });
    this.#outputs = {
      online: new Output(arena),
      target: new Output(arena),
      training: new Output(arena),
      gradient: new Output(arena),
    };
    this.setWeights(weights);
  }

  get updates(): number {
    return this.#updates;
  }

  get gradientNorm(): number {
    return this.#gradientNorm;
  }

  forward(
    weights: WeightsName,
    observations: ObservationBatch,
    batch: number,
    draws?: Draws,
    loadedBy?: WeightsName,
  ): Readback {
    const loaded = loadedBy && this.#passes[loadedBy];
    return this.#forward(weights, observations, batch, draws, undefined, loaded?.input);
  }

  forwardChosen(batch: Batch, observations: ObservationBatch, draws?: Draws): Readback | null {
    const { online } = this.#passes;
    const { actions } = this.architecture;
    // Of one action there is nothing to choose, and threads divide the pass by columns.
    if (actions === 1) return null;
    const chosen = online && this.#head?.choose(batch, actions, online.workspace);
    if (!chosen) return null;
    return this.#forward('target', observations, batch.size, draws, chosen, online.input);
  }

  forwardForTraining(
    observations: ObservationBatch,
    batch: number,
    draws?: Draws,
    taken?: ArrayLike<number>,
  ): TrainingPass {
    const outputs = this.#forward('training', observations, batch, draws, taken);
    const pass = new OpenPass(this, outputs, batch);
    this.#openPass = pass;
    return pass;
  }

  evaluate(batch: Batch, open: TrainingPass): HeadResult | null {
    const { training, target, online } = this.#passes;
    const isReady = open instanceof OpenPass && open === this.#openPass;
    if (!this.#head || !isReady || !training || !target) return null;
    const { actions, outputs } = this.architecture;
    const { workspace } = training;
    const [next, nextOnline] = [target.workspace, online?.workspace];
    const result = this.#head.evaluate(batch, actions, workspace, next, nextOnline, target.taken);
    if (!result) return null;
    open.hasGradient = true;
    const arena = this.#arena;
    return {
      ...result,
      // The memory may grow until it is read: another pass may be asked for meanwhile.
      get outputGradient() {
        return arena.view(workspace.outputGradient, batch.size * outputs);
      },
    };
  }

  #forward(
    name: PassName,
    observations: ObservationBatch,
    batch: number,
    draws: Draws | undefined,
    taken?: ArrayLike<number> | Pointer,
    loaded?: Pointer,
  ): Readback {
    const output = this.#outputs[name];
    output.release();
    const noise = noiseOf(this.architecture, draws);
    const fractions = fractionsOf(this.architecture, draws, batch);
    const spread = fractions?.length ?? batch;
    const pass = this.#passes.prepare(name, batch, spread);
    const { workspace } = pass;
    pass.input = loaded ?? workspace.input;
    if (loaded === undefined) {
      loadInput(this.#arena, this.#kernels, this.architecture.input, workspace, observations);
    }
    if (noise) this.#arena.floats.set(noise, workspace.noise / 4);
    pass.noise = noise ? workspace.noise : 0;
    if (fractions) this.#arena.floats.set(fractions, workspace.fractions / 4);
    pass.fractionCount = spread / batch;
    if (typeof taken === 'object') this.#arena.integers.set(taken, workspace.taken / 4);
    pass.taken = typeof taken === 'object' ? workspace.taken : (taken ?? 0);
    forward(pass, batch);
    return output.offer(workspace.outputs, spread * this.architecture.outputs);
  }

  /** Follows the open pass back, and takes a step. */
  step(open: OpenPass, outputGradient: Float32Array, learningRate: number): void {
    this.close(open);
    const { batch } = open;
    const pass = this.#passes.training as Pass;
    this.#outputs.gradient.release();
    if (!open.hasGradient) {
      this.#arena.floats.set(outputGradient, pass.workspace.outputGradient / 4);
    }
    this.#usedRows?.renew(pass.gradient, pass.input, batch);
    backward(pass, batch);
    this.#hasGradient = true;
    const norm = gradientNorm(this.#kernels, this.#vectors, this.#gradientClipNorm !== null);
    this.#gradientNorm = norm;
    const update = this.#updates + 1;
    const scale = clipFactor(norm, this.#gradientClipNorm, update);
    optimizerStep(this.#kernels, this.#optimizer, this.#vectors, scale, learningRate, update);
    this.#updates = update;
  }

  /**
   * Ends the open pass.
   *
   * @throws {UsageError} If it is over already.
   */
  close(open: OpenPass): void {
    if (this.#openPass !== open) {
      throw new UsageError(
        'This pass is over: a TrainingPass ends by one call of backward or discard, or when the ' +
          'next one begins.',
      );
    }
    this.#openPass = null;
  }

  gradient(): Readback {
    if (!this.#hasGradient) {
      throw new UsageError('There is no gradient yet; make an update first.');
    }
    this.#outputs.gradient.release();
    return this.#outputs.gradient.offer(this.#vectors.gradient, this.architecture.parameterCount);
  }

  syncTarget(fraction: number): void {
    const { weights, length } = this.#vectors;
    if (fraction === 1) this.#arena.view(this.#target, length).set(this.#read(weights));
    else this.#kernels.towards(this.#target, weights, length, fraction);
  }

  getState(): EngineState {
    const { weights, slots } = this.#vectors;
    return {
      online: this.#read(weights).slice(),
      target: this.#read(this.#target).slice(),
      optimizer: Object.fromEntries(
        this.#slotNames.map((name, index) => [name, this.#read(slots[index] ?? NaN).slice()]),
      ),
      updates: this.#updates,
    };
  }

  async getWeights(weights: WeightsName): Promise<Float32Array> {
    return this.#read(weights === 'online' ? this.#vectors.weights : this.#target).slice();
  }

  setState({ online, target, optimizer, updates }: EngineState): void {
    const { weights, slots } = this.#vectors;
    this.#read(weights).set(online);
    this.#read(this.#target).set(target);
    this.#slotNames.forEach((name, index) => {
      this.#read(slots[index] ?? NaN).set(optimizer[name] ?? []);
    });
    this.#outputs.gradient.release();
    this.#hasGradient = false;
    this.#gradientNorm = NaN;
    this.#updates = updates;
  }

  setWeights(vector: Float32Array): void {
    this.#read(this.#vectors.weights).set(vector);
    this.#read(this.#target).set(vector);
  }

  dispose(): void {
    // Memory of WebAssembly cannot be given back, only let go.
    for (const output of Object.values(this.#outputs)) output.release();
    this.#team?.leave();
    this.#openPass = null;
    this.#passes = disposed as Passes;
    this.#outputs = disposed as Readonly<Record<PassName | 'gradient', Output>>;
    this.#arena = disposed as Arena;
    this.#kernels = disposed as Kernels;
    this.#head = null;
  }

  /** All weights, or a vector like them, as a view. */
  #read(vector: Pointer): Float32Array {
    return this.#arena.view(vector, this.architecture.parameterCount);
  }
}

/** In the place of what was let go: any use of it throws. */
const disposed: unknown = undefined;

import type { Architecture } from '../../networks/architecture.ts';
import type { OptimizerSpec } from '../../optimizers/optimizer.ts';
import { optimizerSlots } from '../../optimizers/slots.ts';
import type { ObservationBatch } from '../../replay/batch.ts';
import { UsageError } from '../../errors.ts';
import type {
  Engine,
  EngineOptions,
  EngineState,
  Readback,
  TrainingPass,
  WeightsName,
} from '../engine.ts';
import { Arena } from './arena.ts';
import { backward, forward } from './graph.ts';
import { loadInput } from './input.ts';
import { hasRelaxedSimd, loadKernels, type Kernels, type Pointer } from './kernels.ts';
import { optimizerStep, type OptimizerVectors } from './optimizer.ts';
import { Output } from './output.ts';
import { createWorkspace, type Workspace } from './workspace.ts';

/** A forward pass that has a place of its own, so that all three may be read together. */
type PassName = WeightsName | 'training';

/**
 * The engine on the library's own WebAssembly kernels. Weights, gradients,
 * optimizer state and the batch share one linear memory, laid out once: an
 * update is a dozen calls of kernels and allocates nothing.
 *
 * @throws {BackendError} If WebAssembly or its SIMD is missing, or there is not
 *   enough memory.
 */
export function createSimdEngine(options: EngineOptions): Engine {
  return new SimdEngine(options);
}

class SimdEngine implements Engine {
  readonly name = 'simd';
  readonly backend: string;
  readonly reads = 'sync';
  readonly architecture: Architecture;
  readonly #optimizer: OptimizerSpec;
  readonly #gradientClipNorm: number | null;
  readonly #slotNames: readonly string[];
  readonly #target: Pointer;
  readonly #vectors: OptimizerVectors;
  readonly #workspaces: Partial<Record<PassName, Workspace>> = {};
  readonly #outputs: Readonly<Record<PassName | 'gradient', Output>>;
  #arena: Arena;
  #kernels: Kernels;
  /** The pass whose numbers the training workspace holds. */
  #openPass: TrainingPass | null = null;
  #hasGradient = false;
  #updates = 0;

  constructor(options: EngineOptions) {
    const { architecture, optimizer, gradientClipNorm, weights, relaxedSimd = true } = options;
    this.architecture = architecture;
    this.#optimizer = optimizer;
    this.#gradientClipNorm = gradientClipNorm;
    this.#slotNames = optimizerSlots(optimizer);
    const arena = new Arena();
    this.#arena = arena;
    const relaxed = relaxedSimd && hasRelaxedSimd();
    this.backend = relaxed ? 'wasm relaxed simd' : 'wasm simd';
    this.#kernels = loadKernels(arena.memory, relaxed);
    // The kernels take numbers by fours; the padding is zero and stays so.
    const length = Math.ceil(architecture.parameterCount / 4) * 4;
    this.#target = arena.allocate(length);
    this.#vectors = {
      weights: arena.allocate(length),
      gradient: arena.allocate(length),
      slots: this.#slotNames.map(() => arena.allocate(length)),
      length,
    };
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

  forward(weights: WeightsName, observations: ObservationBatch, batch: number): Readback {
    return this.#forward(weights, observations, batch);
  }

  forwardForTraining(observations: ObservationBatch, batch: number): TrainingPass {
    const outputs = this.#forward('training', observations, batch);
    const pass: TrainingPass = {
      outputs,
      backward: (outputGradient, learningRate) => {
        this.#close(pass);
        this.#step(outputGradient, batch, learningRate);
      },
      discard: () => {
        this.#close(pass);
      },
    };
    this.#openPass = pass;
    return pass;
  }

  #forward(name: PassName, observations: ObservationBatch, batch: number): Readback {
    const output = this.#outputs[name];
    output.release();
    const workspace = this.#workspace(name, batch);
    loadInput(this.#arena, this.#kernels, this.architecture.input, workspace, observations);
    forward(this.#pass(name, workspace), batch);
    return output.offer(workspace.outputs, batch * this.architecture.outputs);
  }

  #step(outputGradient: Float32Array, batch: number, learningRate: number): void {
    const workspace = this.#workspace('training', batch);
    this.#outputs.gradient.release();
    this.#arena.floats.set(outputGradient, workspace.outputGradient / 4);
    backward(this.#pass('training', workspace), batch);
    this.#hasGradient = true;
    this.#updates += 1;
    const [kernels, vectors, maxNorm] = [this.#kernels, this.#vectors, this.#gradientClipNorm];
    optimizerStep(kernels, this.#optimizer, vectors, maxNorm, learningRate, this.#updates);
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

  async getState(): Promise<EngineState> {
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
    this.#updates = updates;
  }

  setWeights(vector: Float32Array): void {
    this.#read(this.#vectors.weights).set(vector);
    this.#read(this.#target).set(vector);
  }

  dispose(): void {
    // Memory of WebAssembly cannot be given back, only let go.
    for (const output of Object.values(this.#outputs)) output.release();
    this.#openPass = null;
    this.#arena = disposed as Arena;
    this.#kernels = disposed as Kernels;
  }

  #close(pass: TrainingPass): void {
    if (this.#openPass !== pass) {
      throw new UsageError(
        'This pass is over: a TrainingPass ends by one call of backward or discard, or when the ' +
          'next one begins.',
      );
    }
    this.#openPass = null;
  }

  #pass(name: PassName, workspace: Workspace): Parameters<typeof forward>[0] {
    const { weights, gradient } = this.#vectors;
    return {
      kernels: this.#kernels,
      architecture: this.architecture,
      workspace,
      weights: name === 'target' ? this.#target : weights,
      gradient,
    };
  }

  /** All weights, or a vector like them, as a view. */
  #read(vector: Pointer): Float32Array {
    return this.#arena.view(vector, this.architecture.parameterCount);
  }

  /** The workspace of a pass, made anew with twice the room where it is too small. */
  #workspace(name: PassName, batch: number): Workspace {
    const present = this.#workspaces[name];
    if (present && present.capacity >= batch) return present;
    const capacity = Math.max(batch, 2 * (present?.capacity ?? 0));
    const training = name === 'training';
    const workspace = createWorkspace(this.#arena, this.architecture, capacity, training);
    this.#workspaces[name] = workspace;
    return workspace;
  }
}

/** In the place of what was let go: any use of it throws. */
const disposed: unknown = undefined;

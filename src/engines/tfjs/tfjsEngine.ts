import {
  concat,
  dispose,
  keep,
  reshape,
  tensor,
  tensor1d,
  tensor2d,
  tidy,
  zeros,
  type Rank,
  type Tensor,
  type Tensor1D,
} from '@tensorflow/tfjs-core';
import type { Architecture } from '../../networks/architecture.ts';
import type { OptimizerSpec } from '../../optimizers/optimizer.ts';
import { optimizerSlots } from '../../optimizers/slots.ts';
import type { ObservationBatch } from '../../replay/batch.ts';
import { UsageError } from '../../errors.ts';
import type { Engine, EngineState, Readback, TrainingPass, WeightsName } from '../engine.ts';
import { requireBackend } from './backend.ts';
import { backward, forward } from './graph.ts';
import { clipByNorm, optimizerStep, towards, type Slots } from './optimizers.ts';
import { readback } from './readback.ts';
import {
  createWeights,
  cutWeights,
  disposeWeights,
  shareWeights,
  type Weights,
} from './weights.ts';

/** What {@link createTfjsEngine} is made from. */
export interface TfjsEngineOptions {
  readonly architecture: Architecture;
  readonly optimizer: OptimizerSpec;
  /** Global norm above which gradients are scaled down; `null` for none. */
  readonly gradientClipNorm: number | null;
  /** Shape `[parameters]`; online and target weights start from it. */
  readonly weights: Float32Array;
}

/**
 * The engine on TensorFlow.js: any backend that the user supplied. Forward and
 * backward are written out layer by layer instead of recorded on the tape,
 * and the optimizer works on one vector of all weights, which together take a
 * quarter of the kernel calls.
 *
 * @throws {BackendError} If no backend is ready.
 */
export function createTfjsEngine(options: TfjsEngineOptions): Engine {
  return new TfjsEngine(options);
}

class TfjsEngine implements Engine {
  readonly name = 'tfjs';
  readonly architecture: Architecture;
  readonly #backend = requireBackend();
  readonly #optimizer: OptimizerSpec;
  readonly #gradientClipNorm: number | null;
  #online: Weights;
  #target: Weights;
  #slots: Slots;
  #gradient: Tensor1D | null = null;
  #updates = 0;

  constructor(options: TfjsEngineOptions) {
    const { architecture, optimizer, gradientClipNorm, weights } = options;
    this.architecture = architecture;
    this.#optimizer = optimizer;
    this.#gradientClipNorm = gradientClipNorm;
    this.#online = createWeights(architecture, weights);
    this.#target = shareWeights(this.#online);
    this.#slots = keepAll(
      Object.fromEntries(
        optimizerSlots(optimizer).map((name) => [
          name,
          zeros<Rank.R1>([architecture.parameterCount]),
        ]),
      ),
    );
  }

  get backend(): string {
    return this.#backend.name;
  }

  get reads(): 'sync' | 'async' {
    return this.#backend.reads;
  }

  get updates(): number {
    return this.#updates;
  }

  forward(weights: WeightsName, observations: ObservationBatch, batch: number): Readback {
    const { parameters } = weights === 'online' ? this.#online : this.#target;
    const outputs = tidy(
      () => forward(this.architecture, parameters, this.#input(observations, batch)).outputs,
    );
    return readback(outputs, this.#backend);
  }

  forwardForTraining(observations: ObservationBatch, batch: number): TrainingPass {
    const { parameters } = this.#online;
    const activations = tidy(() =>
      forward(this.architecture, parameters, this.#input(observations, batch)),
    );
    const { outputs, trunk, heads } = activations;
    // The readback frees its own handle, the pass the others.
    const reading = readback(outputs.clone(), this.#backend);
    const free = (): void => {
      dispose([outputs, ...trunk, ...heads.flat()]);
    };
    return {
      outputs: reading,
      discard: free,
      backward: (outputGradient, learningRate) => {
        const gradient = tidy(() => {
          const shape: [number, number] = [batch, this.architecture.outputs];
          const gradients = backward(
            this.architecture,
            parameters,
            activations,
            tensor2d(outputGradient, shape),
          );
          return concat(gradients.map((part) => reshape<Rank.R1>(part, [-1])));
        });
        free();
        this.#step(gradient, learningRate);
      },
    };
  }

  #step(gradient: Tensor1D, learningRate: number): void {
    const maxNorm = this.#gradientClipNorm;
    const stepped = tidy(() =>
      optimizerStep(
        this.#optimizer,
        this.#online.vector,
        maxNorm === null ? gradient : clipByNorm(gradient, maxNorm),
        this.#slots,
        learningRate,
        this.#updates + 1,
      ),
    );
    this.#replaceSlots(stepped.slots);
    disposeWeights(this.#online);
    this.#online = cutWeights(this.architecture, stepped.weights);
    this.#gradient?.dispose();
    this.#gradient = keep(gradient);
    this.#updates++;
  }

  gradient(): Readback {
    if (!this.#gradient) {
      throw new UsageError('There is no gradient yet; make an update first.');
    }
    return readback(this.#gradient.clone(), this.#backend);
  }

  syncTarget(fraction: number): void {
    const before = this.#target;
    this.#target =
      fraction === 1
        ? shareWeights(this.#online)
        : cutWeights(
            this.architecture,
            tidy(() => towards(before.vector, this.#online.vector, fraction)),
          );
    disposeWeights(before);
  }

  async getState(): Promise<EngineState> {
    // Every read starts before the first await, so that all show one moment;
    // the handles stay valid should training go on meanwhile.
    const read = async (source: Tensor): Promise<Float32Array> =>
      (await readback(source.clone(), this.#backend).async()).slice();
    const updates = this.#updates;
    const names = Object.keys(this.#slots);
    const [online, target, ...slots] = await Promise.all([
      read(this.#online.vector),
      read(this.#target.vector),
      ...Object.values(this.#slots).map(read),
    ]);
    const optimizer = Object.fromEntries(names.map((name, index) => [name, slots[index]]));
    return { online, target, optimizer, updates } as EngineState;
  }

  setState(state: EngineState): void {
    disposeWeights(this.#online);
    disposeWeights(this.#target);
    this.#online = createWeights(this.architecture, state.online);
    this.#target = createWeights(this.architecture, state.target);
    this.#replaceSlots(
      Object.fromEntries(
        Object.entries(state.optimizer).map(([name, values]) => [name, tensor1d(values.slice())]),
      ),
    );
    this.#updates = state.updates;
    this.#gradient?.dispose();
    this.#gradient = null;
  }

  dispose(): void {
    disposeWeights(this.#online);
    disposeWeights(this.#target);
    this.#replaceSlots({});
    this.#gradient?.dispose();
    this.#gradient = null;
  }

  #replaceSlots(slots: Slots): void {
    if (slots === this.#slots) return;
    dispose(Object.values(this.#slots));
    this.#slots = keepAll(slots);
  }

  /** One batch as a tensor: `[batch]` indices, or `[batch, size]` scaled numbers. */
  #input(observations: ObservationBatch, batch: number): Tensor {
    const { kind, size, scale } = this.architecture.input;
    if (kind === 'discrete') return tensor(observations, [batch], 'int32');
    const ready =
      observations instanceof Float32Array && scale === 1
        ? observations
        : Float32Array.from(observations, (value) => value * scale);
    return tensor2d(ready, [batch, size], 'float32');
  }
}

/** Protects an optimizer's vectors from a `tidy` around the call. */
function keepAll(slots: Slots): Slots {
  for (const slot of Object.values(slots)) keep(slot);
  return slots;
}

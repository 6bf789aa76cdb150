import {
  concat,
  dispose,
  keep,
  split,
  tensor,
  tensor2d,
  tidy,
  zeros,
  type Rank,
  type Tensor,
  type Tensor1D,
} from '@tensorflow/tfjs-core';
import type { Architecture, ModelArchitecture } from '../../networks/architecture.ts';
import type { OptimizerSpec } from '../../optimizers/optimizer.ts';
import { lazyTable } from '../../optimizers/parts.ts';
import { optimizerSlots } from '../../optimizers/slots.ts';
import type { ObservationBatch } from '../../replay/batch.ts';
import { UsageError } from '../../errors.ts';
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
import { requireBackend } from './backend.ts';
import { createTfjsNetwork } from './network.ts';
import type { TfjsNetwork } from './tfjsNetwork.ts';
import { GradientClip } from './clip.ts';
import { decayMasks, usedMasks } from './masks.ts';
import { keepIf, optimizerStep, towards, type OptimizerStep, type Slots } from './optimizers.ts';
import { prepareRows } from './input.ts';
import { readback } from './readback.ts';
import {
  cutWeights,
  disposeWeights,
  fromVectors,
  groupParameters,
  joinGroups,
  shareWeights,
  toVectors,
  type Groups,
  type Weights,
} from './weights.ts';

/** What {@link createTfjsEngine} is made from. */
export interface TfjsEngineOptions extends EngineOptions {
  /**
   * Elements from which an array is stepped by itself, not with others; what
   * is stepped together has fewer.
   *
   * @default 2048
   */
  readonly largeArray?: number;
}

/**
 * The engine on TensorFlow.js: any backend that the user supplied. Forward and
 * backward are written out layer by layer instead of recorded on the tape,
 * and the optimizer works on vectors of many arrays at once, which together take
 * a third of the kernel calls.
 *
 * @throws {BackendError} If no backend is ready.
 */
export function createTfjsEngine(options: TfjsEngineOptions): Engine {
  return new TfjsEngine(options);
}

class TfjsEngine implements Engine {
  readonly name = 'tfjs';
  readonly architecture: Architecture | ModelArchitecture;
  readonly #network: TfjsNetwork;
  readonly #backend = requireBackend();
  readonly #optimizer: OptimizerSpec;
  readonly #clip: GradientClip;
  /** The table of which only used rows are stepped; `null` if there is none. */
  readonly #lazyTable: number | null;
  /** For each group of parameters. */
  readonly #decayMasks: readonly (Tensor1D | null)[];
  readonly #groups: Groups;
  #online: Weights;
  #target: Weights;
  /** For each group of parameters. */
  #slots: readonly Slots[];
  /** For each group; empty before the first step. */
  #gradient: readonly Tensor1D[] = [];
  #updates = 0;

  constructor(options: TfjsEngineOptions) {
    const { architecture, optimizer, gradientClipNorm, weights } = options;
    this.architecture = architecture;
    this.#network = createTfjsNetwork(architecture);
    this.#optimizer = optimizer;
    this.#clip = new GradientClip(gradientClipNorm, this.#backend);
    this.#lazyTable = lazyTable(optimizer, architecture.trunk);
    this.#groups = groupParameters(architecture, options.largeArray);
    this.#decayMasks = decayMasks(architecture, this.#groups, optimizer);
    for (const mask of this.#decayMasks) if (mask) keep(mask);
    this.#online = this.#createWeights(weights);
    this.#target = shareWeights(this.#online);
    const zeros = new Float32Array(architecture.parameterCount);
    const names = optimizerSlots(optimizer);
    this.#slots = this.#createSlots(Object.fromEntries(names.map((name) => [name, zeros])));
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

  get gradientNorm(): number {
    return this.#clip.norm;
  }

  forward(
    weights: WeightsName,
    observations: ObservationBatch,
    batch: number,
    draws?: Draws,
  ): Readback {
    const { parameters } = weights === 'online' ? this.#online : this.#target;
    const outputs = this.#network.forward(
      parameters,
      () => this.#input(observations, batch),
      this.#draws(draws, batch),
    );
    return readback(outputs, this.#backend);
  }

  forwardForTraining(observations: ObservationBatch, batch: number, draws?: Draws): TrainingPass {
    const { parameters } = this.#online;
    // Copied: the batch may be filled anew before the way back.
    const rows = this.#lazyTable === null ? null : Int32Array.from(observations);
    const pass = this.#network.forwardForTraining(
      parameters,
      () => this.#input(observations, batch),
      this.#draws(draws, batch),
    );
    return {
      // The readback frees its own handle, the pass the others.
      outputs: readback(pass.outputs.clone(), this.#backend),
      discard: () => {
        pass.dispose();
      },
      backward: (outputGradient, learningRate) => {
        let gradient: Tensor1D[];
        try {
          gradient = tidy(() => {
            const upstream = tensor2d(outputGradient, [batch, outputGradient.length / batch]);
            return joinGroups(this.#groups, pass.backward(upstream));
          });
        } finally {
          pass.dispose();
        }
        this.#step(gradient, learningRate, rows);
      },
    };
  }

  /** @param rows - Those of the table that the batch used, where only they are stepped. */
  #step(gradient: readonly Tensor1D[], learningRate: number, rows: Int32Array | null): void {
    const update = this.#updates + 1;
    this.#replaceGradient(gradient);
    const stepped = tidy(() => {
      const { gradient: clipped, isUsable } = this.#clip.apply(gradient, update);
      const table = this.#lazyTable ?? NaN;
      const used = rows && usedMasks(this.architecture, this.#groups, table, rows);
      return clipped.map((part, group): OptimizerStep => {
        const weights = this.#online.vectors[group] as Tensor1D;
        const slots = this.#slots[group] ?? {};
        const masks = {
          decayed: this.#decayMasks[group] ?? null,
          stepped: used?.[group] ?? null,
        };
        // prettier-ignore
        const step = optimizerStep(this.#optimizer, weights, part, slots, learningRate, update, masks);
        return isUsable ? keepIf(isUsable, step, { weights, slots }) : step;
      });
    });
    this.#replaceSlots(stepped.map(({ slots }) => slots));
    disposeWeights(this.#online);
    const vectors = stepped.map(({ weights }) => weights);
    this.#online = cutWeights(this.architecture, this.#groups, vectors);
    this.#updates = update;
  }

  gradient(): Readback {
    if (this.#gradient.length === 0) {
      throw new UsageError('There is no gradient yet; make an update first.');
    }
    const vector = tidy(() => {
      const parts = this.architecture.parameters.map(({ size }) => zeros<Rank.R1>([size]));
      this.#groups.forEach((group, index) => {
        const sizes = group.map((parameter) => this.architecture.parameters[parameter]?.size ?? 0);
        const cut = split(this.#gradient[index] as Tensor1D, sizes);
        group.forEach((parameter, position) => (parts[parameter] = cut[position] as Tensor1D));
      });
      return concat(parts);
    });
    return readback(vector, this.#backend);
  }

  syncTarget(fraction: number): void {
    const before = this.#target;
    if (fraction === 1) {
      this.#target = shareWeights(this.#online);
    } else {
      const moved = tidy(() =>
        before.vectors.map((vector, group) =>
          towards(vector, this.#online.vectors[group] as Tensor1D, fraction),
        ),
      );
      this.#target = cutWeights(this.architecture, this.#groups, moved);
    }
    disposeWeights(before);
  }

  getState(): EngineState | Promise<EngineState> {
    // Every read starts before the first await, so that all show one moment;
    // the handles stay valid should training go on meanwhile.
    const updates = this.#updates;
    const names = optimizerSlots(this.#optimizer);
    const slots = names.map((name) => this.#slots.map((group) => group[name] as Tensor1D));
    const vectors = [this.#online.vectors, this.#target.vectors, ...slots];
    const join = ([online, target, ...optimizer]: readonly Float32Array[]): EngineState =>
      ({
        online,
        target,
        optimizer: Object.fromEntries(names.map((name, index) => [name, optimizer[index]])),
        updates,
      }) as EngineState;
    if (this.reads === 'async')
      return Promise.all(vectors.map((each) => this.#read(each))).then(join);
    return join(vectors.map((each) => this.#readNow(each)));
  }

  async getWeights(weights: WeightsName): Promise<Float32Array> {
    return this.#read((weights === 'online' ? this.#online : this.#target).vectors);
  }

  setState(state: EngineState): void {
    this.#replaceWeights(this.#createWeights(state.online), this.#createWeights(state.target));
    this.#replaceSlots(this.#createSlots(state.optimizer));
    this.#replaceGradient([]);
    this.#clip.reset();
    this.#updates = state.updates;
  }

  setWeights(vector: Float32Array): void {
    const weights = this.#createWeights(vector);
    this.#replaceWeights(weights, shareWeights(weights));
  }

  dispose(): void {
    disposeWeights(this.#online);
    disposeWeights(this.#target);
    this.#replaceSlots([]);
    this.#replaceGradient([]);
    for (const mask of this.#decayMasks) mask?.dispose();
  }

  #readNow(vectors: readonly Tensor1D[]): Float32Array {
    const values = vectors.map((vector) => readback(vector.clone(), this.#backend).sync());
    return fromVectors(this.architecture, this.#groups, values);
  }

  async #read(vectors: readonly Tensor1D[]): Promise<Float32Array> {
    const reads = vectors.map((vector) => readback(vector.clone(), this.#backend).async());
    return fromVectors(this.architecture, this.#groups, await Promise.all(reads));
  }

  #replaceWeights(online: Weights, target: Weights): void {
    disposeWeights(this.#online);
    disposeWeights(this.#target);
    this.#online = online;
    this.#target = target;
  }

  #createWeights(values: Float32Array): Weights {
    const vectors = toVectors(this.architecture, this.#groups, values);
    return cutWeights(this.architecture, this.#groups, vectors);
  }

  #createSlots(values: Readonly<Record<string, Float32Array>>): readonly Slots[] {
    const entries = Object.entries(values).map(
      ([name, vector]) => [name, toVectors(this.architecture, this.#groups, vector)] as const,
    );
    return this.#groups.map((_, group) =>
      Object.fromEntries(
        entries.map(([name, vectors]) => [name, keep(vectors[group] as Tensor1D)]),
      ),
    );
  }

  #replaceSlots(slots: readonly Slots[]): void {
    dispose(this.#slots.flatMap((group) => Object.values(group)));
    // Kept, as a tidy of the user's around the call must not free them.
    this.#slots = slots;
    for (const slot of slots.flatMap((group) => Object.values(group))) keep(slot);
  }

  #replaceGradient(gradient: readonly Tensor1D[]): void {
    dispose([...this.#gradient]);
    this.#gradient = gradient.map((part) => keep(part));
  }

  /** What a pass is to draw, checked. */
  #draws(given: Draws | undefined, batch: number): Draws {
    return {
      noise: noiseOf(this.architecture, given),
      fractions: fractionsOf(this.architecture, given, batch),
    };
  }

  /** One batch as a tensor: `[batch]` indices, or `[batch, size]` scaled numbers. */
  #input(observations: ObservationBatch, batch: number): Tensor {
    const { input } = this.architecture;
    if (input.kind === 'discrete') return tensor(observations, [batch], 'int32');
    return tensor2d(prepareRows(input, observations), [batch, input.size], 'float32');
  }
}

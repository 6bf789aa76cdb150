import { clipFactor } from '../../optimizers/clip.ts';
import type { Architecture } from '../../networks/architecture.ts';
import type { EngineOptions } from '../engine.ts';
import { ActingCopy } from './acting.ts';
import { upload } from './buffers.ts';
import type { Device } from './device.ts';
import { fromDevice, toDevice, viewFromDevice } from './layout.ts';
import { createModel, type DeviceModel } from './model.ts';
import { PlanCache } from './planCache.ts';
import { readNorm, stepSettings } from './step.ts';
import { Stream } from './stream.ts';

/** What {@link Core} is made from. */
export interface CoreOptions extends EngineOptions {
  readonly architecture: Architecture;
  readonly device: Device;
  /** Updates from one copy of the weights for acting to the next. */
  readonly actEvery: number;
  /** Updates that are submitted at once, at most. @default 1 */
  readonly updatesPerSubmission?: number;
  /** Bytes of frames of a replay buffer that are kept on the GPU, at most. @default 0 */
  readonly framesOnGpu?: number;
  /** As of {@link ModelOptions}. @default false */
  readonly fusesSteps?: boolean;
}

/** The numbers of a step that is to be recorded. */
export interface NextStep {
  /** Counted from 1. */
  readonly update: number;
  /** For the plan's `settings`. */
  readonly settings: Uint32Array;
}

/**
 * What updates share, however they are made: the network on the GPU, the order of the
 * work, the count of steps, and what became of them.
 */
export class Core {
  readonly device: Device;
  readonly model: DeviceModel;
  readonly stream: Stream;
  readonly plans: PlanCache;
  readonly acting: ActingCopy;
  readonly #gradientClipNorm: number | null;
  #updates = 0;
  #norm = NaN;
  #refusal: unknown = null;
  /** Marks rows of a table; never the same twice, whatever state is taken over. */
  #mark = 0;
  /** Counts states that were taken over: what was read before is no news. */
  #epoch = 0;

  constructor(options: CoreOptions) {
    const { device, weights, actEvery, actingWeights } = options;
    const acts = actingWeights === 'target' ? 1 : 0;
    device.requireUsable();
    this.device = device;
    this.#gradientClipNorm = options.gradientClipNorm;
    this.model = createModel(device, options);
    this.stream = new Stream(device, this.model.room);
    this.plans = new PlanCache(this.model, this.stream);
    this.acting = new ActingCopy({
      network: { ...options, weights: weights.slice() },
      every: actEvery,
      moveBetween: actingWeights === 'target',
      read: async () => {
        const { architecture, layout } = this.model;
        return viewFromDevice(architecture, layout, await this.#readVector(acts));
      },
    });
    this.writeWeights(weights, weights);
  }

  /** Optimizer steps taken. */
  get updates(): number {
    return this.#updates;
  }

  /** The last norm of a gradient that has arrived. */
  get gradientNorm(): number {
    return this.#norm;
  }

  /** Which state the steps belong to, to be handed to {@link Core.arrived}. */
  get epoch(): number {
    return this.#epoch;
  }

  /** @throws {BackendError} If the device was lost or failed, or has no memory for the network. */
  requireUsable(): void {
    this.device.requireUsable();
    const { failure } = this.model.room;
    if (failure) throw failure;
  }

  /**
   * Counts a step that is about to be recorded.
   *
   * @throws {DivergenceError} If it has arrived that an earlier one could not be taken;
   *   once for each.
   */
  beginStep(learningRate: number): NextStep {
    this.requireUsable();
    const refusal = this.takeRefusal();
    if (refusal !== null) throw refusal as Error;
    this.acting.beginStep();
    const update = ++this.#updates;
    const mark = (this.#mark = (this.#mark + 1) % 2 ** 32);
    const clip = this.#gradientClipNorm;
    return { update, settings: stepSettings(this.model, learningRate, clip, update, mark) };
  }

  /**
   * Takes note of what a step left of its gradient.
   *
   * @param stats - Of the plan.
   * @param epoch - As it was when the step was begun.
   * @returns The norm of the gradient; NaN if the head forbade the step.
   */
  arrived(stats: Float32Array, update: number, epoch: number): number {
    const norm = readNorm(stats);
    if (epoch !== this.#epoch) return norm;
    this.#norm = norm;
    if (Number.isNaN(norm)) return norm;
    try {
      clipFactor(norm, this.#gradientClipNorm, update);
    } catch (error) {
      this.#refusal = error;
    }
    return norm;
  }

  /** Takes a refusal away, to be thrown elsewhere than by the next step. */
  takeRefusal(): unknown {
    const refusal = this.#refusal;
    this.#refusal = null;
    return refusal;
  }

  /** Reads one copy of the weights: 0 online, 1 the target's. */
  async readWeights(which: 0 | 1): Promise<Float32Array> {
    const { layout, architecture } = this.model;
    return fromDevice(architecture, layout, await this.#readVector(which));
  }

  /** As they stand on the GPU. */
  async #readVector(which: 0 | 1): Promise<Float32Array> {
    const { weights, layout } = this.model;
    const { length } = layout;
    const slice = { ...weights, offset: weights.offset + 4 * which * length };
    const [vector = new Float32Array()] = await this.stream.read([slice], [length]);
    return vector;
  }

  /** Replaces both copies of the weights; what is to come computes with them. */
  writeWeights(online: Float32Array, target: Float32Array): void {
    const { device, model, stream } = this;
    const { architecture, layout, weights } = model;
    const [first, second] = [online, target].map((each) => toDevice(architecture, layout, each));
    stream.run([], () => {
      upload(device, weights, first as Float32Array);
      upload(device, weights, second as Float32Array, layout.length);
    });
  }

  /** Forgets what was learned of earlier steps, and takes over a count of them. */
  restart(updates: number): void {
    this.#updates = updates;
    this.#norm = NaN;
    this.#refusal = null;
    this.#epoch++;
  }

  /** Frees everything, when what was asked for is done. */
  dispose(): void {
    this.acting.dispose();
    this.stream.free(() => {
      this.plans.dispose();
      this.model.buffers.dispose();
    });
    this.stream.dispose();
  }
}

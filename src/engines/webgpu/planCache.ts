import type { FrameMirror } from './frames/frameMirror.ts';
import type { DeviceModel } from './model.ts';
import { createPlan, type Plan } from './plan.ts';
import type { PlanShape } from './planBuilder.ts';
import type { Stream } from './stream.ts';

/** Plans that are kept, at most: those of acting, evaluating and learning. */
const MAX_PLANS = 8;

/** Makes plans once for each shape, and frees those that were not asked for longest. */
export class PlanCache {
  readonly #model: DeviceModel;
  readonly #stream: Stream;
  readonly #plans = new Map<string, Plan>();

  constructor(model: DeviceModel, stream: Stream) {
    this.#model = model;
    this.#stream = stream;
  }

  /**
   * @param name - Tells plans of one shape apart, where two are needed at once.
   * @throws {BackendError} If the device does not allow buffers of the size.
   */
  get(shape: PlanShape, name = ''): Plan {
    const {
      lanes,
      batch,
      fractions,
      bytes,
      training,
      frames,
      rowLayers = 0,
      headJoins = false,
    } = shape;
    // There is one mirror at a time.
    const from = frames ? 'frames' : '';
    const key = [
      name,
      ...lanes,
      batch,
      fractions,
      bytes,
      training,
      from,
      rowLayers,
      headJoins,
    ].join();
    const known = this.#plans.get(key);
    // There may be memory now.
    if (known?.room.failure) this.#dispose(key, known);
    const plan = this.#plans.get(key) ?? createPlan(this.#model, shape);
    // Put behind all others.
    this.#plans.delete(key);
    this.#plans.set(key, plan);
    for (const [old, unused] of this.#plans) {
      if (this.#plans.size <= MAX_PLANS) break;
      this.#dispose(old, unused);
    }
    return plan;
  }

  /** Frees all that gather frames from a mirror. */
  drop(mirror: FrameMirror): void {
    for (const [key, plan] of this.#plans) {
      if (plan.shape.frames === mirror) this.#dispose(key, plan);
    }
  }

  /** Frees all. */
  dispose(): void {
    for (const plan of this.#plans.values()) plan.dispose();
    this.#plans.clear();
  }

  #dispose(key: string, plan: Plan): void {
    this.#plans.delete(key);
    this.#stream.free(() => {
      plan.dispose();
    });
  }
}

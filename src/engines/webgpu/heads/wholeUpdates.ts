import type { Head } from '../../../heads/head.ts';
import type { Batch } from '../../../replay/batch.ts';
import type { DeviceUpdate, LateResult, UpdateDraws } from '../../engine.ts';
import type { Core } from '../core.ts';
import type { FrameMirror } from '../frames/frameMirror.ts';
import type { FrameStore } from '../frames/frameStore.ts';
import { areBytes } from '../input.ts';
import { packBatch } from './batchLayout.ts';
import { readResults } from './readResults.ts';
import { Submissions } from './submissions.ts';
import {
  createUpdatePlan,
  passInputs,
  planPasses,
  type PassInput,
  type UpdatePlan,
} from './updatePlan.ts';

/** Makes whole updates on a GPU: passes, head, way back and step, with nothing read between. */
export class WholeUpdates {
  readonly #core: Core;
  readonly #submissions: Submissions;
  readonly #perSubmission: number;
  readonly #frames: FrameStore;
  #head: Head | null = null;
  #plan: UpdatePlan | null = null;
  /** A head that there is no shader for. */
  #unknown: Head | null = null;

  /**
   * @param perSubmission - How many updates are submitted at once, at most.
   * @param frames - Where frames of a replay buffer are kept.
   */
  constructor(core: Core, perSubmission: number, frames: FrameStore) {
    this.#core = core;
    this.#perSubmission = perSubmission;
    this.#frames = frames;
    this.#submissions = new Submissions(core, perSubmission);
  }

  /** See {@link Engine.learn}. */
  learn(head: Head, batch: Batch, draws: UpdateDraws, learningRate: number): DeviceUpdate | null {
    const { model, acting } = this.#core;
    this.#core.requireUsable();
    const { size } = batch;
    if (head === this.#unknown) return null;
    const frames = this.#frames.feed(batch);
    if (!frames && areBytes(batch.observations) !== areBytes(batch.nextObservations)) return null;
    const inputs = passInputs(model, head, batch, draws, frames !== null);
    const plan = this.#planFor(head, inputs, size, frames?.mirror ?? null);
    if (!plan) return null;
    const columns = new Float32Array(plan.layout.length);
    packBatch(plan.layout, batch, inputs[0]?.fractions ?? null, columns);
    // Nothing can be refused from here on.
    const { update, settings } = this.#core.beginStep(learningRate);
    const { epoch } = this.#core;
    const numbers = this.#submissions.add(plan, { inputs, columns, settings, frames });
    acting.stepped(update);
    return { updates: update, result: this.#deliver(numbers, size, update, epoch) };
  }

  /** Frees what it keeps, in its turn. */
  dispose(): void {
    this.#disposePlan();
    this.#submissions.dispose();
    this.#frames.dispose();
  }

  async #deliver(
    numbers: Promise<readonly [results: Float32Array, stats: Float32Array]>,
    size: number,
    update: number,
    epoch: number,
  ): Promise<LateResult> {
    const [results, stats] = await numbers;
    const gradientNorm = this.#core.arrived(stats, update, epoch);
    // Of this update; it is told here, and not by the next one.
    const refusal = this.#core.takeRefusal();
    const result = readResults(results, size, update);
    if (refusal !== null) throw refusal as Error;
    return { ...result, gradientNorm };
  }

  /** The plan of updates like this one; the last is kept. */
  #planFor(
    head: Head,
    inputs: readonly PassInput[],
    size: number,
    mirror: FrameMirror | null,
  ): UpdatePlan | null {
    const lanes = planPasses(this.#core, inputs, size, mirror);
    const isSame =
      head === this.#head &&
      !this.#plan?.room.failure &&
      lanes.length === this.#plan?.lanes.length &&
      lanes.every(({ plan }, index) => plan === this.#plan?.lanes[index]?.plan);
    if (isSame) return this.#plan;
    const plan = createUpdatePlan(this.#core, head, size, lanes, this.#perSubmission);
    if (!plan) {
      this.#unknown = head;
      return null;
    }
    this.#disposePlan();
    this.#head = head;
    this.#plan = plan;
    return plan;
  }

  #disposePlan(): void {
    const plan = this.#plan;
    this.#plan = null;
    if (plan) {
      this.#core.stream.free(() => {
        plan.dispose();
      });
    }
  }
}

import type { Head } from '../../../heads/head.ts';
import type { Batch, ObservationBatch } from '../../../replay/batch.ts';
import type { DeviceUpdate, LateResult, UpdateDraws } from '../../engine.ts';
import type { Core } from '../core.ts';
import { upload } from '../buffers.ts';
import { areBytes } from '../input.ts';
import type { Plan } from '../plan.ts';
import { recordDispatches } from '../program.ts';
import { STATS } from '../step.ts';
import { packBatch } from './batchLayout.ts';
import { RESULT_COLUMNS } from './headProgram.ts';
import { readResults } from './readResults.ts';
import {
  createUpdatePlan,
  loadColumns,
  loadPasses,
  passInputs,
  planPasses,
  type PassInput,
  type UpdatePlan,
} from './updatePlan.ts';

/** Makes whole updates on a GPU: passes, head, way back and step in one submission. */
export class WholeUpdates {
  readonly #core: Core;
  #head: Head | null = null;
  #plan: UpdatePlan | null = null;
  /** A head that there is no shader for. */
  #unknown: Head | null = null;

  constructor(core: Core) {
    this.#core = core;
  }

  /** See {@link Engine.learn}. */
  learn(head: Head, batch: Batch, draws: UpdateDraws, learningRate: number): DeviceUpdate | null {
    const { device, model, stream, acting } = this.#core;
    device.requireUsable();
    const { size } = batch;
    if (head === this.#unknown) return null;
    if (areBytes(batch.observations) !== areBytes(batch.nextObservations)) return null;
    const inputs = passInputs(model, head, batch, draws);
    const plan = this.#planFor(head, inputs, size);
    if (!plan) return null;
    const columns = new Float32Array(plan.layout.length);
    packBatch(plan.layout, batch, inputs[0]?.fractions ?? null, columns);
    // Nothing can be refused from here on.
    const { update, settings } = this.#core.beginStep(learningRate);
    const { epoch } = this.#core;
    const [first] = plan.plans as [Plan];
    const rows = stream.runsNow(plan.dispatches) ? inputs : inputs.map(copyOf);
    const read = stream.read([plan.results, first.stats], [RESULT_COLUMNS * size, STATS], {
      dispatches: plan.dispatches,
      record: (encoder) => {
        loadPasses(plan.lanes, rows);
        loadColumns(this.#core, plan, columns);
        upload(device, first.settings, settings);
        encoder.clearBuffer(first.verdict.buffer);
        const pass = encoder.beginComputePass();
        recordDispatches(pass, plan.dispatches);
        pass.end();
      },
    });
    acting.stepped();
    return { updates: update, result: this.#deliver(read, size, update, epoch) };
  }

  /** Frees what it keeps, in its turn. */
  dispose(): void {
    const plan = this.#plan;
    this.#plan = null;
    if (plan) {
      this.#core.stream.run([], () => {
        plan.dispose();
      });
    }
  }

  async #deliver(
    read: Promise<Float32Array[]>,
    size: number,
    update: number,
    epoch: number,
  ): Promise<LateResult> {
    const [results, stats] = (await read) as [Float32Array, Float32Array];
    const gradientNorm = this.#core.arrived(stats, update, epoch);
    // Of this update; it is told here, and not by the next one.
    const refusal = this.#core.takeRefusal();
    const result = readResults(results, size, update);
    if (refusal !== null) throw refusal as Error;
    return { ...result, gradientNorm };
  }

  /** The plan of updates like this one; the last is kept. */
  #planFor(head: Head, inputs: readonly PassInput[], size: number): UpdatePlan | null {
    const lanes = planPasses(this.#core, inputs, size);
    const isSame =
      head === this.#head &&
      lanes.length === this.#plan?.lanes.length &&
      lanes.every(({ plan }, index) => plan === this.#plan?.lanes[index]?.plan);
    if (isSame) return this.#plan;
    const plan = createUpdatePlan(this.#core, head, size, lanes);
    if (!plan) {
      this.#unknown = head;
      return null;
    }
    this.dispose();
    this.#head = head;
    this.#plan = plan;
    return plan;
  }
}

/** What may change until the shaders are compiled. */
function copyOf(input: PassInput): PassInput {
  return { ...input, observations: input.observations.slice() as ObservationBatch };
}

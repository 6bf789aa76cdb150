import type { DeviceUpdate } from '../../src/engines/engine.ts';
import { Core } from '../../src/engines/webgpu/core.ts';
import type { Device } from '../../src/engines/webgpu/device.ts';
import { packBatch } from '../../src/engines/webgpu/heads/batchLayout.ts';
import {
  createUpdatePlan,
  loadUpdate,
  passInputs,
  planPasses,
} from '../../src/engines/webgpu/heads/updatePlan.ts';
import { WebgpuEngine } from '../../src/engines/webgpu/webgpuEngine.ts';
import { upload } from '../../src/engines/webgpu/buffers.ts';
import { recordDispatches, type Dispatch } from '../../src/engines/webgpu/program.ts';
import { qHead } from '../../src/heads/qHead.ts';
import { buildArchitecture } from '../../src/networks/buildArchitecture.ts';
import { initialWeights } from '../../src/networks/initialize.ts';
import { adam } from '../../src/optimizers/optimizer.ts';
import { createRandom } from '../../src/random/createRandom.ts';
import { randomBatch, type Workload } from './workloads.ts';

/** One update of a workload on a GPU: online and target forward, Huber, backward, Adam. */
export interface GpuUpdate {
  /** Its calls of shaders, in order. */
  readonly dispatches: readonly Dispatch[];
  /** As the engine makes them: so many updates, whose numbers are all read back. */
  learn(updates: number, perSubmission: 1 | 8): Promise<void>;
  /** The calls alone: so many updates, with so many of them in a submission; nothing is read. */
  submit(updates: number, perSubmission: number): Promise<void>;
  dispose(): void;
}

/** Updates that may be under way at once. */
const WINDOW = 32;

/**
 * Lays out an update, and compiles its shaders.
 *
 * @param fusesSteps - Whether sum, norm and step are one call, where the network is small enough.
 */
export async function prepareGpuUpdate(
  device: Device,
  workload: Workload,
  fusesSteps = false,
): Promise<GpuUpdate> {
  const { environment, network, batchSize } = workload;
  const head = qHead({ double: false });
  const architecture = buildArchitecture(
    network,
    environment.observationSpace,
    environment.actionSpace,
  );
  const optimizer = adam({ learningRate: 1e-4 });
  const weights = initialWeights(architecture, createRandom(1));
  const shared = { architecture, optimizer, gradientClipNorm: null, weights, device };
  const options = { ...shared, fusesSteps };
  const make = (updatesPerSubmission: number): WebgpuEngine =>
    new WebgpuEngine({ ...options, actEvery: 1e9, updatesPerSubmission });
  const engines = { 1: make(1), 8: make(8) };
  const core = new Core({ ...options, actEvery: 1e9 });
  const batch = randomBatch(workload);
  const inputs = passInputs(core.model, head, batch, {});
  const lanes = planPasses(core, inputs, batchSize);
  const plan = createUpdatePlan(core, head, batchSize, lanes, 1);
  if (!plan) throw new Error('There is no shader for the head of the benchmark.');
  await Promise.all([plan.room.ready(), ...plan.dispatches.map(({ program }) => program.ready)]);
  if (plan.room.failure) throw plan.room.failure;
  device.requireUsable();
  const columns = new Float32Array(plan.layout.length);
  packBatch(plan.layout, batch, null, columns);
  const { settings } = core.beginStep(1e-4);
  loadUpdate(plan, { inputs, columns, settings }, (place, values, at) => {
    upload(device, place, values, at);
  });

  const queue = device.gpu.queue;
  return {
    dispatches: plan.dispatches,
    async learn(updates, perSubmission) {
      const engine = engines[perSubmission];
      const underWay: DeviceUpdate['result'][] = [];
      for (let update = 0; update < updates; update++) {
        const made = engine.learn(head, batch, {}, 1e-4);
        if (made) underWay.push(made.result);
        if (underWay.length >= WINDOW) await underWay.shift();
      }
      await Promise.all(underWay);
    },
    async submit(updates, perSubmission) {
      for (let update = 0; update < updates; update += perSubmission) {
        const encoder = device.gpu.createCommandEncoder();
        const pass = encoder.beginComputePass();
        for (let one = 0; one < perSubmission; one++) recordDispatches(pass, plan.dispatches);
        pass.end();
        queue.submit([encoder.finish()]);
      }
      await queue.onSubmittedWorkDone();
    },
    dispose() {
      plan.dispose();
      core.dispose();
      for (const engine of Object.values(engines)) engine.dispose();
    },
  };
}

import { Core } from '../../src/engines/webgpu/core.ts';
import type { Device } from '../../src/engines/webgpu/device.ts';
import {
  createUpdatePlan,
  passInputs,
  planPasses,
} from '../../src/engines/webgpu/heads/updatePlan.ts';
import { qHead } from '../../src/heads/qHead.ts';
import { buildArchitecture } from '../../src/networks/buildArchitecture.ts';
import { initialWeights } from '../../src/networks/initialize.ts';
import { adam } from '../../src/optimizers/optimizer.ts';
import { createRandom } from '../../src/random/createRandom.ts';
import type { Row } from './table.ts';
import { randomBatch, type Workload } from './workloads.ts';

/** The calls of shaders of one update of a workload, in order; none is made. */
export function listCalls(device: Device, workload: Workload): readonly Row[] {
  const { environment, network, batchSize } = workload;
  const { observationSpace, actionSpace } = environment;
  const architecture = buildArchitecture(network, observationSpace, actionSpace);
  const weights = initialWeights(architecture, createRandom(1));
  const optimizer = adam({ learningRate: 1e-4 });
  const core = new Core({
    ...{ architecture, optimizer, gradientClipNorm: null, weights, device },
    actEvery: 1e9,
  });
  const head = qHead({ double: false });
  const inputs = passInputs(core.model, head, randomBatch(workload), {});
  const lanes = planPasses(core, inputs, batchSize);
  const plan = createUpdatePlan(core, head, batchSize, lanes, 1);
  const calls = plan?.dispatches ?? [];
  plan?.dispose();
  core.dispose();
  return calls.map(({ label, groups }) => ({ call: label, workgroups: groups.join('×') }));
}

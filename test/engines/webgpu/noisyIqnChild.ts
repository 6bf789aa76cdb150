/**
 * Makes noisy updates of IQN on a GPU, eight a submission, from a checkpoint on.
 *
 * Usage: node … first update, last update, checkpoint to go on from or '', checkpoint to write
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { create } from 'webgpu';
import { webgpu } from '../../../src/engines/webgpu/webgpu.ts';
import { iqnHead } from '../../../src/heads/iqnHead.ts';
import { mlp } from '../../../src/networks/mlp.ts';
import { adam } from '../../../src/optimizers/optimizer.ts';
import { QNetwork } from '../../../src/qnetwork/qNetwork.ts';
import { Box } from '../../../src/spaces/box.ts';
import { Discrete } from '../../../src/spaces/discrete.ts';
import { decodeCheckpoint, encodeCheckpoint } from '../../../src/state/encode.ts';
import { randomBatch } from '../cases.ts';

const [first = '', last = '', from = '', to = ''] = process.argv.slice(2);
const environment = {
  observationSpace: new Box({ low: -1, high: 1, shape: [3] }),
  actionSpace: new Discrete(3),
};
const network = mlp({ hidden: [6], noisy: {} });
const gpu = create(['disable-dawn-features=use_vulkan_zero_initialize_workgroup_memory_extension']);
const engine = await webgpu({ gpu, updatesPerSubmission: 8, actEvery: 1000 });
const learner = new QNetwork({
  environment,
  network,
  head: iqnHead({ fractions: { acting: 3, online: 5, target: 4 } }),
  optimizer: adam({ learningRate: 0.01 }),
  engine,
  seed: from === '' ? 1 : 2,
});
if (from !== '') {
  learner.setState(decodeCheckpoint(readFileSync(from), { kind: 'network' }));
}
const late: Promise<unknown>[] = [];
for (let update = Number(first); update <= Number(last); update++) {
  late.push(learner.updateAsync(randomBatch({ name: '', environment, network }, 5, update)));
  if (update % 7 === 0) learner.syncTarget(0.5);
  // From the second on, the shaders are compiled, and updates are gathered.
  if (late.length === 1) await late[0];
}
const state = await learner.getState();
await Promise.all(late);
writeFileSync(to, encodeCheckpoint({ kind: 'network', state }));
learner.dispose();
engine.dispose();

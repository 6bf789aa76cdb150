/**
 * Trains one network by the tfjs engine on wasm, in a process of its own, and
 * prints as JSON how many bytes the memory of the backend has after the first
 * tenth of the updates and at the end.
 *
 * Usage: tsx test/engines/tfjs/memoryChild.ts '{"inputs":4,…}' 3000
 */
import { backend } from '@tensorflow/tfjs-core';
import { mlp } from '../../../src/networks/mlp.ts';
import { QNetwork } from '../../../src/qnetwork/qNetwork.ts';
import { Box } from '../../../src/spaces/box.ts';
import { Discrete } from '../../../src/spaces/discrete.ts';
import { setUpBackend } from '../../support/backends.ts';
import { randomBatch } from '../cases.ts';
import type { MemoryCase } from './memoryCases.ts';
import { tfjs } from '../../../src/engines/tfjs/tfjs.ts';

const [text = '', count = ''] = process.argv.slice(2);
const { inputs, hidden, dueling, actions, batch } = JSON.parse(text) as MemoryCase;
const updates = Number(count);

await setUpBackend('wasm');
const environment = {
  observationSpace: new Box({ low: -Infinity, high: Infinity, shape: [inputs] }),
  actionSpace: new Discrete(actions),
};
const spec = mlp({ hidden, dueling });
const network = new QNetwork({ environment, network: spec, engine: tfjs() });
const transitions = randomBatch({ name: '', environment, network: spec }, batch);

/** The backend's one memory, which never shrinks. */
function heapBytes(): number {
  const { wasm } = backend() as unknown as { wasm: { HEAPU8: Uint8Array } };
  return wasm.HEAPU8.buffer.byteLength;
}

let before = 0;
for (let update = 1; update <= updates; update++) {
  network.update(transitions);
  if (update % 100 === 0) network.syncTarget();
  if (update === Math.ceil(updates / 10)) before = heapBytes();
}
console.log(JSON.stringify({ updates: network.updates, before, after: heapBytes() }));

/** Prints, as JSON, what 10,000 updates of the simd engine leave behind. */
import { makeEnvironment } from '../../../src/environments.ts';
import { mlp } from '../../../src/networks/mlp.ts';
import { QNetwork } from '../../../src/qnetwork/qNetwork.ts';
import { createRandom } from '../../../src/random/createRandom.ts';
import { ReplayBuffer } from '../../../src/replay/replayBuffer.ts';
import { makeEngine } from './support.ts';
import { simd } from '../../../src/engines/simd/simd.ts';

const { gc } = globalThis;
if (!gc) throw new Error('Start this with --expose-gc.');

/** Every memory that is made from here on: engines keep theirs to themselves. */
const memories: WebAssembly.Memory[] = [];
WebAssembly.Memory = class extends WebAssembly.Memory {
  constructor(descriptor: WebAssembly.MemoryDescriptor) {
    super(descriptor);
    memories.push(this);
  }
};

/** Bytes, of what is still in use. */
interface Memory {
  readonly heap: number;
  /** Arrays outside of the heap, without the memories of WebAssembly. */
  readonly arrays: number;
  readonly wasm: readonly number[];
}

async function measure(): Promise<Memory> {
  gc?.();
  // Arrays outside of the heap are freed by a thread of their own.
  await new Promise((resolve) => setTimeout(resolve, 100));
  gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return {
    heap: heapUsed,
    arrays: arrayBuffers,
    wasm: memories.map(({ buffer }) => buffer.byteLength),
  };
}

const batchSize = 32;
const environment = makeEnvironment('CartPole-v1');
const random = createRandom(1);
const replay = new ReplayBuffer({ capacity: 5_000, environment, seed: 1 });
let { observation } = environment.reset({ seed: 1 });
for (let step = 0; step < 6_000; step++) {
  const action = random.integer(2);
  const { observation: nextObservation, ...outcome } = environment.step(action);
  replay.add({ observation, action, nextObservation, ...outcome });
  const ended = outcome.terminated || outcome.truncated;
  observation = ended ? environment.reset().observation : nextObservation;
}
const network = new QNetwork({ environment, network: mlp({ hidden: [64, 64] }), engine: simd() });
const update = (count: number): void => {
  for (let index = 0; index < count; index++) {
    network.update(replay.sample(batchSize));
    network.qValues(observation);
    network.syncTarget(0.01);
  }
};

/** The engine alone, on arrays that are there already. */
const engine = makeEngine({ network: mlp({ hidden: [64, 64] }), shape: [4], actions: 2 });
const observations = new Float32Array(4 * batchSize).map(() => random.uniform());
const gradient = new Float32Array(2 * batchSize).map(() => random.uniform() - 0.5);
const step = (count: number): void => {
  for (let index = 0; index < count; index++) {
    engine.forward('target', observations, batchSize).sync();
    const pass = engine.forwardForTraining(observations, batchSize);
    pass.outputs.sync();
    pass.backward(gradient, 1e-3);
  }
};

// Compiled code and the machine's own caches settle in the first updates.
update(5_000);
step(5_000);
const before = await measure();
update(10_000);
const after = await measure();
step(10_000);
// Before anything is collected: arrays that were made and thrown away count as well.
const { arrayBuffers } = process.memoryUsage();
console.log(
  JSON.stringify({
    updates: network.updates + engine.updates,
    heap: after.heap - before.heap,
    arrays: after.arrays - before.arrays,
    wasm: [before.wasm, memories.map(({ buffer }) => buffer.byteLength)],
    arraysOfEngine: arrayBuffers - after.arrays,
  }),
);

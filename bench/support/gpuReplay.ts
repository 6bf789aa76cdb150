import type { DeviceUpdate } from '../../src/engines/engine.ts';
import type { Device } from '../../src/engines/webgpu/device.ts';
import { WebgpuEngine } from '../../src/engines/webgpu/webgpuEngine.ts';
import { qHead } from '../../src/heads/qHead.ts';
import { buildArchitecture } from '../../src/networks/buildArchitecture.ts';
import { initialWeights } from '../../src/networks/initialize.ts';
import { adam } from '../../src/optimizers/optimizer.ts';
import { createRandom } from '../../src/random/createRandom.ts';
import { ReplayBuffer } from '../../src/replay/replayBuffer.ts';
import type { Variant } from './measure.ts';
import { pixels } from './transitions.ts';
import type { Workload } from './workloads.ts';

/** Transitions in the replay buffer: 84 MB of frames, more than caches hold. */
const CAPACITY = 12_000;

/** Transitions that are stored for each update, as the Atari settings have it. */
const STORED = 4;

/** Milliseconds in which frames come to the GPU before the clock runs, at most. */
const WARMING = 3_000;

/** Updates that may be under way at once. */
const WINDOW = 32;

/** Ways to make updates from a replay buffer, and what frees what they take. */
export interface GpuReplay {
  readonly variants: readonly Variant[];
  dispose(): void;
}

/**
 * Updates as an agent makes them: for each, transitions are stored and a batch is drawn. With
 * frames uploaded batch by batch, and with frames that stay on the GPU. Nothing for
 * networks that learn from other things than frames.
 */
export async function prepareGpuReplay(device: Device, workload: Workload): Promise<GpuReplay> {
  const { environment, network, batchSize } = workload;
  const { observationSpace, actionSpace } = environment;
  if (observationSpace.shape.length !== 3) return { variants: [], dispose: () => undefined };
  const replay = new ReplayBuffer({ capacity: CAPACITY, environment });
  const store = storing(replay);
  for (let filled = 0; filled < CAPACITY; filled++) store();
  const architecture = buildArchitecture(network, observationSpace, actionSpace);
  const make = (framesOnGpu: number, updatesPerSubmission: number): WebgpuEngine =>
    new WebgpuEngine({
      architecture,
      optimizer: adam({ learningRate: 1e-4 }),
      gradientClipNorm: null,
      weights: initialWeights(architecture, createRandom(1)),
      device,
      actEvery: 1e9,
      framesOnGpu,
      updatesPerSubmission,
    });
  const engines = [make(0, 1), make(2 ** 30, 1), make(2 ** 30, 8)] as const;
  const [uploading, keeping, keepingByEight] = engines;
  const head = qHead({ double: false });
  const learn = async (engine: WebgpuEngine, updates: number): Promise<void> => {
    const underWay: DeviceUpdate['result'][] = [];
    for (let update = 0; update < updates; update++) {
      for (let stored = 0; stored < STORED; stored++) store();
      const batch = replay.sample(batchSize, undefined, engine.lazyGather);
      const made = engine.learn(head, batch, {}, 1e-4);
      if (made) underWay.push(made.result);
      if (underWay.length >= WINDOW) await underWay.shift();
    }
    await Promise.all(underWay);
  };
  // Until nearly all frames have been needed once; not on and on where there is no GPU.
  for (const engine of [keeping, keepingByEight]) {
    const start = performance.now();
    let drawn = 0;
    while (drawn < 2 * CAPACITY && performance.now() - start < WARMING) {
      await learn(engine, 8);
      drawn += 8 * batchSize;
    }
  }
  const name = `with ${STORED} transitions stored`;
  const variant = (title: string, runMany: (n: number) => Promise<void>): Variant => ({
    name: title,
    run: () => runMany(1),
    runMany,
  });
  return {
    variants: [
      variant(`${name} alone`, async (n) => {
        for (let stored = 0; stored < STORED * n; stored++) store();
      }),
      variant(`from the replay, ${name}, frames uploaded`, (n) => learn(uploading, n)),
      variant(`from the replay, ${name}, frames on the GPU`, (n) => learn(keeping, n)),
      variant(`from the replay, ${name}, frames on the GPU, eight a submission`, (n) =>
        learn(keepingByEight, 8 * Math.ceil(n / 8)),
      ),
    ],
    dispose() {
      for (const engine of engines) engine.dispose();
    },
  };
}

/** Stores one transition after the other, from a few episodes that come again and again. */
function storing(replay: ReplayBuffer): () => void {
  const source = pixels(1);
  const transitions = Array.from({ length: 400 }, () => source.next());
  let turn = 0;
  return () => {
    replay.add(...transitions[turn++ % transitions.length]!);
  };
}

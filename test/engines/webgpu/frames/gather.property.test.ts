import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Buffers } from '../../../../src/engines/webgpu/buffers.ts';
import type { Core } from '../../../../src/engines/webgpu/core.ts';
import type { Device } from '../../../../src/engines/webgpu/device.ts';
import { FrameStore, type FrameFeed } from '../../../../src/engines/webgpu/frames/frameStore.ts';
import { UploadArena } from '../../../../src/engines/webgpu/heads/uploadArena.ts';
import { createInput } from '../../../../src/engines/webgpu/input.ts';
import { PlanBuilder } from '../../../../src/engines/webgpu/planBuilder.ts';
import { createDispatch, recordDispatches } from '../../../../src/engines/webgpu/program.ts';
import { cnn } from '../../../../src/networks/cnn.ts';
import { mlp } from '../../../../src/networks/mlp.ts';
import type { NetworkSpec } from '../../../../src/networks/spec.ts';
import type { SampledBatch } from '../../../../src/replay/batch.ts';
import { ReplayBuffer } from '../../../../src/replay/replayBuffer.ts';
import { Box } from '../../../../src/spaces/box.ts';
import { Discrete } from '../../../../src/spaces/discrete.ts';
import { coreOf } from './coreOf.ts';
import { expectFreed, hasGpu, testDevice } from '../device.ts';

interface Case {
  readonly name: string;
  readonly space: Box<'uint8'>;
  readonly frames: number;
  readonly network: NetworkSpec;
  /** Where channels are put side by side; `null` where frames stay one behind the other. */
  readonly channels: number | null;
}

const bytes = (...shape: number[]): Box<'uint8'> =>
  new Box({ low: 0, high: 255, shape, dtype: 'uint8' });
const convolution = cnn({
  channels: 'first',
  convolutions: [{ filters: 2, kernelSize: 3, stride: 2 }],
  hidden: [4],
});

const cases: readonly Case[] = [
  { name: 'four planes', space: bytes(4, 6, 6), frames: 4, network: convolution, channels: 4 },
  {
    name: 'eight planes, two a frame',
    space: bytes(8, 4, 5),
    frames: 4,
    network: convolution,
    channels: 8,
  },
  {
    name: 'no pictures',
    space: bytes(3, 8),
    frames: 3,
    network: mlp({ hidden: [4] }),
    channels: null,
  },
];

const CAPACITY = 9;
const BATCH = 5;

/** Steps of an environment that shows its newest frames, in two streams. */
class Steps {
  readonly #space: Box<'uint8'>;
  readonly #frames: number;
  readonly #stacks: (Uint8Array | undefined)[] = [];

  constructor({ space, frames }: Case) {
    this.#space = space;
    this.#frames = frames;
  }

  /** One step, whose new frame is made of a number; 0 gives a frame of zeros. */
  store(replay: ReplayBuffer, stream: number, value: number, ends: boolean): void {
    const { size } = this.#space;
    const frame = size / this.#frames;
    const observation = this.#stacks[stream] ?? new Uint8Array(size).fill(value, size - frame);
    const nextObservation = observation.slice();
    nextObservation.copyWithin(0, frame);
    for (let index = 0; index < frame; index++) {
      nextObservation[size - frame + index] = (value * (7 + index)) % 256;
    }
    const outcome = { terminated: ends, truncated: false };
    replay.add({ observation, action: value % 2, reward: 1, nextObservation, ...outcome }, stream);
    this.#stacks[stream] = ends ? undefined : nextObservation;
  }
}

/** Gathers a batch on the GPU: s, then s'. */
async function gathered(core: Core, batch: SampledBatch, feed: FrameFeed): Promise<Uint8Array> {
  const { device, model, stream } = core;
  const { mirror, stale } = feed;
  const buffers = new Buffers(device);
  const shape = {
    lanes: ['online', 'target'] as const,
    batch: BATCH,
    fractions: 1,
    bytes: true,
    training: false,
  };
  const builder = new PlanBuilder(model, { ...shape, frames: mirror }, buffers);
  const { staging, laneWords, node } = createInput(builder);
  // The first is the gathering; what scales bytes may follow.
  const dispatch = createDispatch(device, builder.forward[0]!);
  const output = builder.forward[0]!.bindings.find(({ writes }) => writes)!.slice;
  expect(node.rows).toBe(BATCH);
  const arena = new UploadArena(device, 10_000);
  const { observations, nextObservations } = batch.frames!;
  const words = (BATCH * node.units) / 2;
  const [all] = await stream.read([output], [words], {
    dispatches: [dispatch],
    record: (encoder) => {
      arena.begin();
      for (const { slice, parts } of mirror.parts(stale)) {
        arena.putParts(encoder, slice, stale.bytes, parts);
      }
      mirror.note(stale);
      arena.put(encoder, staging, observations, 0);
      arena.put(encoder, staging, nextObservations, laneWords);
      const pass = encoder.beginComputePass();
      recordDispatches(pass, [dispatch]);
      pass.end();
    },
  });
  arena.dispose();
  buffers.dispose();
  return new Uint8Array(all!.buffer, all!.byteOffset, 4 * words);
}

/** What is to come out: planes side by side, where there are any. */
function expected(batch: SampledBatch, channels: number | null): Uint8Array {
  const rows = [...batch.observations, ...batch.nextObservations];
  if (channels === null) return Uint8Array.from(rows);
  const units = rows.length / (2 * BATCH);
  const pixels = units / channels;
  return Uint8Array.from(rows, (_, index) => {
    const [row, rest] = [Math.floor(index / units), index % units];
    return rows[row * units + (rest % channels) * pixels + Math.floor(rest / channels)]!;
  });
}

describe.skipIf(!(await hasGpu()))('observations gathered on the GPU', () => {
  test.each(cases)('are those of the replay buffer: $name', async (each) => {
    const device = await testDevice();
    const command = fc.oneof(
      {
        weight: 8,
        arbitrary: fc.tuple(
          fc.nat(1),
          fc.nat(255),
          fc.nat(5).map((n) => n === 0),
        ),
      },
      { weight: 2, arbitrary: fc.constant('sample' as const) },
      { weight: 1, arbitrary: fc.constant('load' as const) },
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(command, { minLength: 20, maxLength: 60 }),
        fc.integer({ min: 1, max: 3 }),
        fc.boolean(),
        async (commands, steps, inOneBuffer) => {
          await follow(device, each, commands, steps, inOneBuffer);
        },
      ),
      { numRuns: 6 },
    );
    device.requireUsable();
    await expectFreed(device);
    device.gpu.destroy();
  });
});

type Command = 'sample' | 'load' | [stream: number, value: number, ends: boolean];

async function follow(
  device: Device,
  each: Case,
  commands: readonly Command[],
  steps: number,
  inOneBuffer: boolean,
) {
  const environment = { observationSpace: each.space, actionSpace: new Discrete(2) };
  const returns = { steps, discount: 0.9 };
  const replay = new ReplayBuffer({
    capacity: CAPACITY,
    environment,
    frames: each.frames,
    returns,
    seed: 3,
  });
  const core = coreOf(device, each.network, each.space);
  const frame = each.space.size / each.frames;
  // Else some fifteen frames in each: there is room for 128.
  const store = new FrameStore(core, 2 ** 20, inOneBuffer ? undefined : 16 * Math.max(16, frame));
  const environments = new Steps(each);
  for (let step = 0; step < CAPACITY; step++)
    environments.store(replay, step % 2, step, step === 5);
  for (const command of [...commands, 'sample' as const]) {
    if (command === 'load') replay.setState(replay.getState());
    else if (command !== 'sample') environments.store(replay, ...command);
    else {
      const batch = await lazilyFrom(replay, store);
      const feed = store.feed(batch)!;
      expect(feed.mirror.slices.length === 1).toBe(inOneBuffer);
      const found = await gathered(core, batch, feed);
      expect(found).toEqual(expected(batch, each.channels));
      expect(store.feed(batch)!.stale.names).toHaveLength(0);
    }
  }
  store.dispose();
  core.dispose();
}

/** A batch with frames: the first ones have none, until the GPU has memory for them. */
async function lazilyFrom(replay: ReplayBuffer, store: FrameStore): Promise<SampledBatch> {
  let batch = replay.sample(BATCH, undefined, store.lazyGather);
  while (!batch.frames) {
    await new Promise((resolve) => setTimeout(resolve));
    batch = replay.sample(BATCH, undefined, store.lazyGather);
  }
  return batch;
}

/**
 * Run by savingMemory.test.ts, as one process for each step: fills a replay
 * buffer and saves it, or loads it, and prints how much memory that took beyond
 * what there was before, and how long, beside a plain write of as many bytes.
 */
import { closeSync, fsyncSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import { file } from '../../src/node/file.ts';
import { createRandom } from '../../src/random/createRandom.ts';
import { ReplayBuffer } from '../../src/replay/replayBuffer.ts';
import { Box } from '../../src/spaces/box.ts';
import { Discrete } from '../../src/spaces/discrete.ts';
import { crc32 } from '../../src/state/crc32.ts';
import { loadCheckpoint, saveCheckpoint } from '../../src/state/saved.ts';

const [, , step, layout, megabytes, path = ''] = process.argv;
const frames = layout === 'frames' ? 4 : 1;
const LENGTH = 28_224;
const capacity = Math.floor((Number(megabytes) * 1e6) / (LENGTH / frames));

function makeReplay(): ReplayBuffer {
  const shape = frames === 1 ? [LENGTH / 4] : [4, 84, 84];
  const box =
    frames === 1
      ? new Box({ low: 0, high: 1, shape })
      : new Box({ low: 0, high: 255, shape, dtype: 'uint8' });
  const environment = { observationSpace: box, actionSpace: new Discrete(4) };
  return new ReplayBuffer({ capacity, environment, frames });
}

function fill(replay: ReplayBuffer): void {
  const random = createRandom(5);
  const Type = frames === 1 ? Float32Array : Uint8Array;
  let observation = new Type(LENGTH / Type.BYTES_PER_ELEMENT);
  for (let action = 0; action < capacity; action++) {
    const next = new Type(observation.length);
    const frame = observation.length / frames;
    next.set(observation.subarray(frame));
    const fresh = next.subarray(-frame);
    fresh.fill(frames === 1 ? random.uniform() : random.integer(255) + 1);
    fresh[action % frame] = 1;
    replay.add({
      observation,
      action: action % 4,
      reward: random.uniform(),
      nextObservation: next,
      terminated: false,
      truncated: action % 500 === 499,
    });
    observation = next;
  }
}

/** Says what a buffer holds, so that two processes can compare it. */
function digest(replay: ReplayBuffer): number {
  let crc = 0;
  for (let draw = 0; draw < 20; draw++) {
    const { observations, rewards, nextObservations } = replay.sample(32);
    for (const { buffer, byteOffset, byteLength } of [observations, rewards, nextObservations]) {
      crc = crc32(new Uint8Array(buffer, byteOffset, byteLength), crc);
    }
  }
  return crc;
}

/** The most memory that the process has ever had, in bytes. */
const peak = (): number => process.resourceUsage().maxRSS * 1024;

function writePlainly(bytes: number): number {
  const started = performance.now();
  const part = new Uint8Array(2 ** 20).fill(7);
  const descriptor = openSync(`${path}.plain`, 'w');
  for (let written = 0; written < bytes; written += part.length) writeSync(descriptor, part);
  fsyncSync(descriptor);
  closeSync(descriptor);
  const took = performance.now() - started;
  rmSync(`${path}.plain`);
  return took;
}

const replay = makeReplay();
const store = file(path);
const print = (result: object): void => console.log(JSON.stringify(result));

if (step === 'save') {
  fill(replay);
  const before = peak();
  const started = performance.now();
  const saving = saveCheckpoint(store, { kind: 'replay', state: replay.viewState() });
  const blocked = performance.now() - started;
  await saving;
  const took = performance.now() - started;
  const extra = peak() - before;
  const bytes = statSync(path).size;
  print({ extra, bytes, took, blocked, plain: writePlainly(bytes), digest: digest(replay) });
} else {
  // What the buffer itself needs must not count: so it is full of something else.
  fill(replay);
  replay.sample(3);
  const before = peak();
  const started = performance.now();
  await loadCheckpoint(store, { kind: 'replay' }, (state) => replay.setState(state));
  const took = performance.now() - started;
  const extra = peak() - before;
  replay.checkValid();
  print({ extra, took, digest: digest(replay) });
}

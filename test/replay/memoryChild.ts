// Run by outOfMemory.test.ts: fills a replay buffer until there is no memory
// left, and prints what has become of it.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { OptionsError } from '../../src/errors.ts';
import { ReplayBuffer } from '../../src/replay/replayBuffer.ts';
import { Box } from '../../src/spaces/box.ts';
import { Discrete } from '../../src/spaces/discrete.ts';

const SIDE = 3072;
const observationSpace = new Box({ low: 0, high: 255, shape: [2, SIDE, SIDE], dtype: 'uint8' });
const actionSpace = new Discrete(1_000_000);
const replay = new ReplayBuffer({
  capacity: 100_000,
  environment: { observationSpace, actionSpace },
});

/** Fills an observation with two frames; no two frames are alike. */
function draw(stack: Uint8Array, step: number): Uint8Array {
  for (const index of [0, 1]) {
    const start = index * SIDE * SIDE;
    new Uint32Array(stack.buffer, start, (SIDE * SIDE) / 4).fill(step + index + 1);
  }
  return stack;
}

// All that this script itself needs is taken before there is nothing left.
const observation = new Uint8Array(2 * SIDE * SIDE);
const nextObservation = new Uint8Array(2 * SIDE * SIDE);
let added = 0;
function add(): void {
  const outcome = { reward: 0, terminated: false, truncated: false };
  draw(observation, added);
  draw(nextObservation, added + 1);
  replay.add({ observation, action: added, nextObservation, ...outcome });
  added += 1;
}
add();
replay.sample(1);

/** Lets the process grow by so many bytes of address space. */
function limitMemory(bytes: number): void {
  const kilobytes = Number(/VmSize:\s*(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]);
  const limit = kilobytes * 1024 + bytes;
  execFileSync('prlimit', ['--pid', String(process.pid), `--as=${limit}`]);
}
limitMemory(2 ** 26);

const errors: string[] = [];
while (errors.length < 3) {
  try {
    add();
  } catch (error) {
    if (!(error instanceof OptionsError)) throw error;
    errors.push(error.message);
  }
}

let isRight = replay.size === added;
for (let draws = 0; draws < 100; draws++) {
  const batch = replay.sample(1);
  const step = batch.actions[0] as number;
  const isSame = (one: unknown, other: Uint8Array): boolean =>
    Buffer.compare(one as Uint8Array, other) === 0;
  isRight &&= isSame(batch.observations, draw(observation, step));
  isRight &&= isSame(batch.nextObservations, draw(nextObservation, step + 1));
}
console.log(JSON.stringify({ added, errors, isRight }));

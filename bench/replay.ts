import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createRandom } from '../src/random/createRandom.ts';
import type { Random } from '../src/random/random.ts';
import type { Transition } from '../src/protocol/transition.ts';
import { ReplayBuffer } from '../src/replay/replayBuffer.ts';
import { Box } from '../src/spaces/box.ts';
import { Discrete } from '../src/spaces/discrete.ts';
import type { Options } from './support/arguments.ts';
import type { BenchmarkContext } from './support/context.ts';
import { measureInterleaved, quantile } from './support/measure.ts';
import type { Row } from './support/table.ts';

export const name = 'replay';
export const description: string =
  'memory, add and sample of replay buffers (--capacity 100000, --seconds 3; --whole for stacks of ' +
  'frames kept whole as well, which takes 2.8 GB)';
export const options: Options = { capacity: 'number', seconds: 'number', whole: 'flag' };

const STACK = 4;
const SIDE = 84;
const FRAME = SIDE * SIDE;
/** Steps of an episode of pixels. */
const EPISODE = 200;

/** A replay buffer that is full. */
interface Filled {
  readonly name: string;
  readonly replay: ReplayBuffer;
  /** Microseconds of each call of `add`: the median. */
  readonly addMedian: number;
  /** What the process has grown by. */
  readonly megabytes: number;
  /** The part of that in array buffers. */
  readonly megabytesInArrays: number;
}

/** Fills replay buffers, then times draws from them, taking turns. */
export async function run(context: BenchmarkContext): Promise<void> {
  const capacity = context.number('capacity', 100_000);
  const filled = [
    fill('[4] float32', capacity, 'auto', vectors()),
    fill('[4, 84, 84] uint8, 1 stream', capacity, 'auto', pixels(1)),
    fill('[4, 84, 84] uint8, 8 streams', capacity, 'auto', pixels(8)),
  ];
  if (context.args.includes('--whole')) {
    filled.push(fill('[4, 84, 84] uint8, frames: 1', capacity, 1, pixels(1)));
  }
  const variants = filled.map(({ name: variant, replay }) => ({
    name: variant,
    run: () => void replay.sample(32),
  }));
  const measured = await measureInterleaved(variants, {
    minSeconds: context.number('seconds', 3),
  });
  context.report(
    `ReplayBuffer, ${capacity} transitions, full (MB = 1e6 bytes)`,
    filled.map((each, index): Row => ({
      observations: each.name,
      'MB of the process': each.megabytes,
      'MB in arrays': each.megabytesInArrays,
      'add, median µs': each.addMedian,
      'sample(32), median µs': measured[index]?.median ?? null,
      'p90 µs': measured[index]?.p90 ?? null,
    })),
  );
}

/** Fills a buffer, and a quarter of it once more, as its memory must not grow any further. */
function fill(
  title: string,
  capacity: number,
  frames: number | 'auto',
  source: { readonly space: Box<'uint8' | 'float32'>; next(): [Transition, number] },
): Filled {
  gc();
  const before = process.memoryUsage();
  const replay = new ReplayBuffer({
    capacity,
    environment: { observationSpace: source.space, actionSpace: new Discrete(6) },
    frames,
  });
  const times = new Float64Array(Math.ceil(1.25 * capacity));
  for (let index = 0; index < times.length; index++) {
    const [transition, stream] = source.next();
    const start = performance.now();
    replay.add(transition, stream);
    times[index] = (performance.now() - start) * 1000;
  }
  gc();
  const after = process.memoryUsage();
  return {
    name: title,
    replay,
    addMedian: quantile(times, 0.5),
    megabytes: (after.rss - before.rss) / 1e6,
    megabytesInArrays: (after.arrayBuffers - before.arrayBuffers) / 1e6,
  };
}

/** Small observations in episodes. */
function vectors(): ReturnType<typeof pixels> {
  const random = createRandom(1);
  const space = new Box({ low: -Infinity, high: Infinity, shape: [4] });
  const draw = (): Float32Array => Float32Array.from({ length: 4 }, () => random.normal());
  let observation = draw();
  return {
    space,
    next() {
      const nextObservation = draw();
      const transition = step(random, observation, nextObservation);
      observation = transition.truncated ? draw() : nextObservation;
      return [transition, 0];
    },
  };
}

/** Stacks of frames of noise, as views of memory in which they overlap. */
function pixels(streams: number): {
  readonly space: Box<'uint8' | 'float32'>;
  next(): [Transition, number];
} {
  const random = createRandom(1);
  const space = new Box({ low: 0, high: 255, shape: [STACK, SIDE, SIDE], dtype: 'uint8' });
  const open = Array.from({ length: streams }, () => startEpisode(random));
  let turn = 0;
  return {
    space,
    next() {
      const stream = turn++ % streams;
      const episode = open[stream]!;
      const { frames, at } = episode;
      const stack = (first: number): Uint8Array =>
        frames.subarray(first * FRAME, (first + STACK) * FRAME);
      drawFrame(random, frames, at + STACK);
      const isLast = at + STACK + 1 === frames.length / FRAME;
      const transition = step(random, stack(at), stack(at + 1), isLast);
      if (isLast) open[stream] = startEpisode(random);
      else episode.at += 1;
      return [transition, stream];
    },
  };
}

/** Zeros before the first frame. */
function startEpisode(random: Random): { readonly frames: Uint8Array; at: number } {
  const frames = new Uint8Array((STACK - 1 + 1 + EPISODE) * FRAME);
  drawFrame(random, frames, STACK - 1);
  return { frames, at: 0 };
}

/** Fills a frame with noise, by a generator that is quick and need not be good. */
function drawFrame(random: Random, frames: Uint8Array, index: number): void {
  const words = new Uint32Array(frames.buffer, index * FRAME, FRAME / 4);
  let state = random.integer(2 ** 32 - 1) + 1;
  for (let word = 0; word < words.length; word++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    words[word] = state;
  }
}

function step(
  random: Random,
  observation: Uint8Array | Float32Array,
  nextObservation: Uint8Array | Float32Array,
  truncated = random.integer(EPISODE) === 0,
): Transition {
  const action = random.integer(6);
  return { observation, action, reward: 1, nextObservation, terminated: false, truncated };
}

const gc = ((): (() => void) => {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as () => void;
})();

import type { Transition } from '../../src/protocol/transition.ts';
import { createRandom } from '../../src/random/createRandom.ts';
import type { Random } from '../../src/random/random.ts';
import { Box } from '../../src/spaces/box.ts';

const STACK = 4;
const SIDE = 84;
const FRAME = SIDE * SIDE;
/** Steps of an episode. */
const EPISODE = 200;

/** Makes transitions, each with the stream that it is of. */
export interface TransitionSource {
  readonly space: Box<'uint8' | 'float32'>;
  next(): [Transition, number];
}

/** Small observations in episodes. */
export function vectors(): TransitionSource {
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
export function pixels(streams: number): TransitionSource {
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

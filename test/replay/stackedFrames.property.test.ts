import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Transition } from '../../src/protocol/transition.ts';
import { ReplayBuffer } from '../../src/replay/replayBuffer.ts';
import { Box, type BoxDtype } from '../../src/spaces/box.ts';
import { Discrete } from '../../src/spaces/discrete.ts';
import { expectSameAsNaive, expectStateToReplace } from './laws.ts';

type Elements = Float32Array | Uint8Array;

interface Setup {
  readonly space: Box<BoxDtype>;
  readonly frames: number;
}

const bytes = (...shape: number[]): Box<'uint8'> =>
  new Box({ low: 0, high: 255, shape, dtype: 'uint8' });
const floats = (...shape: number[]): Box => new Box({ low: -9, high: 9, shape });

const setups: readonly Setup[] = [
  { space: bytes(4, 6, 6), frames: 4 },
  { space: bytes(2, 3, 4), frames: 2 },
  // A frame of 25 bytes, which are no whole words.
  { space: bytes(3, 5, 5), frames: 3 },
  // Frames of two planes each.
  { space: bytes(6, 7, 7), frames: 3 },
  { space: floats(4, 8), frames: 4 },
  { space: floats(5), frames: 5 },
];

interface Step {
  readonly stream: number;
  /** What the next frame is filled with; 0 gives a frame of zeros. */
  readonly value: number;
  readonly end: 'no' | 'terminated' | 'truncated' | 'both';
  /** The caller's loop leaves this step out. */
  readonly skipped: boolean;
  /** The stacks of this step have nothing to do with one another. */
  readonly noise: boolean;
  readonly action: number;
}

type Command =
  | { readonly type: 'step'; readonly step: Step }
  | { readonly type: 'sample'; readonly fraction: number }
  | { readonly type: 'restore' };

const often = <T>(usual: T, ...others: T[]): fc.Arbitrary<T> =>
  fc.constantFrom(...new Array<T>(4 * others.length).fill(usual), ...others);

const step: fc.Arbitrary<Step> = fc.record({
  stream: fc.nat({ max: 2 }),
  value: fc.nat({ max: 6 }),
  end: often('no', 'terminated', 'truncated', 'both'),
  skipped: often(false, true),
  noise: fc.constantFrom(...new Array<boolean>(11).fill(false), true),
  action: fc.nat({ max: 3 }),
});

const commands: fc.Arbitrary<Command[]> = fc.array(
  fc.oneof(
    { weight: 12, arbitrary: fc.record({ type: fc.constant('step' as const), step }) },
    {
      weight: 2,
      arbitrary: fc.record({
        type: fc.constant('sample' as const),
        fraction: fc.double({ min: 0, max: 1, noNaN: true }),
      }),
    },
    { weight: 1, arbitrary: fc.record({ type: fc.constant('restore' as const) }) },
  ),
  { maxLength: 120, size: 'max' },
);

/** How callers may hand over observations. */
const layouts = ['fresh', 'used again', 'askew'] as const;

/**
 * Environments whose observations are the newest frames, one for each stream.
 * Few values, so that frames often look alike where they have nothing to do
 * with one another; the last element of a float frame is −0 at times.
 */
class Streams {
  readonly #setup: Setup;
  readonly #padding: 'zeros' | 'repeat';
  readonly #layout: (typeof layouts)[number];
  readonly #history = new Map<number, number[]>();
  readonly #own: readonly [Elements, Elements];

  constructor(setup: Setup, padding: 'zeros' | 'repeat', layout: (typeof layouts)[number]) {
    this.#setup = setup;
    this.#padding = padding;
    this.#layout = layout;
    this.#own = [this.#allocate(), this.#allocate()];
  }

  take({ stream, value, end, noise, action }: Step): Transition {
    const { frames } = this.#setup;
    const history = this.#history.get(stream) ?? this.#begin(stream + 1);
    const observation = this.#stack(history.slice(-frames), 0);
    history.push(value);
    const last = noise ? history.slice(-frames).reverse() : history.slice(-frames);
    const nextObservation = this.#stack(last, 1);
    this.#history.set(stream, end === 'no' ? history : this.#begin((value + 2) % 7));
    return {
      observation,
      action,
      reward: value,
      nextObservation,
      terminated: end === 'terminated' || end === 'both',
      truncated: end === 'truncated' || end === 'both',
    };
  }

  #begin(value: number): number[] {
    const { frames } = this.#setup;
    const padding = this.#padding === 'zeros' ? 0 : value;
    return [...new Array<number>(frames - 1).fill(padding), value];
  }

  #stack(values: readonly number[], which: 0 | 1): Elements {
    const { space } = this.#setup;
    const size = space.size / values.length;
    const stack = this.#layout === 'used again' ? this.#own[which] : this.#allocate();
    values.forEach((value, index) => {
      const end = (index + 1) * size;
      stack.fill(value, index * size, end);
      // Frames differ in their last element alone, at times by its sign.
      if (value > 4) stack.fill(1, index * size, end - 1);
      if (value === 3 && space.dtype === 'float32') {
        stack.fill(0, index * size, end - 1);
        stack[end - 1] = -0;
      }
    });
    return stack;
  }

  #allocate(): Elements {
    const { size, dtype } = this.#setup.space;
    if (dtype === 'float32') return new Float32Array(size + 1).subarray(1);
    return new Uint8Array(size + 3).subarray(this.#layout === 'askew' ? 3 : 0).subarray(0, size);
  }
}

test('any steps, gaps, samples and restores give the batches of the naive buffer', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 20 }),
      fc.constantFrom(...setups),
      fc.constantFrom('zeros' as const, 'repeat' as const),
      fc.constantFrom(...layouts),
      fc.nat(),
      commands,
      (capacity, setup, padding, layout, seed, sequence) => {
        const environment = { observationSpace: setup.space, actionSpace: new Discrete(4) };
        const { frames } = setup;
        expect(new ReplayBuffer({ capacity, environment, frames }).frames).toBe(frames);
        expectSameAsNaive(
          (random) => new ReplayBuffer({ capacity, environment, random, frames }),
          { capacity, seed },
          new Streams(setup, padding, layout),
          sequence,
        );
      },
    ),
    { numRuns: 200 },
  );
});

test('a state taken over half-way leaves nothing of the old one, and goes on as it would have', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 8 }),
      fc.constantFrom(...setups),
      commands,
      commands,
      (capacity, setup, first, second) => {
        const environment = { observationSpace: setup.space, actionSpace: new Discrete(4) };
        const create = (seed: number): ReplayBuffer =>
          new ReplayBuffer({ capacity, environment, seed, frames: setup.frames });
        const run = (replay: ReplayBuffer, sequence: readonly Command[]): void => {
          const streams = new Streams(setup, 'zeros', 'fresh');
          for (const command of sequence) {
            if (command.type !== 'step') continue;
            replay.add(streams.take(command.step), command.step.stream);
            replay.checkValid();
          }
        };
        const begin = (replay: ReplayBuffer): void => {
          run(replay, first);
        };
        const goOn = (replay: ReplayBuffer): void => {
          run(replay, second);
        };
        expectStateToReplace(create, begin, goOn, goOn);
      },
    ),
    { numRuns: 100 },
  );
});

import * as fc from 'fast-check';
import { describe, test } from 'vitest';
import type { Transition } from '../../src/protocol/transition.ts';
import { ReplayBuffer } from '../../src/replay/replayBuffer.ts';
import { Box } from '../../src/spaces/box.ts';
import { Discrete } from '../../src/spaces/discrete.ts';
import type { Observation, ObservationSpace } from '../../src/spaces/space.ts';
import { expectSameAsNaive, expectStateToReplace } from './laws.ts';

const actionSpace = new Discrete(4);

const spaces: readonly ObservationSpace[] = [
  new Box({ low: -Infinity, high: Infinity, shape: [2] }),
  new Box({ low: 0, high: 255, shape: [3], dtype: 'uint8' }),
  new Box({ low: 0, high: 255, shape: [2, 4], dtype: 'uint8' }),
  // Long rows are copied in another way.
  new Box({ low: 0, high: 255, shape: [140], dtype: 'uint8' }),
  new Discrete(5),
];

/**
 * Few values, so that observations often look alike across gaps and streams,
 * where the ring could wrongly join them; −0 differs from 0 in its sign only.
 */
function observationOf(space: ObservationSpace, value: number): Observation {
  if (space.kind === 'discrete') return value;
  if (space.dtype === 'uint8') return new Uint8Array(space.size).fill(value);
  return Float32Array.of(value, value === 0 ? -0 : 0);
}

type Command =
  | { readonly type: 'step'; readonly step: Step }
  | { readonly type: 'sample'; readonly fraction: number }
  | { readonly type: 'restore' };

interface Step {
  readonly stream: number;
  readonly value: number;
  readonly action: number;
  readonly reward: number;
  readonly end: 'no' | 'terminated' | 'truncated' | 'both';
  /** For 4 actions, where there are masks at all. */
  readonly mask: readonly number[] | undefined;
  /** The caller's loop leaves this step out. */
  readonly skipped: boolean;
}

const step: fc.Arbitrary<Step> = fc.record({
  stream: fc.nat({ max: 3 }),
  value: fc.nat({ max: 4 }),
  action: fc.nat({ max: 3 }),
  reward: fc.double({ min: -1e6, max: 1e6, noNaN: true }),
  end: fc.constantFrom('no', 'no', 'no', 'no', 'terminated', 'truncated', 'both'),
  mask: fc.option(
    fc.constantFrom([1, 0, 0, 0], [0, 1, 1, 0], [1, 1, 1, 1], [0, 0, 0, 7], [0, 2, 0, 1]),
    { nil: undefined, freq: 2 },
  ),
  skipped: fc.constantFrom(false, false, false, false, true),
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

/** Environments whose observations are small numbers, one for each stream. */
class Streams {
  readonly #space: ObservationSpace;
  readonly #isMasked: boolean;
  readonly #values = new Map<number, number>();

  constructor(space: ObservationSpace, isMasked: boolean) {
    this.#space = space;
    this.#isMasked = isMasked;
  }

  take({ stream, value, action, reward, end, mask }: Step): Transition {
    const before = this.#values.get(stream) ?? 0;
    // After an end the next episode starts somewhere else.
    this.#values.set(stream, end === 'no' ? value : (value + 2) % 5);
    return {
      observation: observationOf(this.#space, before),
      action,
      reward,
      nextObservation: observationOf(this.#space, value),
      terminated: end === 'terminated' || end === 'both',
      truncated: end === 'truncated' || end === 'both',
      ...(this.#isMasked && mask && { nextActionMask: mask }),
      // At times the action alone was allowed.
      ...(this.#isMasked &&
        value === 1 && { actionMask: [0, 1, 2, 3].map((other) => Number(other === action)) }),
    };
  }
}

describe('ReplayBuffer against the naive buffer', () => {
  test('any sequence of steps, gaps, samples and restores gives the same batches', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 20 }),
        fc.constantFrom(...spaces),
        fc.nat(),
        commands,
        fc.boolean(),
        (capacity, observationSpace, seed, sequence, isMasked) => {
          const environment = { observationSpace, actionSpace };
          expectSameAsNaive(
            (random) => new ReplayBuffer({ capacity, environment, random }),
            { capacity, seed },
            new Streams(observationSpace, isMasked),
            sequence,
          );
        },
      ),
      { numRuns: 300 },
    );
  });

  test('a state from another seed, taken over half-way, leaves nothing of the old one', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 8 }),
        commands,
        commands,
        fc.boolean(),
        fc.boolean(),
        (capacity, first, second, isMasked, isUsedMasked) => {
          const [observationSpace] = spaces as [ObservationSpace];
          const create = (seed: number): ReplayBuffer =>
            new ReplayBuffer({
              capacity,
              environment: { observationSpace, actionSpace },
              seed,
            });
          const run = (
            replay: ReplayBuffer,
            sequence: readonly Command[],
            masked: boolean,
          ): void => {
            const streams = new Streams(observationSpace, masked);
            for (const command of sequence) {
              if (command.type !== 'step') continue;
              replay.add(streams.take(command.step), command.step.stream);
              replay.checkValid();
            }
          };
          expectStateToReplace(
            create,
            (replay) => {
              run(replay, first, isMasked);
            },
            (replay) => {
              run(replay, second, isMasked);
            },
            (replay) => {
              run(replay, second, isUsedMasked);
            },
          );
        },
      ),
      { numRuns: 150 },
    );
  });
});

import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRandom } from '../../src/random/createRandom.ts';
import type { Transition } from '../../src/protocol/transition.ts';
import { copyBatch } from '../../src/replay/batch.ts';
import { ReplayBuffer } from '../../src/replay/replayBuffer.ts';
import { prioritized } from '../../src/replay/samplers/prioritized.ts';
import { ranked } from '../../src/replay/samplers/ranked.ts';
import { uniform } from '../../src/replay/samplers/uniform.ts';
import { Box } from '../../src/spaces/box.ts';
import { Discrete } from '../../src/spaces/discrete.ts';
import type { State } from '../../src/state/state.ts';
import { expectEqual } from '../support/expectEqual.ts';
import { NaivePriorities } from './naivePriorities.ts';
import { NaiveReplayBuffer, plain } from './naiveReplayBuffer.ts';

const ACTIONS = 3;
const ALPHA = 0.7;
const EPSILON = 2 ** -6;
const beta = (batches: number): number => Math.min(1, batches / 5);

const samplers = {
  uniform: uniform(),
  prioritized: prioritized({ alpha: ALPHA, beta, epsilon: EPSILON }),
  ranked: ranked({ alpha: ALPHA, beta }),
};

const spaces = {
  vectors: new Box({ low: -Infinity, high: Infinity, shape: [2] }),
  // Three frames of 4 × 4 pixels, each of which is kept once.
  frames: new Box({ low: 0, high: 255, shape: [3, 4, 4], dtype: 'uint8' }),
};

interface Setup {
  readonly sampler: keyof typeof samplers;
  readonly steps: number;
  readonly observations: keyof typeof spaces;
  readonly streams: number;
  readonly ends: 'terminated' | 'truncated' | 'both';
  readonly isMasked: boolean;
  /** How many of the first transitions are demonstrations. */
  readonly demonstrations: number;
}

/** Everything that composes. */
const product: Setup[] = (['uniform', 'prioritized', 'ranked'] as const).flatMap((sampler) =>
  [1, 3].flatMap((steps) =>
    (['vectors', 'frames'] as const).flatMap((observations) =>
      [1, 3].flatMap((streams) =>
        (['terminated', 'truncated', 'both'] as const).flatMap((ends) =>
          [false, true].flatMap((isMasked) =>
            [0, 4].map((demonstrations) => ({
              ...{ sampler, steps, observations },
              ...{ streams, ends, isMasked, demonstrations },
            })),
          ),
        ),
      ),
    ),
  ),
);

interface Step {
  readonly stream: number;
  readonly value: number;
  readonly action: number;
  readonly reward: number;
  readonly isEnd: boolean;
  /** Which of the ends, where there are several. */
  readonly kind: number;
  /** Bits of the actions that are allowed. */
  readonly mask: number;
  readonly priority: number | undefined;
  /** The caller leaves this step out. */
  readonly skipped: boolean;
}

const step: fc.Arbitrary<Step> = fc.record({
  stream: fc.nat({ max: 2 }),
  // Few values, so that observations often look alike.
  value: fc.nat({ max: 3 }),
  action: fc.nat({ max: ACTIONS - 1 }),
  reward: fc.integer({ min: -8, max: 8 }),
  isEnd: fc.constantFrom(false, false, false, false, true),
  kind: fc.nat({ max: 2 }),
  mask: fc.integer({ min: 1, max: 7 }),
  priority: fc.option(fc.double({ min: 0, max: 5, noNaN: true }), { nil: undefined, freq: 1 }),
  skipped: fc.constantFrom(false, false, false, false, false, true),
});

type Command =
  | { readonly type: 'steps'; readonly steps: readonly Step[] }
  | { readonly type: 'learn'; readonly fraction: number; readonly late: readonly Step[] }
  | { readonly type: 'restore' };

const commands: fc.Arbitrary<Command[]> = fc.array(
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({
        type: fc.constant('steps' as const),
        steps: fc.array(step, { minLength: 1, maxLength: 12 }),
      }),
    },
    {
      weight: 4,
      arbitrary: fc.record({
        type: fc.constant('learn' as const),
        fraction: fc.double({ min: 0, max: 1, noNaN: true }),
        late: fc.array(step, { maxLength: 4 }),
      }),
    },
    { weight: 1, arbitrary: fc.record({ type: fc.constant('restore' as const) }) },
  ),
  { minLength: 4, maxLength: 16 },
);

/** Episodes, one after the other in each stream. */
class Episodes {
  readonly #setup: Setup;
  /** The values that each stream shows; the last one is the present. */
  readonly #shown = new Map<number, number[]>();

  constructor(setup: Setup) {
    this.#setup = setup;
  }

  take({ stream, value, action, reward, isEnd, kind, mask, priority }: Step): Transition {
    const { ends, isMasked } = this.#setup;
    const shown = this.#shown.get(stream) ?? [0, 0, 0];
    const next = [...shown.slice(1), value];
    // The next episode begins with a stack of one frame.
    this.#shown.set(stream, isEnd ? new Array<number>(3).fill((value + 1) % 4) : next);
    const terminated = isEnd && (ends === 'terminated' || (ends === 'both' && kind !== 1));
    const truncated = isEnd && (ends === 'truncated' || (ends === 'both' && kind !== 0));
    const flags = Array.from({ length: ACTIONS }, (_, index) => (mask >> index) & 1);
    return {
      observation: this.#show(shown),
      action,
      reward,
      nextObservation: this.#show(next),
      terminated,
      truncated,
      ...(priority !== undefined && { priority }),
      ...(isMasked && {
        nextActionMask: terminated ? [0, 0, 0] : flags,
        actionMask: flags.map((flag, index) => (index === action ? 1 : flag)),
      }),
    };
  }

  #show(values: readonly number[]): Float32Array | Uint8Array {
    if (this.#setup.observations === 'vectors') return Float32Array.of(values[2]!, -values[1]!);
    return Uint8Array.from(values.flatMap((value) => new Array<number>(16).fill(value)));
  }
}

/** The real buffer and the naive one, to which the same is done. */
class Pair {
  readonly #setup: Setup;
  readonly #capacity: number;
  readonly #episodes: Episodes;
  readonly #naive: NaiveReplayBuffer;
  readonly #priorities: NaivePriorities;
  #replay: ReplayBuffer;
  #demonstrationsLeft: number;

  constructor(setup: Setup, capacity: number) {
    this.#setup = setup;
    this.#capacity = capacity;
    this.#episodes = new Episodes(setup);
    this.#demonstrationsLeft = Math.min(setup.demonstrations, capacity - 1);
    const returns = { steps: setup.steps, discount: 0.5 };
    this.#naive = new NaiveReplayBuffer(capacity, createRandom(0), returns);
    this.#priorities = new NaivePriorities(ALPHA, beta, setup.sampler === 'ranked' ? 0 : EPSILON);
    this.#replay = this.#create(1);
    expect(this.#replay.frames).toBe(setup.observations === 'frames' ? 3 : 1);
  }

  do(command: Command): void {
    if (command.type === 'steps') this.#add(command.steps);
    else if (command.type === 'learn') this.#learn(command.fraction, command.late);
    else {
      const state = this.#replay.getState();
      this.#replay = this.#create(2);
      this.#replay.setState(state);
      expectEqual(this.#replay.getState(), state);
    }
    this.#replay.checkValid();
    expect(this.#replay.size).toBe(this.#naive.size);
  }

  #create(seed: number): ReplayBuffer {
    const { sampler, steps, observations } = this.#setup;
    const environment = {
      observationSpace: spaces[observations],
      actionSpace: new Discrete(ACTIONS),
    };
    return new ReplayBuffer({
      capacity: this.#capacity,
      environment,
      sampler: samplers[sampler],
      returns: { steps, discount: 0.5 },
      seed,
    });
  }

  #add(steps: readonly Step[]): void {
    for (const each of steps) {
      const stream = each.stream % this.#setup.streams;
      const taken = this.#episodes.take({ ...each, stream });
      if (each.skipped) continue;
      const transition = this.#demonstrationsLeft-- > 0 ? { ...taken, demonstration: true } : taken;
      this.#replay.add(transition, stream);
      this.#naive.add(transition, stream);
      this.#priorities.add(transition.priority);
    }
  }

  /** Draws a batch and learns from it, after more was added. */
  #learn(fraction: number, late: readonly Step[]): void {
    const { size } = this.#naive;
    if (size === 0) return;
    const sampler = this.#replay.getState()['sampler'] as State;
    const batch = copyBatch(this.#replay.sample(1 + Math.floor(fraction * (size - 1))));
    const { weights, ...found } = plain(batch);
    const { weights: _, ...expected } = this.#naive.batchOf(found.indices);
    expectEqual(found, expected);

    const serialOf = (slot: number): number => this.#naive.inSlot(slot).serial;
    const drawn = found.indices.map(serialOf);
    if (this.#setup.sampler === 'uniform') expect(new Set(weights)).toEqual(new Set([1]));
    else if (this.#setup.sampler === 'ranked') {
      this.#priorities.expectRanked(drawn, serialOf, sampler, weights);
    } else {
      const kept = Array.from({ length: size }, (__, slot) => serialOf(slot));
      this.#priorities.expectProportional(drawn, kept, weights);
    }

    this.#add(late);
    const tdErrors = batch.rewards.map((reward, row) => reward * (row + 1));
    this.#replay.learned(batch, tdErrors);
    drawn.forEach((serial, row) => {
      // Not that of a transition which has taken its place.
      const isKept = serialOf(found.indices[row]!) === serial;
      if (isKept) this.#priorities.learn(serial, tdErrors[row]!);
    });
  }
}

describe.each(['uniform', 'prioritized', 'ranked'] as const)('%s', (sampler) => {
  test.each(product.filter((setup) => setup.sampler === sampler))(
    'every batch is that of the naive buffer: $steps-step, $observations, $streams streams, $ends, masks: $isMasked, $demonstrations demonstrations',
    (setup) => {
      fc.assert(
        fc.property(fc.integer({ min: 1, max: 20 }), commands, (capacity, script) => {
          const pair = new Pair(setup, capacity);
          for (const command of script) pair.do(command);
        }),
        { numRuns: 10 },
      );
    },
  );
});

test('the product is whole', () => {
  expect(product.length).toBe(3 * 2 * 2 * 2 * 3 * 2 * 2);
});

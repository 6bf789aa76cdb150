import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { copyBatch } from '../../../src/replay/batch.ts';
import type { ReplayBuffer } from '../../../src/replay/replayBuffer.ts';
import { prioritized } from '../../../src/replay/samplers/prioritized.ts';
import { ranked } from '../../../src/replay/samplers/ranked.ts';
import { uniform } from '../../../src/replay/samplers/uniform.ts';
import { decodeCheckpoint, encodeCheckpoint } from '../../../src/state/encode.ts';
import { replayWith, step } from './drive.ts';

type Command =
  | { readonly type: 'add'; readonly priority: number | undefined }
  | {
      readonly type: 'learn';
      readonly size: number;
      readonly error: number;
      readonly late: number;
    };

const commands = fc.array(
  fc.oneof(
    fc.record({
      type: fc.constant('add' as const),
      priority: fc.option(fc.double({ min: 0, max: 10, noNaN: true }), { nil: undefined }),
    }),
    fc.record({
      type: fc.constant('learn' as const),
      size: fc.integer({ min: 1, max: 6 }),
      error: fc.float({ min: -3, max: 3, noNaN: true }),
      // Transitions added between draw and update.
      late: fc.nat({ max: 3 }),
    }),
  ),
  { maxLength: 80, size: 'max' },
);

/** Does it, and returns every draw. */
function run(replay: ReplayBuffer, script: readonly Command[]): number[][] {
  const draws: number[][] = [];
  for (const command of script) {
    if (command.type === 'add') replay.add(step(command.priority));
    else if (replay.size > 0) {
      const batch = copyBatch(replay.sample(Math.min(command.size, replay.size)));
      draws.push([...batch.indices, ...batch.weights]);
      for (let late = 0; late < command.late; late++) replay.add(step());
      const errors = batch.weights.map((_, row) => command.error * (row + 1));
      replay.learned(batch, errors);
      expect([...batch.indices].every((slot) => slot >= 0 && slot < replay.size)).toBe(true);
      expect([...batch.weights].every((weight) => weight > 0 && weight <= 1)).toBe(true);
      expect(Math.max(...batch.weights)).toBe(1);
    }
    replay.checkValid();
  }
  return draws;
}

describe.each([
  ['uniform', uniform()],
  ['prioritized', prioritized({ beta: (count) => Math.min(1, count / 10) })],
  ['ranked', ranked({ beta: (count) => Math.min(1, count / 10) })],
])('%s', (kind, sampler) => {
  test('whatever is done, it stays valid, and the same seed draws the same', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 70 }), fc.nat(), commands, (capacity, seed, script) => {
        const [one, other] = [0, 1].map(() => replayWith(sampler, capacity, seed));
        expect(run(one!, script)).toEqual(run(other!, script));
        expect(one!.getState()).toEqual(other!.getState());
      }),
      { numRuns: 40 },
    );
  });

  test('saved and put back it goes on to the bit', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 70 }),
        commands,
        commands,
        (capacity, before, after) => {
          const replay = replayWith(sampler, capacity);
          run(replay, before);
          const state = replay.getState();
          const saved = encodeCheckpoint({ kind: 'replay', state });
          const resumed = replayWith(sampler, capacity, 99);
          run(resumed, after);
          resumed.setState(decodeCheckpoint(saved, { kind: 'replay' }));
          resumed.checkValid();
          expect(run(resumed, after)).toEqual(run(replay, after));
          expect(resumed.getState()).toEqual(replay.getState());
          // The state was a copy.
          expect(encodeCheckpoint({ kind: 'replay', state })).toEqual(saved);
        },
      ),
      { numRuns: 40 },
    );
  });

  test('each buffer has a sampler of its own', () => {
    const [one, other] = [0, 1].map(() => replayWith(sampler, 5));
    one!.add(step(4));
    other!.add(step());
    other!.checkValid();
    expect(one!.samplerKind).toBe(kind);
    expect(other!.sample(1).indices).toEqual(Int32Array.of(0));
  });

  test('the state of another sampler is refused', () => {
    const others = [uniform(), prioritized(), ranked()].filter((other) => other.kind !== kind);
    for (const other of others) {
      expect(() => replayWith(sampler, 5).setState(replayWith(other, 5).getState())).toThrow(
        `its sampler is '${other.kind}', that of this replay '${kind}'`,
      );
    }
  });
});

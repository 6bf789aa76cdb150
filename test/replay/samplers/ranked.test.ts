import { describe, expect, test } from 'vitest';
import { CheckpointError, OptionsError } from '../../../src/errors.ts';
import { ranked } from '../../../src/replay/samplers/ranked.ts';
import type { State } from '../../../src/state/state.ts';
import { chiSquare, chiSquareLimit } from '../../support/chiSquare.ts';
import { countDraws, learn, normalized, replayWith, step, withErrors } from './drive.ts';

const errors = [0.5, -2, 0, 400, -0.25, 1, 8, 0.125, 3, -1.5];
/** 1 for the largest, by slot. */
const ranks = errors.map(
  (error) => 1 + errors.filter((other) => Math.abs(other) > Math.abs(error)).length,
);

/** A replay buffer whose slots have just been sorted. */
function sorted(options: Parameters<typeof ranked>[0]) {
  const replay = withErrors(ranked(options), errors);
  learn(replay, new Map(errors.entries()));
  return replay;
}

test.each([
  { alpha: 1, batchSize: 1 },
  { alpha: 0.7, batchSize: 1 },
  { alpha: 0.7, batchSize: 4 },
  { alpha: 0, batchSize: 3 },
])('probabilities fall with the rank alone: %o', ({ alpha, batchSize }) => {
  const counts = countDraws(sorted({ alpha }), batchSize, 20_000);
  const expected = normalized(ranks.map((rank) => rank ** -alpha));
  expect(chiSquare(counts, expected)).toBeLessThan(chiSquareLimit(9));
});

test('a batch takes one from each of as many equal parts', () => {
  const replay = sorted({ alpha: 1 });
  const total = ranks.reduce((sum, rank) => sum + 1 / rank, 0);
  for (let draw = 0; draw < 200; draw++) {
    const places = [...replay.sample(4).indices].map((slot) => ranks[slot]!);
    places.forEach((rank, row) => {
      const before = Array.from({ length: rank - 1 }, (_, index) => 1 / (index + 1));
      const from = before.reduce((sum, share) => sum + share, 0) / total;
      // The rank's share and the part of the batch overlap.
      expect(from).toBeLessThan((row + 1) / 4);
      expect(from + 1 / rank / total).toBeGreaterThan(row / 4);
    });
  }
});

test('weights are (1 / (N · P))^β, divided by the largest of the batch', () => {
  const replay = sorted({ alpha: 0.7, beta: 0.6 });
  for (let draw = 0; draw < 50; draw++) {
    const { indices, weights } = replay.sample(3);
    const raw = [...indices].map((slot) => ranks[slot]! ** (0.7 * 0.6));
    raw.forEach((weight, row) => {
      expect(weights[row]).toBeCloseTo(weight / Math.max(...raw), 6);
    });
  }
});

describe('new transitions', () => {
  /** By slot, how often it is the one that is drawn of the first tenth. */
  const first = (replay: ReturnType<typeof replayWith>): number => {
    const { slots } = replay.getState()['sampler'] as { slots: { data: Int32Array } } & State;
    return slots.data[0]!;
  };

  test('are in front of all that has been learned from, or where their priority says', () => {
    const replay = replayWith(ranked(), 5);
    replay.add(step());
    learn(replay, new Map([[0, 3]]));
    replay.add(step(2));
    replay.checkValid();
    expect(first(replay)).toBe(0);
    replay.add(step(4));
    expect(first(replay)).toBe(2);
    learn(replay, new Map([[2, 1]]));
    expect(first(replay)).toBe(0);
    learn(replay, new Map([[0, 0]]));
    // The largest so far is 4, which nobody else has now.
    replay.add(step());
    expect(first(replay)).toBe(3);
    replay.checkValid();
  });
});

test.each([
  [{ alpha: -1 }, /alpha/],
  [{ beta: 2 }, /beta/],
  [{ epsilon: 1 }, /no option 'epsilon' \(write nothing: ranks need none\)/],
  [{ eps: 1 }, /no option 'eps' \(write nothing: ranks need none\)/],
])('refuses %o', (options, message) => {
  expect(() => ranked(options as never)).toThrow(OptionsError);
  expect(() => ranked(options as never)).toThrow(message);
});

const ints = (...data: number[]) => ({ shape: [data.length], data: Int32Array.from(data) });
const floats = (...data: number[]) => ({ shape: [data.length], data: Float64Array.from(data) });

test.each<[string, State]>([
  ['a slot twice', { slots: ints(1, 1) }],
  ['a slot outside', { slots: ints(2, 1) }],
  ['a slot before one of higher priority', { slots: ints(0, 1) }],
  ['a negative priority', { priorities: floats(-1, 2) }],
  ['too few slots', { slots: ints(0) }],
  ['more changes than it is sorted after', { changes: 2 }],
])('a state with %s is refused, and nothing changes', (_, damage) => {
  const replay = withErrors(ranked(), [1, 2]);
  const before = replay.getState();
  expect((before['sampler'] as { slots: { data: Int32Array } } & State).slots.data[0]).toBe(1);
  const sampler = { ...(before['sampler'] as State), ...damage };
  expect(() => replay.setState({ ...before, sampler })).toThrow(CheckpointError);
  expect(replay.getState()).toEqual(before);
});

import { describe, expect, test } from 'vitest';
import { measureInterleaved, quantile, type Variant } from '../../../bench/support/measure.ts';

/** A clock that only the variants move, on a machine whose speed can be set. */
function fakeMachine() {
  let time = 0;
  const order: string[] = [];
  return {
    order,
    slowness: 1,
    now: () => time,
    variant(name: string, milliseconds: number): Variant {
      return {
        name,
        run: () => {
          order.push(name);
          time += milliseconds * this.slowness;
        },
      };
    },
  };
}

describe('measureInterleaved', () => {
  test('gives microseconds per call and the ratio to the first variant', async () => {
    const machine = fakeMachine();
    const [slow, fast] = await measureInterleaved(
      [machine.variant('slow', 4), machine.variant('fast', 1)],
      { rounds: 5, minSeconds: 0.08, now: machine.now },
    );
    expect(slow).toEqual({
      ...{ name: 'slow', median: 4000, p10: 4000, p90: 4000, ratio: 1, callsPerRound: 4 },
    });
    expect(fast).toEqual({
      ...{ name: 'fast', median: 1000, p10: 1000, p90: 1000, ratio: 0.25, callsPerRound: 16 },
    });
  });

  test('a drift of the whole machine does not show in the ratio', async () => {
    const machine = fakeMachine();
    const drifting = machine.variant('drifting', 2);
    const measurements = await measureInterleaved(
      [
        // A call of the first variant is a round: each is slower than the last.
        { name: 'first', run: () => (drifting.run(), void (machine.slowness *= 1.0001)) },
        machine.variant('second', 6),
      ],
      { rounds: 9, minSeconds: 0.009, now: machine.now },
    );
    expect(measurements[1]!.ratio).toBeCloseTo(3, 2);
  });

  test('variants take turns, and the first turn goes round', async () => {
    const machine = fakeMachine();
    await measureInterleaved(
      ['a', 'b', 'c'].map((name) => machine.variant(name, 1)),
      { rounds: 3, minSeconds: 0.003, now: machine.now },
    );
    // One call each to warm up, then three rounds.
    expect(machine.order.join('')).toBe('abc' + 'abc' + 'bca' + 'cab');
  });

  test('waits for asynchronous variants', async () => {
    const wait = (milliseconds: number) => () =>
      new Promise<void>((resolve) => void setTimeout(resolve, milliseconds));
    const [short, long] = await measureInterleaved(
      [
        { name: 'short', run: wait(2) },
        { name: 'long', run: wait(20) },
      ],
      { rounds: 3, minSeconds: 0.003 },
    );
    expect(short!.median).toBeGreaterThan(1000);
    expect(long!.ratio).toBeGreaterThan(2);
  });

  test.for([
    [[], { rounds: 3 }, 'at least one variant'],
    [[{ name: 'a', run: () => undefined }], { rounds: 0 }, 'received 0'],
  ] as const)('rejects what cannot be measured', async ([variants, options, message]) => {
    await expect(measureInterleaved(variants, options)).rejects.toThrow(message);
  });
});

test.for([
  [[5], 0.9, 5],
  [[3, 1, 2], 0.5, 2],
  [[1, 2, 3, 4], 0.5, 2.5],
  [[0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100], 0.1, 10],
  // Sorted as numbers, not as text.
  [[10, 9, 100], 0.5, 10],
] as const)('quantile(%j, %d) is %d', ([values, fraction, expected]) => {
  expect(quantile(values, fraction)).toBeCloseTo(expected, 12);
});

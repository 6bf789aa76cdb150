import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { RampOptions } from '../../src/schedules/ramp.ts';
import type { Schedule } from '../../src/schedules/schedule.ts';

const anyValue = fc.double({ min: -1e6, max: 1e6, noNaN: true });
const positiveValue = fc.double({ min: 1e-6, max: 1e6, noNaN: true });

/** What holds of every schedule that goes from one value to another. */
export function checkRampLaws(
  create: (options: RampOptions) => Schedule,
  { positive = false }: { positive?: boolean } = {},
): void {
  const value = positive ? positiveValue : anyValue;
  const options = fc.record({
    from: value,
    to: value,
    over: fc.double({ min: 1, max: 1e7, noNaN: true }),
    start: fc.integer({ min: -1_000, max: 1_000_000 }),
  });
  const fraction = fc.double({ min: 0, max: 1, noNaN: true });

  test('is exactly `from` up to the start and exactly `to` from the end on', () => {
    fc.assert(
      fc.property(options, fraction, (ramp, beyond) => {
        const schedule = create(ramp);
        expect(schedule(ramp.start)).toBe(ramp.from);
        expect(schedule(ramp.start - beyond)).toBe(ramp.from);
        expect(schedule(-Infinity)).toBe(ramp.from);
        expect(schedule(ramp.start + ramp.over)).toBe(ramp.to);
        expect(schedule(ramp.start + ramp.over + beyond)).toBe(ramp.to);
        expect(schedule(Infinity)).toBe(ramp.to);
      }),
    );
  });

  test('never leaves the interval between its ends, not even by rounding', () => {
    fc.assert(
      fc.property(options, fraction, (ramp, where) => {
        const now = create(ramp)(ramp.start + where * ramp.over);
        expect(now).toBeGreaterThanOrEqual(Math.min(ramp.from, ramp.to));
        expect(now).toBeLessThanOrEqual(Math.max(ramp.from, ramp.to));
      }),
    );
  });

  test('never turns back', () => {
    fc.assert(
      fc.property(options, fraction, fraction, (ramp, one, other) => {
        const schedule = create(ramp);
        const early = schedule(ramp.start + Math.min(one, other) * ramp.over);
        const late = schedule(ramp.start + Math.max(one, other) * ramp.over);
        const rounding = 1e-12 * Math.max(Math.abs(ramp.from), Math.abs(ramp.to));
        expect((late - early) * Math.sign(ramp.to - ramp.from)).toBeGreaterThanOrEqual(-rounding);
      }),
    );
  });

  test('refuses options that are unknown, missing or out of range', () => {
    const good = { from: 1, to: 0.5, over: 10 };
    const bad = (change: object): (() => Schedule) => {
      return () => create({ ...good, ...change });
    };
    expect(bad({ over: 0 })).toThrow(/\.over must be a finite number of at least 1; received 0\./);
    expect(bad({ over: 0.1 })).toThrow(
      /\.over must be at least 1: .*not a share .*received 0\.1\./,
    );
    expect(bad({ start: 0.5 })).toThrow(/\.start must be at least 1: .*write start: 5_000\./);
    expect(bad({ over: 1 })).not.toThrow();
    expect(bad({ over: undefined })).toThrow(/\.over must be/);
    expect(bad({ from: NaN })).toThrow(/\.from must be a finite number.*received NaN\./);
    expect(bad({ to: Infinity })).toThrow(/\.to must be a finite number.*received Infinity\./);
    expect(bad({ start: '3' })).toThrow(/\.start must be a finite number; received '3'\./);
    expect(bad({ ovr: 3 })).toThrow(/no option 'ovr' \(did you mean 'over'\?\)/);
  });

  test('hands a count that is NaN on, for whoever checks the value', () => {
    expect(create({ from: 1, to: 0.5, over: 10 })(NaN)).toBeNaN();
  });
}

/** Compares a schedule with a table of `[count, value]`. */
export function checkTable(
  schedule: Schedule,
  table: readonly (readonly [number, number])[],
): void {
  for (const [count, value] of table) {
    expect(schedule(count), `at count ${count}`).toBeCloseTo(value, 12);
  }
}

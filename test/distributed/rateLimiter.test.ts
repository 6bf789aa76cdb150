import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CheckpointError } from '../../src/index.ts';
import { RateLimiter } from '../../src/distributed/rateLimiter.ts';

test('four samples for each insert: a batch of 8 is due after two of them', () => {
  const limiter = new RateLimiter(4, 8);
  expect([limiter.owed, limiter.isDue(8)]).toEqual([0, false]);
  limiter.inserted();
  expect([limiter.owed, limiter.isDue(8)]).toEqual([4, false]);
  limiter.inserted();
  expect([limiter.owed, limiter.isDue(8)]).toEqual([8, true]);
  limiter.sampled(8);
  expect([limiter.owed, limiter.isDue(8)]).toEqual([0, false]);
});

test('sampling may be ahead by the tolerance, and by no more', () => {
  const limiter = new RateLimiter(4, 8);
  expect([limiter.canSample(8), limiter.canSample(9)]).toEqual([true, false]);
  limiter.sampled(8);
  expect([limiter.owed, limiter.canSample(1)]).toEqual([-8, false]);
  limiter.inserted();
  expect([limiter.canSample(4), limiter.canSample(5)]).toEqual([true, false]);
});

test('what rounding takes away is given back: ten tenths are one', () => {
  const limiter = new RateLimiter(0.1, 0);
  for (let insert = 0; insert < 10; insert++) limiter.inserted();
  expect(limiter.owed).toBeLessThan(1);
  expect(limiter.isDue(1)).toBe(true);
});

test('whoever samples only what is allowed keeps to the rate, within the tolerance', () => {
  const rate = fc.double({ min: 0.01, max: 64, noNaN: true });
  const turns = fc.array(fc.boolean(), { maxLength: 300 });
  fc.assert(
    fc.property(rate, fc.integer({ min: 1, max: 64 }), fc.nat(100), turns, (...given) => {
      const [perInsert, batch, tolerance, wants] = given;
      const limiter = new RateLimiter(perInsert, tolerance);
      let [inserts, samples] = [0, 0];
      for (const wantsToSample of wants) {
        if (wantsToSample && limiter.canSample(batch)) {
          limiter.sampled(batch);
          samples += batch;
        } else if (!limiter.isDue(batch)) {
          // Inserting waits while samples are owed.
          limiter.inserted();
          inserts++;
        }
        expect(samples).toBeLessThanOrEqual(inserts * perInsert + tolerance + 1e-6);
        expect(samples).toBeGreaterThan(inserts * perInsert - batch - perInsert - 1e-6);
      }
    }),
  );
});

test('it goes on from its state, and takes over none that is wrong', () => {
  const limiter = new RateLimiter(3, 1);
  limiter.inserted();
  const other = new RateLimiter(3, 1);
  other.prepareState(limiter.getState())();
  expect(other.owed).toBe(3);
  expect(() => other.prepareState({ owed: 'much' })).toThrow(CheckpointError);
  expect(other.owed).toBe(3);
});

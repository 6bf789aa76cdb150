import { describe, expect, test } from 'vitest';
import type { FleetOptions, FleetResult } from '../../../bench/support/fleetOptions.ts';
import { exponentialTimes, simulateFleet } from '../../../bench/support/simulateFleet.ts';
import { createRandom } from '../../../src/random/createRandom.ts';

/** Nothing costs anything but what a test says. */
const free: FleetOptions = {
  ...{ actors: 1, makeBlock: 0, sendBlock: 0, redisAdd: 0, redisRead: 0, insertBlock: 0 },
  ...{ update: 0, updatesPerBlock: 0, tolerance: 0, streamBlocks: 1e6, readBlocks: 16 },
  ...{ updatesPerVersion: 1, mostVersions: Infinity, blocks: 2000 },
  ...{ sendWeights: 0, redisPublish: 0, redisFetch: 0, takeWeights: 0 },
  ...{ publishEvery: 0, fetchEvery: 0, pausePerFetch: 0 },
};
const simulate = (given: Partial<FleetOptions>): FleetResult =>
  simulateFleet({ ...free, ...given });
const expectNear = (found: number, expected: number, share: number): void => {
  expect(Math.abs(found / expected - 1), `${found} for ${expected}`).toBeLessThan(share);
};

describe('times that are always the same', () => {
  test('one actor: a block each time that it takes to make, to send and to be taken', () => {
    // 900 + 50 + 50 µs: 1,000 blocks each second; Redis works for 50 of 1,000 µs.
    const found = simulate({ makeBlock: 900, sendBlock: 50, redisAdd: 50 });
    expect(found.blocksPerSecond).toBeCloseTo(1000, 6);
    expect(found.redisBusy).toBeCloseTo(0.05, 3);
    expect(found.actorsWait).toBeCloseTo(0.05, 3);
    expect(found.learnerBusy).toBe(0);
    expect(found.lag).toBeCloseTo(50, 6);
    expect(found.dropped).toBe(0);
  });

  test('many actors: Redis is full, and gives what it can', () => {
    // 100 actors would make 100,000 blocks a second; adding and reading takes 30 + 20 µs.
    const given = { actors: 100, makeBlock: 1000, redisAdd: 30, redisRead: 20 };
    const found = simulate({ ...given, streamBlocks: 64, blocks: 20_000 });
    expectNear(found.blocksPerSecond, 20_000, 0.01);
    expectNear(found.redisBusy, 1, 0.001);
    // An actor has 1,000 µs of each 100 × 50 to make a block.
    expectNear(found.actorsWait, 0.8, 0.02);
  });

  test('the learner is full: a block costs it an insert and its updates', () => {
    const given = { insertBlock: 100, update: 50, updatesPerBlock: 4, streamBlocks: 64 };
    const found = simulate({ ...given, actors: 50, makeBlock: 1000, redisAdd: 1, blocks: 20_000 });
    expectNear(found.blocksPerSecond, 1e6 / 300, 0.01);
    expectNear(found.updatesPerSecond, 4e6 / 300, 0.01);
    expectNear(found.learnerBusy, 1, 0.001);
    // Little's law: 64 blocks wait for the learner, and of the 50 actors those that do not make
    // one, but for the block that the learner has in hand.
    const waiting = 50 - (found.blocksPerSecond * 1000) / 1e6;
    expectNear(found.lag * (found.blocksPerSecond / 1e6), 64 + waiting, 0.02);
  });

  test('the learner waits for blocks, and makes as many updates as they allow', () => {
    const given = { insertBlock: 100, update: 50, updatesPerBlock: 0.5, tolerance: 3 };
    const found = simulate({ ...given, actors: 2, makeBlock: 1000 });
    expectNear(found.blocksPerSecond, 2000, 0.01);
    expectNear(found.updatesPerSecond, 1000, 0.01);
    expectNear(found.learnerBusy, (2 * (100 + 25)) / 1000, 0.01);
    expect(found.actorsWait).toBeLessThan(1e-9);
  });

  test('blocks of weights that are too old are dropped', () => {
    const given = { insertBlock: 10, update: 100, updatesPerBlock: 1, streamBlocks: 64 };
    const fast = { ...given, actors: 20, makeBlock: 500, blocks: 10_000 };
    const all = simulate(fast);
    expect(all.dropped).toBe(0);
    expectNear(all.blocksPerSecond, 1e6 / 110, 0.01);
    // Actors never wait then, as less than 64 blocks come in ten updates: of 40,000 blocks a
    // second the learner uses its 9,091.
    for (const mostVersions of [5, 10]) {
      const found = simulate({ ...fast, mostVersions });
      expectNear(found.blocksPerSecond, 40_000, 0.01);
      expect(found.dropped).toBeCloseTo(1 - 1e6 / 110 / 40_000, 2);
      expect(found.actorsWait).toBeLessThan(0.001);
      // An update takes a version: what is used has waited for so many of them at most.
      expect(found.lag).toBeLessThan((mostVersions + 1) * 110);
      expect(found.lag).toBeLessThan(all.lag);
    }
  });
});

describe('weights cost time', () => {
  // Each block is another version of the weights.
  const given = { makeBlock: 1000, updatesPerBlock: 1, fetchEvery: 1000 };

  test('of Redis: so much for each fetch, and for each publication', () => {
    // Ten actors fetch each 1,000 µs for 30; a pause of 99 times that makes it each 3,000.
    const ten = { ...given, actors: 10, redisFetch: 30, blocks: 20_000 };
    expectNear(simulate(ten).redisBusy, 0.3, 0.02);
    expectNear(simulate({ ...ten, pausePerFetch: 99 }).redisBusy, 0.1, 0.02);
    // One publication for each block, 1,000 a second, for 200 µs; or one each 10,000 µs.
    const one = { ...given, redisPublish: 200, fetchEvery: 1e5 };
    expectNear(simulate(one).redisBusy, 0.2, 0.02);
    expectNear(simulate({ ...one, publishEvery: 10_000 }).redisBusy, 0.02, 0.05);
  });

  test('of the learner, and of actors', () => {
    const full = { ...given, actors: 50, update: 100, streamBlocks: 64, blocks: 20_000 };
    expectNear(simulate(full).updatesPerSecond, 10_000, 0.01);
    expectNear(simulate({ ...full, sendWeights: 100 }).updatesPerSecond, 5_000, 0.01);
    // 500 µs of each 1,000 that an actor has are for weights.
    const half = simulate({ ...given, makeBlock: 500, takeWeights: 500 });
    expectNear(half.blocksPerSecond, 1000, 0.05);
  });

  test('and are old: a block has those that were fetched last', () => {
    // Ten actors, 10,000 versions a second; those of a fetch are used for up to 10,000 µs: 100 versions.
    const slow = { ...given, actors: 10, fetchEvery: 10_000, blocks: 20_000 };
    expect(simulate({ ...slow, mostVersions: 130 }).dropped).toBe(0);
    expect(simulate({ ...slow, mostVersions: 60 }).dropped).toBeGreaterThan(0.2);
    expect(simulate({ ...slow, mostVersions: 60, fetchEvery: 1000 }).dropped).toBe(0);
  });
});

describe('exponential times, against queueing theory', () => {
  test('a closed queue (M/M/1//N): how busy Redis is', () => {
    for (const [actors, makeBlock, redisAdd] of [
      [1, 100, 100],
      [4, 300, 100],
      [10, 1000, 80],
    ] as const) {
      // P(nobody at Redis) = 1 / Σ N!/(N − n)! (S/Z)^n.
      let [sum, term] = [1, 1];
      for (let n = 1; n <= actors; n++) sum += term *= (actors - n + 1) * (redisAdd / makeBlock);
      const draw = exponentialTimes(createRandom(1));
      const found = simulate({ actors, makeBlock, redisAdd, draw, blocks: 100_000 });
      expectNear(found.redisBusy, 1 - 1 / sum, 0.02);
      expectNear(found.blocksPerSecond, (1e6 * (1 - 1 / sum)) / redisAdd, 0.02);
    }
  });

  test('many sources (M/D/1): half of its time busy, a job waits for half of another', () => {
    // Wait = ρ S / (2 (1 − ρ)), with S = 10 and ρ = 1/2: 5; and the job itself.
    const exponential = exponentialTimes(createRandom(2));
    const draw = (mean: number): number => (mean === 10 ? mean : exponential(mean));
    const given = { actors: 1000, makeBlock: 20_000 - 15, redisAdd: 10, draw };
    const found = simulate({ ...given, blocks: 200_000 });
    expectNear(found.redisBusy, 0.5, 0.02);
    // By Little's law, from how many actors wait.
    expectNear((found.actorsWait * 1000) / (found.blocksPerSecond / 1e6), 15, 0.03);
  });

  test('many sources (M/M/1) at the learner: how long a block waits', () => {
    // λ = 1/20 and μ = 1/15 each µs: λ / (μ (μ − λ)) = 45.
    const draw = exponentialTimes(createRandom(3));
    const given = { actors: 1000, makeBlock: 20_000, insertBlock: 15, draw };
    const found = simulate({ ...given, blocks: 400_000 });
    expectNear(found.learnerBusy, 0.75, 0.02);
    expectNear(found.lag, 45, 0.06);
  });
});

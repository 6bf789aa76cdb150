import { expect, test } from 'vitest';
import {
  atariCosts,
  cartPoleCosts,
  fleetLimits,
  fleetOptions,
  STEPS,
  type FleetSetup,
} from '../../../bench/support/fleetCosts.ts';
import { simulateFleet } from '../../../bench/support/simulateFleet.ts';

const setup: FleetSetup = {
  ...{ costs: cartPoleCosts, actors: 1, environmentStep: 1000, stepsPerUpdate: 4 },
  ...{ speedOfUpdates: 1, streamBlocks: 100, mostVersions: Infinity },
};

const noWeights = {
  weightBytes: 0,
  sendWeights: 0,
  redisPublish: 0,
  redisFetch: 0,
  takeWeights: 0,
};

test('where a part is full, by hand', () => {
  const costs = {
    ...{ ...cartPoleCosts, bytesPerBlock: 1250, redisAdd: 30, redisRead: 20, sendBlock: 70 },
    ...{ readBlock: 50, insertStep: 1, update: 40, act: 10 },
    ...noWeights,
  };
  const found = fleetLimits({ ...setup, costs, environmentStep: 88 });
  // 50 × (88 + 10) + 70 + 30 = 5,000 µs for 50 steps of an actor.
  expect(found.actor).toBeCloseTo(10_000, 6);
  // 50 + 50 × 1 + 12.5 × 40 = 600 µs of the learner, 50 µs of Redis.
  expect(found.learner).toBeCloseTo(5e7 / 600, 6);
  expect(found.redis).toBeCloseTo(1e6, 6);
  expect(found.network).toBeCloseTo(50e6, 6);
});

test('weights take their part, by hand', () => {
  const costs = {
    ...{ ...cartPoleCosts, bytesPerBlock: 1250, redisAdd: 30, redisRead: 20, sendBlock: 70 },
    ...{ readBlock: 50, insertStep: 1, update: 40, act: 10 },
    ...{ weightBytes: 2250, sendWeights: 400, redisPublish: 0, redisFetch: 90, takeWeights: 1000 },
  };
  const found = fleetLimits({ ...setup, costs, environmentStep: 88 });
  // 100 steps take 9,800 µs, and a fetch comes each 10,000 µs: a tenth of them is for weights.
  expect(found.actor).toBeCloseTo(9_000, 6);
  // A block takes 5,556 µs, and so 0.556 fetches: 50 µs beside the 50 of the block, and 1,250 bytes.
  expect(found.redis).toBeCloseTo(500_000, 6);
  expect(found.network).toBeCloseTo(25e6, 6);
  // One publication each 4,000 µs at most: 400 of them are gone, and blocks take 600.
  expect(found.learner).toBeCloseTo((50 * 0.9e6) / 600, 6);
  const rare = fleetLimits({ ...setup, costs, environmentStep: 88, stepsPerUpdate: 500 });
  // A tenth of an update, and a hundredth of a publication for each block: 50 + 50 + 4 + 4 µs.
  expect(rare.learner).toBeCloseTo(5e7 / 108, 6);
});

test('the simulation comes to the limits, of one actor and of a full learner', () => {
  for (const measured of [cartPoleCosts, atariCosts]) {
    const costs = { ...measured, ...noWeights };
    const { actor, learner } = fleetLimits({ ...setup, costs });
    for (const [actors, limit] of [
      [1, Math.min(actor, learner)],
      [1000, learner],
    ] as const) {
      // Without weights that are asked for, as these cost nothing.
      const options = { ...fleetOptions({ ...setup, costs, actors }), fetchEvery: 0 };
      const found = simulateFleet({ ...options, blocks: 3000 });
      expect(Math.abs((found.blocksPerSecond * STEPS) / limit - 1)).toBeLessThan(0.02);
    }
  }
});

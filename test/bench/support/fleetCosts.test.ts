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

test('where a part is full, by hand', () => {
  const costs = {
    ...{ ...cartPoleCosts, bytesPerBlock: 1250, redisAdd: 30, redisRead: 20, sendBlock: 70 },
    ...{ readBlock: 50, insertStep: 1, update: 40, act: 10 },
    ...{ weightBytes: 0, sendWeights: 0, redisPublish: 0, redisFetch: 0, takeWeights: 0 },
  };
  const found = fleetLimits({ ...setup, costs, environmentStep: 88 });
  // 50 × (88 + 10) + 70 + 30 = 5,000 µs for 50 steps of an actor.
  expect(found.actor).toBeCloseTo(10_000, 6);
  // 50 + 50 × 1 + 12.5 × 40 = 600 µs of the learner, 50 µs of Redis.
  expect(found.learner).toBeCloseTo(5e7 / 600, 6);
  expect(found.redis).toBeCloseTo(1e6, 6);
  expect(found.network).toBeCloseTo(50e6, 6);
});

test('the simulation comes to the limits, of one actor and of a full learner', () => {
  for (const costs of [cartPoleCosts, atariCosts]) {
    const { actor, learner } = fleetLimits({ ...setup, costs });
    for (const [actors, limit] of [
      [1, Math.min(actor, learner)],
      [1000, learner],
    ] as const) {
      const options = fleetOptions({ ...setup, costs, actors });
      const found = simulateFleet({ ...options, blocks: 3000 });
      expect(Math.abs((found.blocksPerSecond * STEPS) / limit - 1)).toBeLessThan(0.02);
    }
  }
});

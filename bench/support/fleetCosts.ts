import type { FleetOptions } from './simulateFleet.ts';

/** What steps of a kind cost, in microseconds of CPU. */
export interface FleetCosts {
  readonly name: string;
  readonly bytesPerBlock: number;
  readonly redisAdd: number;
  readonly redisRead: number;
  readonly sendBlock: number;
  readonly readBlock: number;
  readonly insertStep: number;
  readonly update: number;
  readonly act: number;
}

/** Steps of a block: the default of RemoteExperience. */
export const STEPS = 50;

/**
 * Measured by `npm run bench -- transport --seconds 4` on 27 November 2026: Redis 7.0.15 and
 * ioredis 6 on one machine of two cores (AMD EPYC) that other work shared; so CPU time, and no
 * wall time. With more of that other work the costs of Redis rose by a third, those of its
 * clients to two or three times as much. CartPole: an MLP 4-64-64-2, batches of 32. Atari: the
 * Nature CNN, batches of 32.
 */
export const cartPoleCosts: FleetCosts = {
  name: 'CartPole',
  bytesPerBlock: 1600,
  redisAdd: 8.1,
  redisRead: 3,
  sendBlock: 16.4,
  readBlock: 5.7,
  insertStep: 0.24,
  update: 58.2,
  act: 1.24,
};

/** See {@link cartPoleCosts}. */
export const atariCosts: FleetCosts = {
  name: 'Atari frames',
  bytesPerBlock: 353_600,
  redisAdd: 232,
  redisRead: 175,
  sendBlock: 492,
  readBlock: 828,
  insertStep: 27.6,
  update: 65_000,
  act: 827,
};

/** How a fleet of the guide is set up. */
export interface FleetSetup {
  readonly costs: FleetCosts;
  readonly actors: number;
  /** Microseconds of a step of the environment. */
  readonly environmentStep: number;
  /** Environment steps for each update; Infinity for a learner that only takes blocks in. */
  readonly stepsPerUpdate: number;
  /** How many times as fast as here an update is, such as on a graphics card. */
  readonly speedOfUpdates: number;
  /** Blocks that the stream holds at most. */
  readonly streamBlocks: number;
  /** A block whose weights are older than so many versions is dropped. */
  readonly mostVersions: number;
}

/** What {@link simulateFleet} needs for a setup, but for how long it runs. */
export function fleetOptions(setup: FleetSetup): Omit<FleetOptions, 'blocks'> {
  const { costs, actors, environmentStep, stepsPerUpdate, speedOfUpdates } = setup;
  const { streamBlocks, mostVersions } = setup;
  return {
    actors,
    makeBlock: STEPS * (environmentStep + costs.act),
    sendBlock: costs.sendBlock,
    redisAdd: costs.redisAdd,
    redisRead: costs.redisRead,
    insertBlock: costs.readBlock + STEPS * costs.insertStep,
    update: costs.update / speedOfUpdates,
    updatesPerBlock: STEPS / stepsPerUpdate,
    tolerance: 10,
    streamBlocks,
    readBlocks: 128,
    updatesPerVersion: 10,
    mostVersions,
  };
}

/** Where one part of a fleet is full, by division alone: steps a second. */
export interface FleetLimits {
  readonly actor: number;
  readonly learner: number;
  readonly redis: number;
  /** Of a network of 10 gigabits a second into Redis, and as much out of it. */
  readonly network: number;
}

/** The most steps a second that one actor makes, and that learner, Redis and network take. */
export function fleetLimits(setup: FleetSetup): FleetLimits {
  const { makeBlock, sendBlock, redisAdd, redisRead, insertBlock, update, updatesPerBlock } =
    fleetOptions(setup);
  const perSecond = (microseconds: number): number => (STEPS * 1e6) / microseconds;
  return {
    actor: perSecond(makeBlock + sendBlock + redisAdd),
    learner: perSecond(insertBlock + updatesPerBlock * update),
    redis: perSecond(redisAdd + redisRead),
    network: (STEPS * 1.25e9) / setup.costs.bytesPerBlock,
  };
}

import type { FleetOptions } from './fleetOptions.ts';

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
  /** Weights of the network: their bytes, and what a publication and a fetch of them cost. */
  readonly weightBytes: number;
  readonly sendWeights: number;
  readonly redisPublish: number;
  readonly redisFetch: number;
  readonly takeWeights: number;
}

/** Steps of a block: the default of RemoteExperience. */
export const STEPS = 50;

/**
 * Measured by `npm run bench -- transport --seconds 4` on 27 November 2026: Redis 7.0.15 and
 * ioredis 6 on one machine of two cores (AMD EPYC) that other work shared; so CPU time, and no
 * wall time. With more of that other work the costs of Redis rose by a third, those of its
 * clients to two or three times as much. Those of weights later that day, with --seconds 1.5 and the
 * machine to itself. CartPole: an MLP 4-64-64-2, batches of 32. Atari: the
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
  weightBytes: 18_440,
  sendWeights: 240,
  redisPublish: 64,
  redisFetch: 12.3,
  takeWeights: 137,
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
  weightBytes: 6_748_824,
  sendWeights: 49_000,
  redisPublish: 12_700,
  redisFetch: 3_800,
  takeWeights: 43_000,
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

/** Above that weights count as large, as in src/distributed. */
const SMALL_WEIGHTS_BYTES = 131_072;
/** Steps between two looks for weights: the default of RemoteExperience. */
const FETCH_STEPS = 100;

type WeightsOption =
  | ('sendWeights' | 'redisPublish' | 'redisFetch' | 'takeWeights')
  | ('publishEvery' | 'fetchEvery' | 'pausePerFetch');

/** How weights are handed out, as the library does it. */
function weightsOf({ costs, environmentStep }: FleetSetup): Pick<FleetOptions, WeightsOption> {
  const isLarge = costs.weightBytes > SMALL_WEIGHTS_BYTES;
  const step = environmentStep + costs.act;
  const most = isLarge ? 500_000 : 25_000;
  return {
    ...{ sendWeights: costs.sendWeights, redisPublish: costs.redisPublish },
    ...{ redisFetch: costs.redisFetch, takeWeights: costs.takeWeights },
    publishEvery: isLarge ? 250_000 : 4_000,
    // Between two steps, and never during one.
    fetchEvery: Math.max(step, Math.min(Math.max(FETCH_STEPS * step, 10_000), most)),
    pausePerFetch: isLarge ? 4 : 0,
  };
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
    ...weightsOf(setup),
  };
}

/** Where one part of a fleet is full, by division alone: steps a second. */
export interface FleetLimits {
  readonly actor: number;
  readonly learner: number;
  /** For actors that step as fast as they can: their fetches of weights count. */
  readonly redis: number;
  /** Of a network of 10 gigabits a second into Redis, and as much out of it. */
  readonly network: number;
}

/** The most steps a second that one actor makes, and that learner, Redis and network take. */
export function fleetLimits(setup: FleetSetup): FleetLimits {
  const options = fleetOptions(setup);
  const { makeBlock, sendBlock, redisAdd, redisRead, insertBlock, update, updatesPerBlock } =
    options;
  const { fetchEvery, pausePerFetch, redisFetch, takeWeights, redisPublish, sendWeights } = options;
  const { bytesPerBlock, weightBytes } = setup.costs;
  const perSecond = (microseconds: number): number => (STEPS * 1e6) / microseconds;
  const block = makeBlock + sendBlock + redisAdd;
  const period = Math.max(fetchEvery, (1 + pausePerFetch) * redisFetch);
  // The time of an actor's own that is left beside weights; each block has so many fetches.
  const actor = perSecond(block) * Math.max(0, 1 - takeWeights / period);
  const fetches = (STEPS * 1e6) / actor / period;
  const learn = insertBlock + updatesPerBlock * update;
  const versionsPerBlock = updatesPerBlock / options.updatesPerVersion;
  const mostVersions = 1e6 / Math.max(options.publishEvery, redisPublish);
  const whole = learn + versionsPerBlock * sendWeights;
  const isFrequent = (1e6 * versionsPerBlock) / whole > mostVersions;
  const blocks = isFrequent ? (1e6 - mostVersions * sendWeights) / learn : 1e6 / whole;
  const versions = isFrequent ? mostVersions : versionsPerBlock * blocks;
  const free = Math.max(0, 1 - (versions * redisPublish) / 1e6);
  return {
    actor,
    learner: STEPS * blocks,
    redis: perSecond(redisAdd + redisRead + fetches * redisFetch) * free,
    network: (STEPS * 1.25e9) / (bytesPerBlock + fetches * weightBytes),
  };
}

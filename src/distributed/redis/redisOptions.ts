import {
  rejectUnknownOptions,
  requireBoolean,
  requireFunction,
  requireInteger,
  requireNumber,
} from '../../validation/options.ts';
import { keysOf, type RunKeys } from './keys.ts';
import { connectionOf, type RedisClient, type RedisConnection } from './redisClient.ts';

/**
 * Options of {@link redisActor}.
 *
 * @category Distributed
 */
export interface RedisActorOptions {
  /** A connected client of the package `redis`, or one of `ioredis`. It is not closed. */
  readonly client: RedisClient;
  /** The name of the run, the same for learner and actors. */
  readonly run: string;
  /**
   * How long the server may be unreachable at most, in seconds above 0; then it is an error.
   *
   * @default 600
   */
  readonly unreachableSeconds?: number;
  /**
   * Hears in a sentence that the server cannot be used and why, once, and that it can be used again.
   *
   * @default nobody hears it
   */
  readonly onWarning?: (message: string) => void;
}

/**
 * Options of {@link redisLearner}. Its warnings are events of the training.
 *
 * @category Distributed
 */
export interface RedisLearnerOptions extends Omit<RedisActorOptions, 'onWarning'> {
  /**
   * The most blocks that wait to be learned from, at least 1; actors wait then.
   *
   * @default 64
   */
  readonly maxQueued?: number;
  /**
   * The most blocks that the server keeps, those that wait for a checkpoint among them: at least
   * 2. The learner writes a checkpoint when half of it is there, whatever the steps.
   *
   * @default 2,000
   */
  readonly maxBlocks?: number;
  /**
   * The most bytes of blocks that the server keeps, at least 1: `maxBlocks` is lowered to as many
   * blocks as they come to. Blocks of 50 steps have 1.6 kB for CartPole, 354 kB for frames of Atari.
   *
   * @default 2³⁰ (1 GiB)
   */
  readonly maxBytes?: number;
  /**
   * Whether a run that the server has under this name is forgotten, where the learner begins anew.
   *
   * @default false
   */
  readonly reset?: boolean;
}

/** What both ends are made from. */
export interface RedisEnd {
  readonly connection: RedisConnection;
  readonly keys: RunKeys;
  readonly limitMs: number;
}

/** What an actor's end is made from. */
export interface RedisActorEnd extends RedisEnd {
  readonly onWarning: ((message: string) => void) | null;
}

/** What a learner's end is made from. */
export interface RedisLearnerEnd extends RedisEnd {
  readonly maxQueued: number;
  readonly maxBlocks: number;
  readonly maxBytes: number;
  readonly reset: boolean;
}

/** @throws {OptionsError} If an option is unknown or out of range. */
export function resolveRedisActor(options: RedisActorOptions): RedisActorEnd {
  const known = ['client', 'run', 'unreachableSeconds', 'onWarning'];
  rejectUnknownOptions('redisActor', options, known);
  const { onWarning = null } = options;
  if (onWarning !== null) requireFunction('onWarning', onWarning);
  return { ...resolveEnd(options), onWarning };
}

/** @throws {OptionsError} If an option is unknown or out of range. */
export function resolveRedisLearner(options: RedisLearnerOptions): RedisLearnerEnd {
  const bounds = ['maxQueued', 'maxBlocks', 'maxBytes'];
  const known = ['client', 'run', 'unreachableSeconds', ...bounds, 'reset'];
  rejectUnknownOptions('redisLearner', options, known);
  const { maxQueued = 64, maxBlocks = 2_000, maxBytes = 2 ** 30, reset = false } = options;
  return {
    ...resolveEnd(options),
    maxQueued: requireInteger('maxQueued', maxQueued, { min: 1 }),
    maxBlocks: requireInteger('maxBlocks', maxBlocks, { min: 2 }),
    maxBytes: requireInteger('maxBytes', maxBytes, { min: 1 }),
    reset: requireBoolean('reset', reset),
  };
}

function resolveEnd({ client, run, unreachableSeconds = 600 }: RedisActorOptions): RedisEnd {
  const range = { min: 0, exclusiveMin: true };
  const seconds = requireNumber('unreachableSeconds', unreachableSeconds, range);
  return { connection: connectionOf(client), keys: keysOf(run), limitMs: 1000 * seconds };
}

import type { RunSpec } from './runSpec.ts';
import type { ExperienceStatistics } from './statistics.ts';

/**
 * Weights of a network, as they travel from the learner to its actors.
 *
 * @category Distributed
 */
export interface WeightsSnapshot {
  /** Counted from 1 with each publication. */
  readonly version: number;
  /** Updates of the learner at that time. */
  readonly updates: number;
  /** Environment steps of the learner at that time: what schedules of policies count. */
  readonly environmentSteps: number;
  /** All weights, in the order of the network's parameters. Shape `[parameters]`. */
  readonly values: Float32Array;
}

/**
 * A block of steps that has arrived, not read yet.
 *
 * @category Distributed
 */
export interface Arrival {
  /** Where it lies among all blocks, as the channel counts; it has it until it is acknowledged. */
  readonly position: string;
  /** The block. */
  readonly bytes: Uint8Array;
}

/**
 * How a learner begins with its channel.
 *
 * @category Distributed
 */
export interface LearnerBeginning {
  /** What actors need to know. */
  readonly spec: RunSpec;
  /** The last block that the learner's state holds; `null` where it holds none. */
  readonly position: string | null;
  /** Whether the learner goes on from a state, and not from nothing. */
  readonly isResumed: boolean;
  /** How many bytes a block has, but for ends of episodes and masks of actions. */
  readonly blockBytes: number;
}

/**
 * The learner's end of what connects it with its actors: blocks of steps come in, weights go out.
 * `threadActors` of `deepq/node` and {@link redisLearner} make one.
 *
 * @category Distributed
 */
export interface LearnerChannel {
  /**
   * Whether blocks outlive the learner: they are kept then until a checkpoint that holds them was
   * written.
   */
  readonly isDurable: boolean;
  /**
   * Begins: actors can join from here on.
   *
   * @returns The run that it is, the version of the weights that were published last, or 0, and what
   *   tells this learner from others.
   */
  open(beginning: LearnerBeginning): Promise<{
    /** The run that it is. */
    readonly run: string;
    /** The version of the weights that were published last, or 0. */
    readonly version: number;
    /**
     * Tells this learner from others that go on with the same run; a checkpoint keeps it for `finish`.
     * A channel that has none leaves it out.
     */
    readonly owner?: string;
  }>;
  /** What has arrived and can be had without waiting. */
  poll(): readonly Arrival[];
  /** As `poll`, but waits for the next block: not longer than so many milliseconds. */
  receive(waitMs: number): Promise<readonly Arrival[]>;
  /** A block was learned from, or dropped: there is room for another one. */
  applied(position: string): void;
  /**
   * A checkpoint holds all blocks up to a position: they are not needed any more.
   *
   * @param sessions - For each actor the sequence number that comes next.
   * @param forgotten - Sessions of actors that are to be forgotten, as too many came after them. One that
   *   sends again has to join anew: nobody knows what of it was learned from.
   */
  acknowledge(
    position: string,
    sessions: ReadonlyMap<string, number>,
    forgotten?: readonly string[],
  ): void;
  /** Whether there is hardly any room for blocks, as too many wait for a checkpoint. */
  readonly isFull: boolean;
  /** Hands out weights, the latest ones alone. The channel may keep the array: it is not to be written to. */
  publish(weights: WeightsSnapshot): void;
  /** What went wrong and was mended since the last call, in words. */
  takeWarnings(): readonly string[];
  /** Tells people how the learner is doing. */
  report?(facts: LearnerFacts): void;
  /**
   * Tells actors to stop, as the run is over.
   *
   * @param run - The run, where the channel was never opened as the run had come to its end before.
   * @param owner - Which learner had come to that end, as its `open` has said.
   */
  finish(run?: string, owner?: string): Promise<void>;
  /** Gives back connections or threads. Actors of a durable channel wait for the next learner. */
  close(): Promise<void>;
}

/**
 * How a learner is doing.
 *
 * @category Distributed
 */
export interface LearnerFacts extends ExperienceStatistics {
  /** Updates that it has made. */
  readonly updates: number;
}

/**
 * An actor's end: blocks of steps go out, weights come in. `threadChannel` of `deepq/node` and
 * {@link redisActor} make one.
 *
 * @category Distributed
 */
export interface ActorChannel {
  /** Which of the actors this is, where the channel knows. */
  readonly actor?: number;
  /** How many actors there are, where the channel knows. */
  readonly actors?: number;
  /**
   * Waits for a learner.
   *
   * @param session - Tells this actor from all others: 16 hexadecimal digits.
   * @returns What the run is like; `null` where it is over.
   */
  join(session: string, signal: AbortSignal): Promise<RunSpec | null>;
  /**
   * Sends a block; waits while there is no room for it.
   *
   * @returns `'stopped'` where the run is over, and `'changed'` where the learner has begun
   *   another one, or has forgotten this session: the block is lost then.
   */
  send(
    sequence: number,
    bytes: Uint8Array<ArrayBuffer>,
    signal: AbortSignal,
  ): Promise<'sent' | 'stopped' | 'changed'>;
  /** The latest weights, if their version is not this one. */
  weights(version: number): WeightsSnapshot | null | Promise<WeightsSnapshot | null>;
  /** Whether the run is over, as far as is known. */
  readonly isStopped: boolean;
  /** Tells how the actor is doing. */
  report(facts: ActorFacts): void;
  /** Gives back what it holds. */
  close(): Promise<void>;
}

/**
 * How an actor is doing.
 *
 * @category Distributed
 */
export interface ActorFacts {
  /** Which of the actors it is, from 0. */
  readonly actor: number;
  /** Steps that it has taken. */
  readonly environmentSteps: number;
  /** Steps a second, since it began. */
  readonly stepsPerSecond: number;
  /** The version of its weights. */
  readonly version: number;
  /** Seconds that it has waited for room. */
  readonly waitedSeconds: number;
}

/** What every learner's end has to have. */
export const LEARNER_METHODS: readonly (keyof LearnerChannel)[] = [
  ...(['open', 'poll', 'receive', 'applied', 'acknowledge', 'publish'] as const),
  ...(['takeWarnings', 'finish', 'close'] as const),
];

/** What every actor's end has to have. */
export const ACTOR_METHODS: readonly (keyof ActorChannel)[] = [
  ...(['join', 'send', 'weights', 'report', 'close'] as const),
];

/** Whether a channel has them all: one that is missing would be noticed hours later. */
export function hasMethods(channel: unknown, methods: readonly string[]): boolean {
  const given = Object(channel) as Readonly<Record<string, unknown>>;
  return methods.every((method) => typeof given[method] === 'function');
}

import { requirePartMakers, type PartMaker } from '../../agents/restoreAgent.ts';
import { requirePolicy } from '../../agents/resolveAgentOptions.ts';
import { OptionsError } from '../../errors.ts';
import type { Policy } from '../../policies/policy.ts';
import type { AsyncEnvironment, Environment } from '../../protocol/environment.ts';
import { requireEnvironment, requireSignal } from '../../training/requireParts.ts';
import {
  rejectUnknownOptions,
  requireInteger,
  requireSeed,
  show,
} from '../../validation/options.ts';
import { ACTOR_METHODS, hasMethods, type ActorChannel } from '../channel.ts';

/**
 * Options of {@link runActor}.
 *
 * @category Distributed
 */
export interface ActorOptions {
  /** What connects it with the learner. */
  readonly channel: ActorChannel;
  /** What it acts in: made as that of the learner's agent, with the same wrappers. */
  readonly environment: Environment | AsyncEnvironment;
  /**
   * Which of the actors it is, from 0: decides its ε, and its episodes.
   *
   * @default what the channel knows, as between threads; else 0
   */
  readonly actor?: number;
  /**
   * How many actors there are, at least 1.
   *
   * @default what the channel knows, as between threads; else 1
   */
  readonly actors?: number;
  /**
   * What makes parts of the learner's agent that are none of the library, by their kinds, as in
   * `RestoreOptions` of `restoreAgent`.
   *
   * @default {}
   */
  readonly parts?: Readonly<Record<string, PartMaker>>;
  /**
   * How it explores.
   *
   * @default as the learner says: by an ε of its own, or as the learner's agent
   */
  readonly policy?: Policy;
  /**
   * Decides its episodes and what it draws, together with `actor`: a whole number from 0 to
   * 2³² − 1. An actor that is started again should not play the same episodes again.
   *
   * @default another one each time
   */
  readonly seed?: number;
  /** Stops it: what it has collected is sent first. */
  readonly signal?: AbortSignal;
}

/** {@link ActorOptions} with every default filled in. */
export interface ResolvedActorOptions {
  readonly channel: ActorChannel;
  readonly environment: Environment | AsyncEnvironment;
  readonly actor: number;
  readonly actors: number;
  readonly parts: Readonly<Record<string, PartMaker>>;
  readonly policy: Policy | null;
  readonly seed: number;
  readonly signal: AbortSignal | null;
}

const known = [
  'channel',
  'environment',
  'actor',
  'actors',
  'parts',
  'policy',
  'seed',
  'signal',
] as const satisfies readonly (keyof ActorOptions)[];

/** @throws {OptionsError} If an option is unknown or out of range. */
export function resolveActorOptions(options: ActorOptions): ResolvedActorOptions {
  rejectUnknownOptions('runActor', options, known);
  const { channel, environment, policy, signal } = options;
  if (!hasMethods(channel, ACTOR_METHODS)) {
    throw new OptionsError(
      "runActor channel must be an actor's end of a channel, such as redisActor({ client, run }); " +
        `received ${show(channel)}.`,
    );
  }
  requireEnvironment('environment', environment);
  if (signal !== undefined) requireSignal(signal);
  if (policy !== undefined) requirePolicy(policy);
  const actors = requireInteger('actors', options.actors ?? channel.actors ?? 1, { min: 1 });
  const [drawn = 0] = crypto.getRandomValues(new Uint32Array(1));
  return {
    ...{ channel, environment, actors },
    actor: requireInteger('actor', options.actor ?? channel.actor ?? 0, {
      min: 0,
      max: actors - 1,
    }),
    parts: requirePartMakers('runActor', options.parts ?? {}),
    policy: policy ?? null,
    seed: requireSeed(options.seed ?? drawn),
    signal: signal ?? null,
  };
}

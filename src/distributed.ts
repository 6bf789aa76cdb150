/**
 * Many actors for one learner: blocks of steps come in from other threads or other machines, and
 * weights go out to them. On one machine between threads (`threadActors` of `deepq/node`), on
 * several over Redis.
 *
 * @module deepq/distributed
 */
export { apexEpsilon } from './distributed/actors/apexEpsilon.ts';
export type { ActorOptions } from './distributed/actors/actorOptions.ts';
export { runActor, type ActorSummary } from './distributed/actors/runActor.ts';
export type { BlockProblem } from './distributed/blocks/block.ts';
export type {
  ActorChannel,
  ActorFacts,
  Arrival,
  LearnerBeginning,
  LearnerChannel,
  LearnerFacts,
  WeightsSnapshot,
} from './distributed/channel.ts';
export { RemoteExperience } from './distributed/remoteExperience.ts';
export type {
  RemoteExperienceOptions,
  ResolvedRemoteExperience,
} from './distributed/remoteExperienceOptions.ts';
export type { RunSpec } from './distributed/runSpec.ts';
export type { ExperienceStatistics } from './distributed/statistics.ts';
export type { RedisClient } from './distributed/redis/redisClient.ts';
export { redisActor } from './distributed/redis/redisActor.ts';
export { redisLearner } from './distributed/redis/redisLearner.ts';
export type { RedisActorOptions, RedisLearnerOptions } from './distributed/redis/redisOptions.ts';

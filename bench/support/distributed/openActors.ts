import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { createClient } from 'redis';
import { threadModule } from '../../../scripts/support/threadModule.ts';
import type { RedisServer } from '../../../scripts/support/redisServer.ts';
import type { LearnerChannel } from '../../../src/distributed/channel.ts';
import { redisLearner } from '../../../src/distributed/redis/redisLearner.ts';
import { threadActors } from '../../../src/node/actors/threadActors.ts';
import { ACTOR_VARIABLE, type ActorSetup } from './actorSetup.ts';

/** A learner's channel with its actors. */
export interface OpenActors {
  readonly channel: LearnerChannel;
  /** Processes of actors; none where they are threads. */
  readonly pids: readonly number[];
  /** Waits for the actors, who have been told to stop, and closes what was opened for them. */
  close(): Promise<void>;
}

/** What decides an actor, but for which one it is. */
export type FleetOf = Omit<ActorSetup, 'redis' | 'actor'>;

const file = new URL('actor.ts', import.meta.url);

/** Actors in threads of this process. They start with the training. */
export function openThreads(fleet: FleetOf): Promise<OpenActors> {
  const setup: ActorSetup = { ...fleet, redis: null, actor: 0 };
  // Threads have the variables of this process as they were when the thread was started.
  process.env[ACTOR_VARIABLE] = JSON.stringify(setup);
  const channel = threadActors({ module: threadModule(file), actors: fleet.actors, execArgv: [] });
  return Promise.resolve({ channel, pids: [], close: () => Promise.resolve() });
}

let runs = 0;

/** Actors in processes of their own, over a server of Redis. */
export async function openProcesses(server: RedisServer, fleet: FleetOf): Promise<OpenActors> {
  const redis = { url: server.url, run: `bench-${runs++}` };
  const client = createClient({ url: server.url });
  client.on('error', () => undefined);
  await client.connect();
  const children = Array.from({ length: fleet.actors }, (_, actor): ChildProcess => {
    const setup: ActorSetup = { ...fleet, redis, actor };
    return spawn(process.execPath, ['--import', 'tsx', fileURLToPath(file)], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      env: { ...process.env, [ACTOR_VARIABLE]: JSON.stringify(setup) },
    });
  });
  return {
    channel: redisLearner({ client, run: redis.run }),
    pids: children.flatMap(({ pid }) => pid ?? []),
    async close() {
      const running = children.filter((child) => child.exitCode === null);
      await Promise.all(running.map((child) => once(child, 'exit')));
      client.destroy();
    },
  };
}

/** An actor of a benchmark, in a thread or in a process of its own. */
import { writeFileSync } from 'node:fs';
import { createClient } from 'redis';
import { runActor } from '../../../src/distributed/actors/runActor.ts';
import type { ActorChannel, WeightsSnapshot } from '../../../src/distributed/channel.ts';
import { redisActor } from '../../../src/distributed/redis/redisActor.ts';
import { threadChannel } from '../../../src/node/actors/threadChannel.ts';
import type { AsyncEnvironment, Environment } from '../../../src/protocol/environment.ts';
import { ACTOR_VARIABLE, environmentOf, machineMs, type ActorSetup } from './actorSetup.ts';

const setup = JSON.parse(process.env[ACTOR_VARIABLE] ?? '') as ActorSetup;
const { redis, actor, actors, seed, uses } = setup;
const found: (readonly [number, number])[] = [];
/** The version of weights that are there, and that no step was taken with yet. */
let arrived: number | null = null;

/** Notes when weights arrive. */
function watched(inner: ActorChannel): ActorChannel {
  const weights = inner.weights.bind(inner);
  const note = (one: WeightsSnapshot | null): WeightsSnapshot | null => {
    arrived = one?.version ?? arrived;
    return one;
  };
  inner.weights = (version) => {
    const pending = weights(version);
    return pending instanceof Promise ? pending.then(note) : note(pending);
  };
  return inner;
}

/** Notes when the next step is taken with them. */
function used<E extends Environment | AsyncEnvironment>(inner: E): E {
  const step = inner.step.bind(inner) as (action: number) => unknown;
  inner.step = ((action: number) => {
    if (arrived !== null) found.push([arrived, machineMs()]);
    arrived = null;
    return step(action);
  }) as E['step'];
  return inner;
}

const environment = used(environmentOf(setup));
if (redis === null) {
  await runActor({ channel: watched(threadChannel()), environment, seed });
} else {
  // The benchmark has ended, however that came.
  process.once('disconnect', () => process.exit());
  const client = createClient({ url: redis.url });
  client.on('error', () => undefined);
  await client.connect();
  const channel = watched(redisActor({ client, run: redis.run }));
  await runActor({ channel, environment, actor, actors, seed });
  client.destroy();
}
if (uses !== null) writeFileSync(uses, JSON.stringify(found));
if (redis !== null) process.disconnect();

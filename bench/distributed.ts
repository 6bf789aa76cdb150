import { findRedis } from '../scripts/support/redis.ts';
import { RedisServer } from '../scripts/support/redisServer.ts';
import { presets, type PresetId } from '../src/presets/presets.ts';
import { measureInsertion } from './support/distributed/insertion.ts';
import { compareLearning } from './support/distributed/learning.ts';
import { measurePublications } from './support/distributed/publications.ts';
import { measureRates } from './support/distributed/rates.ts';
import type { Options } from './support/arguments.ts';
import type { BenchmarkContext } from './support/context.ts';

const parts = ['blocks', 'weights', 'rates', 'sleep', 'learning'] as const;
type Part = (typeof parts)[number];

export const name = 'distributed';
export const description: string =
  'actors in threads and over Redis: blocks into the replay (--steps 100000), weights from publication ' +
  'to use (--seconds 10 of each), updates/s fed and alone (--rounds 5, --seconds 3, --actors 1); with ' +
  '--only sleep, steps that wait 1 ms by 4 actors and in one process; with --only learning, scores of 5 ' +
  'seeds by 4 actors and in one process (--id, --seeds 5, --transport, --exploration): both go on where ' +
  'an earlier run stopped, --fresh not, --shown prints what is there';
export const options: Options = {
  only: parts,
  steps: 'number',
  seconds: 'number',
  rounds: 'number',
  actors: 'number',
  id: Object.keys(presets),
  seeds: 'number',
  first: 'number',
  transport: ['threads', 'redis'],
  exploration: ['apex', 'agent'],
  fresh: 'flag',
  shown: 'flag',
};

/** Actors that a learner is compared with one process by. */
const ACTORS = 4;

export async function run(context: BenchmarkContext): Promise<void> {
  const program = findRedis();
  if (program === null) throw new Error('bench distributed needs redis-server or valkey-server.');
  const only = text(context, 'only') as Part | null;
  // Those that train take long: they are asked for by name.
  const isIn = (part: Part): boolean =>
    only === null ? part !== 'learning' && part !== 'sleep' : part === only;
  const server = await RedisServer.start({ program });
  try {
    if (isIn('blocks')) {
      const rows = await measureInsertion(server, context.number('steps', 100_000));
      context.report('From the stream to the replay buffer: prepared blocks of 50 steps', rows);
    }
    if (isIn('weights')) {
      const rows = await measurePublications(server, context.number('seconds', 10));
      context.report("From a learner's publication of weights to an actor's next step", rows);
    }
    if (isIn('rates')) {
      const actors = context.number('actors', 1);
      const [rounds, seconds] = [context.number('rounds', 5), context.number('seconds', 3)];
      const rows = await measureRates(server, { rounds, seconds, actors });
      context.report(`Updates a second, an update each 4 steps; actors: ${actors}`, rows);
    }
    if (isIn('sleep') || isIn('learning')) {
      await compareLearning(context, server, {
        id: (text(context, 'id') ?? 'CartPole-v1') as PresetId,
        transport: text(context, 'transport') === 'redis' ? 'redis' : 'threads',
        exploration: text(context, 'exploration') === 'agent' ? 'agent' : 'apex',
        actors: context.number('actors', ACTORS),
        sleepMs: isIn('sleep') ? 1 : 0,
      });
    }
  } finally {
    await server.dispose();
  }
}

/** What stands behind an option; null where it does not. */
function text({ args }: BenchmarkContext, option: string): string | null {
  const index = args.indexOf(`--${option}`);
  return index === -1 ? null : (args[index + 1] ?? null);
}

import { findRedisRuns } from '../../distributed/redis/findRedisRuns.ts';
import { readRedisRun, type RedisRun } from '../../distributed/redis/readRedisRun.ts';
import type { RedisClient } from '../../distributed/redis/redisClient.ts';
import { Retry } from '../../distributed/redis/retry.ts';
import { readWords, type Command } from '../command.ts';
import { connectRedis } from '../connectRedis.ts';
import type { RedisAddress } from '../queue/redisAddress.ts';
import { table } from './environments.ts';
import { readAddress, readRun } from './learner.ts';

const OPTIONS = { redis: { type: 'string' }, run: { type: 'string' } } as const;

/** An actor that has not been heard of for so long is not counted. */
const GONE_SECONDS = 30;
/** How long a Redis is waited for that goes away meanwhile. */
const AWAY_MS = 10_000;

export const statusCommand: Command = {
  name: 'status',
  summary: 'shows how a run over Redis goes, or which ones there are',
  help: `Usage: npx deepq status --redis URL [--run NAME]

Shows the learner and the actors of npx deepq learner and npx deepq actor: rates, how far weights and
blocks are behind, and what was dropped. Without --run it lists the runs that Redis has, a line each.

  --redis URL   redis://host:6379, or in the environment variable DEEPQ_REDIS
  --run NAME    the name of the run; default: all runs, in short`,
  async run(words) {
    const given = readWords(words, OPTIONS, { least: 0, most: 0, what: 'nothing' });
    const address = readAddress(given);
    const run = given.values['run'] === undefined ? null : readRun(given).run;
    const redis = await connectRedis(address);
    try {
      if (run === null) return await showRuns(redis.client, address);
      return await showRun(redis.client, address, run);
    } finally {
      redis.close();
    }
  },
};

/** Repeats what fails as Redis goes away meanwhile. */
async function ask<T>(call: () => Promise<T>): Promise<T> {
  // It ends with a result or an error: nothing stops it.
  return (await new Retry(AWAY_MS).run(call, () => false)) as T;
}

async function showRun(client: RedisClient, address: RedisAddress, run: string): Promise<number> {
  const found = await ask(() => readRedisRun(client, run));
  const { spec, isFinished, queued, kept, learner } = found;
  if (!spec) {
    process.stdout.write(`There is no run ${run} at ${address.shown}.\n`);
    return 1;
  }
  const lines = [`${run}: ${stateOf(isFinished)}`];
  lines.push(`blocks: ${queued} wait to be learned from, ${kept} are kept`);
  if (learner) lines.push(...describeLearner(learner, ageOf(found, learner)));
  const live = liveActors(found);
  lines.push(`actors: ${live.length}`);
  const rows = live
    .sort((one, other) => Number(one['actor']) - Number(other['actor']))
    .map((one) => [
      String(one['actor']),
      String(one['environmentSteps']),
      Number(one['stepsPerSecond']).toFixed(0),
      String(one['version']),
      Number(one['waitedSeconds']).toFixed(1),
    ]);
  if (rows.length > 0) {
    lines.push(table([['actor', 'steps', 'steps/s', 'weights', 'waited s'], ...rows]));
  }
  process.stdout.write(`${lines.join('\n')}\n`);
  return 0;
}

/** A line for each run that Redis has. */
async function showRuns(client: RedisClient, address: RedisAddress): Promise<number> {
  const names = await ask(() => findRedisRuns(client));
  if (names.length === 0) {
    process.stdout.write(`There is no run at ${address.shown}.\n`);
    return 0;
  }
  const rows: string[][] = [];
  for (const name of names) {
    const found = await ask(() => readRedisRun(client, name));
    const { learner, isFinished } = found;
    rows.push([
      ...[name, stateOf(isFinished), learner ? String(learner['environmentSteps']) : '-'],
      String(liveActors(found).length),
      // One that was killed leaves a run that counts as running.
      learner ? `${ageOf(found, learner).toFixed(0)} s ago` : '-',
    ]);
  }
  const header = ['run', 'state', 'steps', 'actors', 'learner was heard of'];
  process.stdout.write(`${table([header, ...rows])}\n`);
  return 0;
}

function stateOf(isFinished: boolean): string {
  return isFinished ? 'over' : 'running';
}

/** Seconds since a learner or an actor has told how it is doing. */
function ageOf({ secondsSince1970 }: RedisRun, told: Readonly<Record<string, unknown>>): number {
  return secondsSince1970 - Number(told['secondsSince1970']);
}

function liveActors(found: RedisRun): Readonly<Record<string, unknown>>[] {
  return found.actors.filter((one) => ageOf(found, one) < GONE_SECONDS);
}

function describeLearner(learner: Readonly<Record<string, unknown>>, age: number): string[] {
  const { environmentSteps, updates, version, versionLag, secondsLag, missing, forgotten } =
    learner;
  const dropped = Object.entries(Object(learner['dropped']) as Record<string, number>)
    .filter(([, count]) => count > 0)
    .map(([reason, count]) => `${count} ${reason}`);
  return [
    `learner: ${String(environmentSteps)} steps, ${String(updates)} updates, told ${age.toFixed(0)} s ago`,
    `weights: version ${String(version)}; the last block was ${String(versionLag)} versions and ` +
      `${Number(secondsLag).toFixed(2)} s behind`,
    `dropped: ${dropped.length > 0 ? dropped.join(', ') : 'none'}; missing: ${String(missing)}` +
      (Number(forgotten) > 0 ? `; actors forgotten: ${String(forgotten)}` : ''),
  ];
}

import { readRedisRun } from '../../distributed/redis/readRedisRun.ts';
import { readWords, type Command } from '../command.ts';
import { Retry } from '../../distributed/redis/retry.ts';
import { connectRedis } from '../connectRedis.ts';
import { table } from './environments.ts';
import { readRun } from './learner.ts';

const OPTIONS = { redis: { type: 'string' }, run: { type: 'string' } } as const;

/** An actor that has not been heard of for so long is not counted. */
const GONE_SECONDS = 30;
/** How long a Redis is waited for that goes away meanwhile. */
const AWAY_MS = 10_000;

export const statusCommand: Command = {
  name: 'status',
  summary: 'shows how a run over Redis goes: actors, rates, lags, drops',
  help: `Usage: npx deepq status --redis URL --run NAME

Shows the learner and the actors of npx deepq learner and npx deepq actor: rates, how far weights and
blocks are behind, and what was dropped.

  --redis URL   redis://host:6379, or in the environment variable DEEPQ_REDIS
  --run NAME    the name of the run`,
  async run(words) {
    const given = readWords(words, OPTIONS, { least: 0, most: 0, what: 'nothing' });
    const { address, run } = readRun(given);
    const redis = await connectRedis(address);
    try {
      const found = await new Retry(AWAY_MS).run(
        () => readRedisRun(redis.client, run),
        () => false,
      );
      if (!found) return 1;
      const { spec, isFinished, queued, kept, learner, actors } = found;
      if (!spec) {
        process.stdout.write(`There is no run ${run} at ${address.shown}.\n`);
        return 1;
      }
      const now = found.secondsSince1970;
      const age = (one: Readonly<Record<string, unknown>>): number =>
        now - Number(one['secondsSince1970']);
      const lines = [`${run}: ${isFinished ? 'over' : 'running'}`];
      lines.push(`blocks: ${queued} wait to be learned from, ${kept} are kept`);
      if (learner) lines.push(...describeLearner(learner, age(learner)));
      const live = actors.filter((one) => age(one) < GONE_SECONDS);
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
    } finally {
      redis.close();
    }
  },
};

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

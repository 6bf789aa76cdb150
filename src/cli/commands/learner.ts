import { join } from 'node:path';
import { RemoteExperience } from '../../distributed/remoteExperience.ts';
import { isRunName } from '../../distributed/redis/keys.ts';
import { redisLearner } from '../../distributed/redis/redisLearner.ts';
import { DeepQError } from '../../errors.ts';
import { OtherRunError } from '../../node/run/runConfig.ts';
import type { RunOptions } from '../../node/run/runOptions.ts';
import type { State } from '../../state/state.ts';
import { show } from '../../validation/options.ts';
import { closeAll } from '../../vector/closeAll.ts';
import {
  CommandError,
  readCount,
  readText,
  readWords,
  type Command,
  type Given,
} from '../command.ts';
import { connectRedis } from '../connectRedis.ts';
import { findSource } from '../environmentSource.ts';
import { PARTS_OPTION, readParts } from '../ownParts.ts';
import { readRedis, type RedisAddress } from '../queue/redisAddress.ts';
import { readRhythm, RHYTHM_OPTIONS } from '../rhythm.ts';
import { makeRun, release, stepsOf } from '../runs.ts';
import { tellActors } from '../tellActors.ts';
import { trainIn } from './train.ts';

const OPTIONS = {
  redis: { type: 'string' },
  run: { type: 'string' },
  preset: { type: 'string' },
  steps: { type: 'string' },
  seed: { type: 'string' },
  set: { type: 'string', multiple: true },
  ...PARTS_OPTION,
  folder: { type: 'string' },
  ...RHYTHM_OPTIONS,
  'samples-per-insert': { type: 'string' },
  'max-version-lag': { type: 'string' },
  'block-steps': { type: 'string' },
  'fetch-every': { type: 'string' },
  reset: { type: 'boolean' },
} as const;

export const learnerCommand: Command = {
  name: 'learner',
  summary: 'learns from actors on other machines, over Redis',
  help: `Usage: npx deepq learner ENV --redis URL --run NAME [options]

Learns from what npx deepq actor sends, and writes the folder of a run as npx deepq train does. The
same command goes on where it was stopped or killed. Needs the package redis: npm install redis

  --redis URL              redis://host:6379, or rediss://NAME:PASSWORD@host:6379 with TLS; or in
                           the environment variable DEEPQ_REDIS, where nobody sees it in a list of
                           processes
  --run NAME               the name of the run, the same for learner and actors
  --steps N                environment steps of all actors; default as for train
  --preset ID|none, --seed N, --set KEY=VALUE, --parts MODULE   as for train
  --folder DIR             default runs/NAME
  --evaluate-every N, --evaluate-episodes N, --evaluate-at-start, --checkpoint-every N   as for train
  --samples-per-insert N   how often each step is drawn; default: what the agent's rhythm comes to
  --max-version-lag N      drops blocks whose weights are older; default: none
  --block-steps N          steps of a block; default 50
  --fetch-every N          steps of an actor between two looks for new weights; default 100
  --reset                  forgets a run that Redis has under this name, where the folder is new

Ctrl-C writes a checkpoint. Actors wait for the next learner; when the steps are taken, they stop. Where
Redis is away just then, it is waited for up to ten minutes; Ctrl-C ends that at once.`,
  async run(words) {
    const given = readWords(words, OPTIONS, { least: 1, most: 1, what: 'ENV' });
    const [name = ''] = given.positionals;
    const { address, run } = readRun(given);
    const source = findSource(name, readText(given, 'preset'));
    const rhythm = readRhythm(given);
    const settings = (given.values['set'] as string[] | undefined) ?? [];
    const seed = readCount(given, 'seed', 0, 2 ** 32 - 1) ?? 1;
    const environmentSteps = readCount(given, 'steps') ?? stepsOf(source);
    const perInsert = readText(given, 'samples-per-insert');
    if (perInsert !== undefined && !(Number(perInsert) > 0 && Number.isFinite(Number(perInsert)))) {
      throw new CommandError(
        `--samples-per-insert needs a finite number above 0; received ${show(perInsert)}.`,
      );
    }
    const lag = readCount(given, 'max-version-lag', 0);
    const blockSteps = readCount(given, 'block-steps', 1, 65_536);
    const fetchEverySteps = readCount(given, 'fetch-every');
    const parts = await readParts(given);
    const redis = await connectRedis(address);
    const channel = redisLearner({
      ...{ client: redis.client, run, reset: given.values['reset'] === true },
    });
    try {
      const options = await makeRun({ source, seed, environmentSteps, rhythm, settings, parts });
      const environment = { ...source } as unknown as State;
      const ownParts = parts.module !== null && { parts: parts.module };
      const experience = releasing(options, () => {
        return new RemoteExperience({
          ...{ agent: options.agent, channel },
          ...(perInsert !== undefined && { samplesPerInsert: Number(perInsert) }),
          ...(lag !== undefined && { maxVersionLag: lag }),
          ...(blockSteps !== undefined && { blockSteps }),
          ...(fetchEverySteps !== undefined && { fetchEverySteps }),
          about: { environment, ...ownParts },
        });
      });
      // Only to be described: the actors have environments of their own.
      void closeAll([options.environment]);
      const { observationSpace, actionSpace } = experience;
      const folder = readText(given, 'folder') ?? join('runs', run);
      const code = await trainIn(folder, {
        ...options,
        // It is closed here: actors are to stop where the run is over, and else to wait.
        environment: {
          ...{ kind: 'experience', observationSpace, actionSpace },
          createLanes: (agent) => experience.createLanes(agent),
        },
        about: { learner: run, environment, ...ownParts, settings: [...settings] },
      });
      if (code === 0) await tellActors(experience, address.shown);
      else await experience.close();
      return code;
    } catch (cause) {
      if (!(cause instanceof OtherRunError)) throw cause;
      throw new DeepQError(
        `${cause.folder} holds a run with other settings: ${cause.difference}. The same command as for that ` +
          'run goes on with it; a new run needs another --folder, and another --run.',
        { cause },
      );
    } finally {
      // What has failed leaves no connection behind, with which the process would stay.
      await channel.close();
      redis.close();
    }
  },
};

/** Makes something of a run's parts, and gives them back where that fails. */
function releasing<T>(options: RunOptions, make: () => T): T {
  try {
    return make();
  } catch (error) {
    release(options);
    throw error;
  }
}

/** The address of Redis, for learner, actors and those who look. */
export function readAddress(given: Given): RedisAddress {
  const address = readRedis(given);
  if (address) return address;
  throw new CommandError(
    '--redis URL is missing, such as redis://localhost:6379; DEEPQ_REDIS may hold it as well.',
  );
}

/** The address and the name of the run. */
export function readRun(given: Given): { readonly address: RedisAddress; readonly run: string } {
  const address = readAddress(given);
  const run = readText(given, 'run');
  if (isRunName(run)) return { address, run };
  throw new CommandError(
    '--run NAME is needed: letters, digits, dots, colons, dashes and underscores, the same for learner ' +
      'and actors.',
  );
}

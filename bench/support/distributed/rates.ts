import type { RedisServer } from '../../../scripts/support/redisServer.ts';
import { DQNAgent } from '../../../src/agents/dqnAgent.ts';
import { RemoteExperience } from '../../../src/distributed/remoteExperience.ts';
import { makeEnvironment } from '../../../src/environments/makeEnvironment.ts';
import { mlp } from '../../../src/networks/mlp.ts';
import { train } from '../../../src/training/train.ts';
import type { Training } from '../../../src/training/training.ts';
import { quantile } from '../measure.ts';
import type { Row } from '../table.ts';
import { cpuTimeOf } from './cpuTime.ts';
import { openProcesses, openThreads, type FleetOf, type OpenActors } from './openActors.ts';

/** One way to make updates: all of them take turns. */
interface Side {
  readonly name: string;
  readonly agent: DQNAgent;
  /** Makes updates for so many seconds. */
  run(seconds: number): Promise<void>;
  /** Processes of actors. */
  readonly pids: readonly number[];
  /** Seconds that it has waited for experience so far. */
  waited(): number;
  close(): Promise<void>;
}

/** What a slice of time came to. */
interface Slice {
  readonly updates: number;
  readonly steps: number;
  readonly learner: number;
  readonly threads: number;
  readonly processes: number;
  readonly redis: number;
  readonly waited: number;
}

export interface RatesOptions {
  readonly rounds: number;
  /** Seconds of each way in a round. */
  readonly seconds: number;
  readonly actors: number;
}

/**
 * A learner's updates a second: alone, in one process with its environment, and fed by actors, in
 * threads and over Redis, held by the rate limiter to an update each four steps. They take turns,
 * and ratios are taken within a round. Actors of a learner that has no turn wait.
 */
export async function measureRates(
  server: RedisServer,
  { rounds, seconds, actors }: RatesOptions,
): Promise<readonly Row[]> {
  const fleet: FleetOf = {
    ...{ id: 'CartPole-v1', usesPreset: false, stepMs: 0, slowness: 'computes' },
    ...{ actors, seed: 1, uses: null },
  };
  const sides = [
    await alone(),
    inOneProcess(),
    fed('fed by threads', await openThreads(fleet)),
    fed('fed over Redis', await openProcesses(server, fleet)),
  ];
  try {
    // Warm: all of it compiled, all actors there, all buffers with something to learn from.
    for (const side of [...sides.slice(1), ...sides]) {
      do await side.run(seconds / 4);
      while (side.agent.updates === 0);
    }
    const slices: Slice[][] = [];
    for (let round = 0; round < rounds; round++) {
      const found: Slice[] = [];
      for (const side of sides) found.push(await slice(side, server, seconds));
      slices.push(found);
    }
    return sides.map(({ name }, index) => rowOf(name, index, slices));
  } finally {
    for (const side of sides) await side.close();
  }
}

async function slice(side: Side, server: RedisServer, seconds: number): Promise<Slice> {
  const look = (): Record<keyof Slice, number> => {
    const { first, others } = cpuTimeOf(process.pid);
    const redis = cpuTimeOf(server.pid ?? -1);
    const processes = side.pids.map(cpuTimeOf);
    const { updates, environmentSteps } = side.agent;
    return {
      ...{ updates, steps: environmentSteps, learner: first, threads: others },
      processes: processes.reduce((sum, one) => sum + one.first + one.others, 0),
      redis: redis.first + redis.others,
      waited: side.waited(),
    };
  };
  const [before, began] = [look(), performance.now()];
  await side.run(seconds);
  const [after, time] = [look(), (performance.now() - began) / 1000];
  const rate = (of: keyof Slice): number => (after[of] - before[of]) / time;
  return {
    ...{ updates: rate('updates'), steps: rate('steps'), learner: rate('learner') },
    ...{ threads: rate('threads'), processes: rate('processes'), redis: rate('redis') },
    waited: rate('waited'),
  };
}

function rowOf(name: string, index: number, slices: readonly (readonly Slice[])[]): Row {
  const over = (pick: (round: readonly Slice[]) => number, fraction = 0.5): number =>
    quantile(slices.map(pick), fraction);
  const own = (of: keyof Slice): number => over((round) => (round[index] as Slice)[of]);
  const percent = (of: keyof Slice): number => Math.round(1000 * own(of)) / 10;
  const ratio = (to: number) => (round: readonly Slice[]) =>
    (round[index] as Slice).updates / (round[to] as Slice).updates;
  /** The learner's own time: how many cores others want hardly changes it. */
  const cost = (round: readonly Slice[], side: number): number => {
    const { learner, updates } = round[side] as Slice;
    return (1e6 * learner) / updates;
  };
  return {
    learner: name,
    'updates/s': Math.round(own('updates')),
    'of alone': over(ratio(0)),
    'p10 of it': over(ratio(0), 0.1),
    'p90 of it': over(ratio(0), 0.9),
    'of one process': over(ratio(1)),
    'steps/s': Math.round(own('steps')),
    'CPU of the learner, µs an update': over((round) => cost(round, index)),
    'of that alone': over((round) => cost(round, index) / cost(round, 0)),
    'of that in one process': over((round) => cost(round, index) / cost(round, 1)),
    'learner, % of a core': percent('learner'),
    'waits, % of the time': percent('waited'),
    'other threads, %': percent('threads'),
    'actors, %': percent('processes'),
    'Redis, %': percent('redis'),
  };
}

function makeAgent(): DQNAgent {
  return new DQNAgent({
    ...{ environment: makeEnvironment('CartPole-v1'), network: mlp({ hidden: [64, 64] }) },
    ...{ batchSize: 32, learningStarts: 1_000, seed: 1, replay: { capacity: 100_000 } },
    train: { everyEnvironmentSteps: 4, updates: 1 },
  });
}

/** Updates and nothing else, from what a short training has left in the buffer. */
async function alone(): Promise<Side> {
  const agent = makeAgent();
  await train(agent, makeEnvironment('CartPole-v1'), { environmentSteps: 20_000 }).finish();
  return {
    ...{ name: 'alone, updates only', agent, pids: [] },
    run(seconds) {
      const until = performance.now() + 1000 * seconds;
      while (performance.now() < until) agent.learn();
      return Promise.resolve();
    },
    waited: () => 0,
    close() {
      agent.dispose();
      return Promise.resolve();
    },
  };
}

function inOneProcess(): Side {
  const agent = makeAgent();
  const training = train(agent, makeEnvironment('CartPole-v1'), { environmentSteps: 1e12 });
  return {
    ...{ name: 'in one process', agent, pids: [] },
    run: (seconds) => pull(training, seconds),
    waited: () => 0,
    async close() {
      await training.return();
      agent.dispose();
    },
  };
}

function fed(name: string, actors: OpenActors): Side {
  const { channel, pids } = actors;
  const agent = makeAgent();
  const experience = new RemoteExperience({ agent, channel, acknowledge: 'applied' });
  const training = train(agent, experience, { environmentSteps: 1e12 });
  return {
    ...{ name, agent, pids },
    run: (seconds) => pull(training, seconds),
    waited: () => experience.statistics?.waitedSeconds ?? 0,
    async close() {
      await training.return();
      await experience.finish();
      await actors.close();
      agent.dispose();
    },
  };
}

/** Lets a training go on for so many seconds: it has an event with each turn of the event loop. */
async function pull(training: Training, seconds: number): Promise<void> {
  const until = performance.now() + 1000 * seconds;
  while (performance.now() < until) await training.next();
}

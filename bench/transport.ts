import { Redis } from 'ioredis';
import { findRedis } from '../scripts/support/redis.ts';
import { RedisServer } from '../scripts/support/redisServer.ts';
import { DQNAgent } from '../src/agents/dqnAgent.ts';
import { simd } from '../src/engines/simd/simd.ts';
import { qHead } from '../src/heads/qHead.ts';
import { QNetwork } from '../src/qnetwork/qNetwork.ts';
import { createRandom } from '../src/random/createRandom.ts';
import { ReplayBuffer } from '../src/replay/replayBuffer.ts';
import type { Options } from './support/arguments.ts';
import type { BenchmarkContext } from './support/context.ts';
import { quantile } from './support/measure.ts';
import type { Row } from './support/table.ts';
import { watch } from './support/watchRedis.ts';
import { weightsCost } from './support/weightsCost.ts';
import { pixels, vectors, type TransitionSource } from './support/transitions.ts';
import { randomBatch, workloads, type Workload } from './support/workloads.ts';

export const name = 'transport';
export const description: string =
  'what a block of steps costs Redis, actor and learner, in CPU time: the costs that the ' +
  'simulation "fleet" takes (--seconds 2 for each; --steps 50 of a block)';
export const options: Options = { seconds: 'number', steps: 'number' };

/** What travels: the bytes of a step with its observation, action, reward and priority. */
interface Traffic {
  readonly name: string;
  readonly bytesPerStep: number;
  readonly source: TransitionSource;
  readonly workload: Workload;
}

/** Blocks that a read takes at once. */
const READ_COUNT = 16;
/** Blocks that the stream holds at most, within the memory of a small machine. */
const MOST_BYTES = 64e6;

/**
 * Measures CPU time and not wall time, on both sides: how long a block waits depends on the
 * machine's other work, what it costs does not.
 */
export async function run(context: BenchmarkContext): Promise<void> {
  const program = findRedis();
  if (program === null) throw new Error('bench transport needs redis-server or valkey-server.');
  const steps = context.number('steps', 50);
  const seconds = context.number('seconds', 2);
  const [mlp, , , cnn] = workloads as readonly [Workload, Workload, Workload, Workload];
  const traffic: readonly Traffic[] = [
    { name: 'CartPole', bytesPerStep: 4 * 4 + 16, source: vectors(), workload: mlp },
    { name: 'Atari frames', bytesPerStep: 84 * 84 + 16, source: pixels(1), workload: cnn },
  ];
  const server = await RedisServer.start({ program });
  const client = new Redis(server.url);
  try {
    const rows: Row[] = [];
    for (const each of traffic) {
      const bytes = each.bytesPerStep * steps;
      rows.push({
        of: each.name,
        'bytes of a block': bytes,
        ...(await measureBlocks(client, bytes, seconds)),
        'replay insert, µs a step': insertCost(each, seconds),
        ...learningCost(each.workload, seconds),
        ...(await weightsCost(client, each.workload, seconds)),
      });
    }
    context.report(`Costs in µs of CPU; blocks of ${steps} steps, ${READ_COUNT} a read`, rows);
  } finally {
    client.disconnect();
    await server.dispose();
  }
}

async function measureBlocks(client: Redis, bytes: number, seconds: number): Promise<Row> {
  const block = Buffer.alloc(bytes, 7);
  const most = Math.max(READ_COUNT * 4, Math.min(4096, Math.floor(MOST_BYTES / bytes)));
  const add = { redis: 0, own: 0, count: 0 };
  const read = { redis: 0, own: 0, count: 0 };
  const end = performance.now() + seconds * 1000;
  while (performance.now() < end) {
    await client.del('stream');
    await watch(client, add, most, async () => {
      for (let sent = 0; sent < most; sent += READ_COUNT) {
        // A few on their way at once, as of several actors.
        await Promise.all(
          Array.from({ length: READ_COUNT }, () => client.xadd('stream', '*', 'b', block)),
        );
      }
    });
    await watch(client, read, most, async () => {
      let last = '0';
      for (let taken = 0; taken < most;) {
        const found = await client.xreadBuffer('COUNT', READ_COUNT, 'STREAMS', 'stream', last);
        const entries = (found as [Buffer, [Buffer, Buffer[]][]][])[0]![1];
        taken += entries.length;
        last = String(entries.at(-1)![0]);
        await client.xtrim('stream', 'MINID', last);
      }
    });
  }
  const per = (cost: typeof add, whose: 'redis' | 'own'): number => cost[whose] / cost.count;
  return {
    'XADD, Redis': per(add, 'redis'),
    'XADD, actor': per(add, 'own'),
    'XREAD and XTRIM, Redis': per(read, 'redis'),
    'XREAD and XTRIM, learner': per(read, 'own'),
  };
}

function insertCost({ source, workload }: Traffic, seconds: number): number {
  const { actionSpace } = workloads[3]!.environment;
  const environment = { observationSpace: source.space, actionSpace };
  const capacity = workload === workloads[0] ? 100_000 : 20_000;
  const replay = new ReplayBuffer({ capacity, environment });
  const times: number[] = [];
  const end = performance.now() + seconds * 1000;
  while (performance.now() < end) {
    const [transition, stream] = source.next();
    const start = performance.now();
    replay.add(transition, stream);
    times.push((performance.now() - start) * 1000);
  }
  // The median: a pause for other work of the machine is no cost of a step.
  return quantile(times, 0.5);
}

function learningCost(workload: Workload, seconds: number): Row {
  const { environment, network: spec } = workload;
  const head = qHead({ double: false });
  const network = new QNetwork({ environment, network: spec, head, engine: simd() });
  const batch = randomBatch(workload);
  const agent = new DQNAgent({ environment, network: spec, engine: simd() });
  const observation = environment.observationSpace.sample(createRandom(1));
  const row = {
    update: cpuOf(seconds, () => network.update(batch)),
    act: cpuOf(seconds, () => agent.act(observation, { explore: false })),
  };
  agent.dispose();
  network.dispose();
  return row;
}

/** Microseconds of CPU that a call takes. */
function cpuOf(seconds: number, call: () => unknown): number {
  for (let warm = 0; warm < 20; warm++) call();
  let calls = 0;
  const start = process.cpuUsage();
  const end = performance.now() + seconds * 1000;
  for (; performance.now() < end; calls++) call();
  const used = process.cpuUsage(start);
  return (used.user + used.system) / calls;
}

import type { Redis } from 'ioredis';
import { keysOf } from '../../src/distributed/redis/keys.ts';
import { GUARDED, runScript } from '../../src/distributed/redis/learnerScripts.ts';
import { connectionOf } from '../../src/distributed/redis/redisClient.ts';
import { decodeWeights, encodeWeights } from '../../src/distributed/redis/weightsMessage.ts';
import { simd } from '../../src/engines/simd/simd.ts';
import { qHead } from '../../src/heads/qHead.ts';
import { fromTensors, toTensors } from '../../src/networks/weightTensors.ts';
import { QNetwork } from '../../src/qnetwork/qNetwork.ts';
import type { Row } from './table.ts';
import { watch, type Cost } from './watchRedis.ts';
import type { Workload } from './workloads.ts';

/** Publications and fetches between two looks at the CPU time of Redis, which counts in steps. */
const AT_ONCE = 20;
/** Fetches on their way at once, as of several actors. */
const IN_FLIGHT = 10;

/** What it costs to publish the weights of a network over Redis, and to fetch them. */
export async function weightsCost(
  client: Redis,
  { environment, network: spec }: Workload,
  seconds: number,
): Promise<Row> {
  const head = qHead({ double: false });
  const network = new QNetwork({ environment, network: spec, head, engine: simd() });
  const { architecture } = network;
  const connection = connectionOf(client);
  const keys = keysOf('weights');
  const publish: Cost = { redis: 0, own: 0, count: 0 };
  const fetch: Cost = { redis: 0, own: 0, count: 0 };
  const end = performance.now() + 2 * seconds * 1000;
  let version = 0;
  while (performance.now() < end) {
    await watch(client, publish, AT_ONCE, async () => {
      for (let sent = 0; sent < AT_ONCE; sent++) {
        version++;
        const values = fromTensors(architecture, await network.getWeights());
        const bytes = encodeWeights({ version, updates: 1, environmentSteps: 1, values });
        await runScript(connection, GUARDED, keys, ['', 'SET', keys.weights, bytes]);
      }
    });
    await watch(client, fetch, AT_ONCE, async () => {
      for (let taken = 0; taken < AT_ONCE; taken += IN_FLIGHT) {
        const replies = Array.from({ length: IN_FLIGHT }, async () => {
          const found = decodeWeights((await connection.send(['GET', keys.weights])) as Uint8Array);
          network.setWeights(toTensors(architecture, found!.values));
        });
        await Promise.all(replies);
      }
    });
  }
  network.dispose();
  return {
    'bytes of weights': 4 * architecture.parameterCount,
    'publish, Redis': publish.redis / publish.count,
    'publish, learner': publish.own / publish.count,
    'fetch, Redis': fetch.redis / fetch.count,
    'fetch, actor': fetch.own / fetch.count,
  };
}

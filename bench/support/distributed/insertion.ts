import { createClient } from 'redis';
import type { RedisServer } from '../../../scripts/support/redisServer.ts';
import { DQNAgent } from '../../../src/agents/dqnAgent.ts';
import { BlockWriter } from '../../../src/distributed/blocks/blockWriter.ts';
import { keysOf } from '../../../src/distributed/redis/keys.ts';
import { redisLearner } from '../../../src/distributed/redis/redisLearner.ts';
import type { RedisClient } from '../../../src/distributed/redis/redisClient.ts';
import { RemoteExperience } from '../../../src/distributed/remoteExperience.ts';
import { makeRunSpec } from '../../../src/distributed/runSpec.ts';
import { mlp } from '../../../src/networks/mlp.ts';
import type { EnvironmentSpaces } from '../../../src/protocol/environmentSpaces.ts';
import { Box } from '../../../src/spaces/box.ts';
import { Discrete } from '../../../src/spaces/discrete.ts';
import { train } from '../../../src/training/train.ts';
import type { Row } from '../table.ts';

const actionSpace = new Discrete(2);
const worlds: readonly {
  readonly of: string;
  readonly spaces: EnvironmentSpaces;
  readonly share: number;
  readonly target: number;
}[] = [
  {
    of: 'CartPole',
    spaces: { observationSpace: new Box({ low: -1, high: 1, shape: [4] }), actionSpace },
    ...{ share: 1, target: 200_000 },
  },
  {
    of: 'Atari frames',
    spaces: {
      observationSpace: new Box({ low: 0, high: 255, shape: [4, 84, 84], dtype: 'uint8' }),
      actionSpace,
    },
    ...{ share: 0.05, target: 1_500 },
  },
];

/** How fast a learner takes prepared blocks of 50 steps in. */
export async function measureInsertion(
  server: RedisServer,
  cartPoleSteps: number,
): Promise<readonly Row[]> {
  const client = await createClient({ url: server.url }).connect();
  try {
    const rows: Row[] = [];
    for (const { of, spaces, share, target } of worlds) {
      const steps = Math.max(500, Math.ceil((share * cartPoleSteps) / 50) * 50);
      const name = `insert-${rows.length}`;
      const measured = await insert(client, name, spaces, steps);
      rows.push({ of, steps, ...measured, asked: target });
    }
    return rows;
  } finally {
    client.destroy();
  }
}

function makeLearner(spaces: EnvironmentSpaces, capacity: number): DQNAgent {
  // What is learned from is not what is measured.
  const network = mlp({ hidden: [1] });
  return new DQNAgent({ environment: spaces, network, replay: { capacity }, train: 'never' });
}

/** Puts blocks into a stream, and times how long a learner takes to have them in its buffer. */
async function insert(
  client: RedisClient,
  name: string,
  spaces: EnvironmentSpaces,
  steps: number,
): Promise<{ readonly 'steps/s': number; readonly 'steps/CPU s': number }> {
  const agent = makeLearner(spaces, steps);
  const channel = redisLearner({ client, run: name, maxBlocks: 10 + steps / 50 });
  const settings = {
    blockSteps: 50,
    fetchEverySteps: 100,
    exploration: 'apex',
    about: {},
  } as const;
  const run = 'ab'.repeat(16);
  // The run has to be there before its learner: this one begins it, and is not heard of again.
  const first = redisLearner({ client, run: name });
  await first.open({
    spec: makeRunSpec(agent, run, settings),
    ...{ position: null, isResumed: false, blockBytes: 1_600 },
  });
  await first.close();
  const connection = client as unknown as {
    xAdd(key: string, id: string, fields: Record<string, Buffer>): Promise<unknown>;
  };
  for (const bytes of blocks(spaces, run, steps)) {
    await connection.xAdd(keysOf(name).experience, '*', { b: Buffer.from(bytes.buffer) });
  }
  const experience = new RemoteExperience({ agent, channel, acknowledge: 'applied' });
  const [began, cpu] = [performance.now(), process.cpuUsage()];
  await train(agent, experience, { environmentSteps: steps }).finish();
  const seconds = (performance.now() - began) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  await experience.close();
  agent.dispose();
  return { 'steps/s': steps / seconds, 'steps/CPU s': (1e6 * steps) / (user + system) };
}

function* blocks(
  spaces: EnvironmentSpaces,
  run: string,
  steps: number,
): Generator<Uint8Array<ArrayBuffer>> {
  const writer = new BlockWriter(spaces, { run, session: 'cd'.repeat(8), actor: 0 });
  const { observationSpace } = spaces;
  const size = observationSpace.kind === 'box' ? observationSpace.size : 1;
  const isBytes = observationSpace.kind === 'box' && observationSpace.dtype === 'uint8';
  const frame = size / 4;
  const next = (before: Float32Array | Uint8Array, step: number): Float32Array | Uint8Array => {
    if (!isBytes) return Float32Array.of(step / steps, 0.1, -step / steps, 0.2);
    const stack = new Uint8Array(size);
    stack.set(before.subarray(frame));
    for (let at = size - frame; at < size; at++) stack[at] = (at * 31 + step * 17) & 255;
    return stack;
  };
  let observation = next(isBytes ? new Uint8Array(size) : new Float32Array(size), 0);
  let length = 0;
  for (let step = 1, sequence = 0; step <= steps; step++) {
    const nextObservation = next(observation, step);
    const terminated = ++length === 200;
    const outcome = { action: step % 2, reward: 1, terminated, truncated: false };
    writer.add(
      { observation, nextObservation, ...outcome },
      terminated ? { return: length, length } : null,
    );
    if (terminated) length = 0;
    observation = nextObservation;
    if (step % 50 !== 0) continue;
    yield writer.finish({ sequence, version: 1, madeMs: Date.now(), priorities: null });
    sequence++;
  }
}

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RedisServer } from '../../../scripts/support/redisServer.ts';
import { DQNAgent } from '../../../src/agents/dqnAgent.ts';
import { RemoteExperience } from '../../../src/distributed/remoteExperience.ts';
import { makeEnvironment } from '../../../src/environments/makeEnvironment.ts';
import { mlp } from '../../../src/networks/mlp.ts';
import { train } from '../../../src/training/train.ts';
import { quantile } from '../measure.ts';
import type { Row } from '../table.ts';
import { machineMs } from './actorSetup.ts';
import { latencies, type Moment } from './latencies.ts';
import { openProcesses, openThreads, type FleetOf } from './openActors.ts';

/** What an actor acts in, and how it is connected. */
interface Case {
  readonly name: string;
  readonly transport: 'threads' | 'redis';
  readonly stepMs: number;
  readonly slowness: FleetOf['slowness'];
}

const cases: readonly Case[] = (['threads', 'redis'] as const).flatMap((transport) => [
  { name: 'CartPole', transport, stepMs: 0, slowness: 'computes' },
  { name: 'steps that compute 1 ms', transport, stepMs: 1, slowness: 'computes' },
  { name: 'steps that wait 1 ms', transport, stepMs: 1, slowness: 'sleeps' },
]);

/**
 * Milliseconds from when a learner that is at work publishes weights to when an actor takes its first
 * step with them, or with later ones.
 *
 * @param seconds - Of each case.
 */
export async function measurePublications(
  server: RedisServer,
  seconds: number,
): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const each of cases) {
    const found = await measure(server, each, seconds);
    rows.push({
      ...{ actor: each.name, by: each.transport, publications: found.length },
      'median ms': quantile(found, 0.5),
      'p99 ms': quantile(found, 0.99),
      'largest ms': quantile(found, 1),
      'asked ms': 50,
    });
  }
  return rows;
}

async function measure(server: RedisServer, each: Case, seconds: number): Promise<number[]> {
  const folder = mkdtempSync(join(tmpdir(), 'deepq-bench-'));
  const uses = join(folder, 'uses.json');
  const { transport, stepMs, slowness } = each;
  const fleet: FleetOf = {
    ...{ id: 'CartPole-v1', usesPreset: false, stepMs, slowness },
    ...{ actors: 1, seed: 1, uses },
  };
  const actors = await (transport === 'threads'
    ? openThreads(fleet)
    : openProcesses(server, fleet));
  const published: Moment[] = [];
  const { channel } = actors;
  const publish = channel.publish.bind(channel);
  channel.publish = (weights) => {
    published.push([weights.version, machineMs()]);
    publish(weights);
  };
  const agent = new DQNAgent({
    ...{ environment: makeEnvironment('CartPole-v1'), network: mlp({ hidden: [64, 64] }) },
    ...{ batchSize: 32, learningStarts: 200, seed: 1, replay: { capacity: 100_000 } },
    train: { everyEnvironmentSteps: 4, updates: 1 },
  });
  const experience = new RemoteExperience({ agent, channel, acknowledge: 'applied' });
  const training = train(agent, experience, { environmentSteps: 1e12 });
  let until = Infinity;
  for await (const event of training) {
    // From the first update on: threads and processes take their time to start.
    if (event.type === 'updates' && until === Infinity) until = performance.now() + 1000 * seconds;
    if (performance.now() >= until) break;
  }
  await experience.finish();
  await actors.close();
  agent.dispose();
  const found = JSON.parse(readFileSync(uses, 'utf8')) as Moment[];
  rmSync(folder, { recursive: true });
  return latencies(published, found);
}

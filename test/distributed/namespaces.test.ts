import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createClient } from 'redis';
import { afterEach, expect, test, vi } from 'vitest';
import { redisLearner, RemoteExperience } from '../../src/distributed.ts';
import { DQNAgent, mlp, train, type State } from '../../src/index.ts';
import { describeWithNamespaces, OtherHost } from '../support/namespaces.ts';
import { describeWithRedis, startRedis } from '../support/redis.ts';
import { missingOf, Numbered, stepsBy } from './numbered.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const WHO = 5;
const soon = { timeout: 30_000, interval: 5 };

/** An actor on another host. */
function startActor(host: OtherHost, folder: string, url: string): ChildProcess {
  const actor = fileURLToPath(new URL('killActor.ts', import.meta.url));
  const node = [process.execPath, '--import', 'tsx', actor, folder, url, String(WHO)];
  const [command, ...args] = [...host.wrapper, ...node] as [string, ...string[]];
  const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  closing.push(() => child.kill('SIGKILL'));
  return child;
}

describeWithRedis('over a real Redis', () => {
  describeWithNamespaces('with an actor on another host', () => {
    test('it is cut off twice and joined again: nothing is missing, nothing is there twice', async () => {
      const host = new OtherHost();
      closing.push(() => host.dispose());
      const folder = mkdtempSync(join(tmpdir(), 'deepq-hosts-'));
      closing.push(() => rmSync(folder, { recursive: true }));
      const server = await startRedis({ bind: [host.here, '127.0.0.1'] });
      closing.push(() => server.dispose());
      const client = createClient({ url: server.url });
      await client.connect();
      closing.push(() => client.destroy());
      const actor = startActor(host, folder, server.url);
      const agent = new DQNAgent({
        environment: new Numbered(0),
        ...{ network: mlp({ hidden: [4] }), learningStarts: 50, seed: 1 },
        replay: { capacity: 100_000 },
        train: { replayRatio: 0.05 },
      });
      closing.push(() => agent.dispose());
      const channel = redisLearner({ client, run: 'kill' });
      const options = { blockSteps: 10, acknowledge: 'applied' } as const;
      const experience = new RemoteExperience({ agent, channel, ...options });
      const training = train(agent, experience, { environmentSteps: Infinity });
      const ended = (async () => {
        for await (const event of training) if (event.type === 'end') return event.reason;
        return null;
      })();
      const learnsOn = (): Promise<boolean> => {
        const from = agent.environmentSteps;
        return vi.waitUntil(() => agent.environmentSteps >= from + 100, soon);
      };
      /** Connections of Redis that come from the other host. */
      const connections = async (): Promise<readonly string[]> => {
        const lines = (await client.sendCommand<string>(['CLIENT', 'LIST'])).split('\n');
        return lines.filter((line) => line.includes(` addr=${host.there}:`));
      };
      await learnsOn();

      // For a moment: the connection outlives it.
      host.cut();
      expect(await connections()).toHaveLength(1);
      host.join();
      await learnsOn();

      // For so long that the server has given its connection up, of which nobody tells the actor.
      host.cut();
      const [line = ''] = await connections();
      const id = / ?id=(\d+)/.exec(line)?.[1] ?? '';
      expect(await client.sendCommand(['CLIENT', 'KILL', 'ID', id])).toBe(1);
      const atCut = agent.environmentSteps;
      expect(await connections()).toEqual([]);
      host.join();
      await learnsOn();
      expect(await connections()).toHaveLength(1);
      expect(agent.environmentSteps).toBeGreaterThan(atCut);

      training.stop();
      expect(await ended).toBe('stopped');
      await experience.finish();
      expect(actor.exitCode ?? (await once(actor, 'exit'))[0]).toBe(0);
      const { storage } = agent.replay.getState() as { storage: State };
      const { observations } = storage as unknown as { observations: { data: Float32Array } };
      const found = stepsBy(observations.data.subarray(0, 3 * agent.replay.size));
      expect([...found.keys()]).toEqual([WHO]);
      expect(missingOf(found.get(WHO)!)).toEqual([]);
      const { missing, dropped } = experience.statistics!;
      const { duplicate: _, ...others } = dropped;
      expect({ missing, ...others }).toEqual(
        Object.fromEntries(['missing', ...Object.keys(others)].map((name) => [name, 0])),
      );
      // What it was told to be sent is there, but for what waits for a learner that goes on.
      const sent = readFileSync(join(folder, `sent-${WHO}`), 'utf8')
        .trim()
        .split('\n');
      expect(Number(sent.at(-1))).toBeGreaterThanOrEqual(found.get(WHO)!.length - 10);
    }, 60_000);
  });
});

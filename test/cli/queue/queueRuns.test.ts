import { Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { PREFIX } from '../../../src/cli/queue/openQueue.ts';
import { QueueRuns } from '../../../src/cli/queue/queueRuns.ts';
import { describeWithRedis, startRedis } from '../../support/redis.ts';

/** Results of other sweeps in the same queue. */
const OTHERS = 150;

describeWithRedis('runs by a queue of a real Redis', () => {
  test('results of other sweeps stay where they are, and are not read', async () => {
    const server = await startRedis();
    onTestFinished(() => server.dispose());
    const folder = mkdtempSync(join(tmpdir(), 'deepq-queue-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const connection = new Redis(server.url, { maxRetriesPerRequest: null });
    onTestFinished(() => connection.disconnect());
    const queue = new Queue('trials', { connection, prefix: PREFIX });
    const result = { score: 7, worker: 'here', files: {} };
    await queue.addBulk(
      Array.from({ length: OTHERS }, (_, index) => ({
        ...{ name: 'trial', data: {}, opts: { jobId: `other-${index}` } },
      })),
    );
    const worker = new Worker('trials', async () => result, { connection, prefix: PREFIX });
    onTestFinished(() => worker.close());
    while ((await queue.getCompletedCount()) < OTHERS) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    const readsOf = async (): Promise<number> =>
      Number(/cmdstat_hgetall:calls=(\d+)/.exec(await connection.info('commandstats'))?.[1] ?? 0);
    const before = await readsOf();
    const said: string[] = [];
    const runs = new QueueRuns({
      ...{ queue, folder, id: 'own', attempts: 1, patience: 60_000 },
      say: (line) => void said.push(line),
    });
    const run = {
      ...{ trial: 0, seed: 1, environment: 'CartPole-v1', preset: null, steps: 10 },
      ...{ until: 5, settings: {} },
    };
    const ended: unknown[] = [];
    await runs.play([run], (which, score) => ended.push([which.trial, score]));
    expect(ended).toEqual([[0, 7]]);
    expect(said).toHaveLength(1);
    expect((await readsOf()) - before).toBeLessThan(OTHERS);
    expect(await queue.getCompletedCount()).toBe(OTHERS);
  });
});

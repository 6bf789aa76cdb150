import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { createClient } from 'redis';
import { afterAll, expect, test } from 'vitest';
import { createRandom } from '../../src/index.ts';
import { describeWithRedis, startRedis } from '../support/redis.ts';
import { builtProgram } from '../support/builtProgram.ts';

const folder = mkdtempSync(join(tmpdir(), 'deepq-kill-distributed-'));
const children = new Set<ChildProcess>();
afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

const kills = Number(process.env['DEEPQ_KILL_DISTRIBUTED'] ?? 4);
const random = createRandom(Number(process.env['DEEPQ_KILL_SEED'] ?? 1));
let output = '';

const programs = {
  'killActor.ts': builtProgram(new URL('killActor.ts', import.meta.url)),
  'killLearner.ts': builtProgram(new URL('killLearner.ts', import.meta.url)),
};

function start(file: keyof typeof programs, ...words: readonly string[]): ChildProcess {
  const path = programs[file];
  const child = spawn(process.execPath, [path, folder, ...words], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (data: Buffer) => (output += String(data)));
  }
  children.add(child);
  child.on('close', () => children.delete(child));
  return child;
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const closed = once(child, 'close');
  child.kill(signal);
  await closed;
}

describeWithRedis('killed at random moments', () => {
  test(
    `${kills} kills of learner, actors and Redis: no step twice, and none lost that was sent`,
    async () => {
      const redis = await startRedis({ appendOnly: true, appendFsync: 'always' });
      let who = 0;
      const startActor = (): ChildProcess => start('killActor.ts', redis.url, String(++who));
      let learner = start('killLearner.ts', redis.url);
      const actors = [startActor(), startActor()];
      const counts = { learner: 0, actor: 0, redis: 0 };
      const told = (): boolean => readdirSync(folder).some((name) => name.startsWith('sent-'));
      while (!told()) await wait(50);
      // Each of the three at least once, then whichever comes.
      const all = ['learner', 'actor', 'redis'] as const;
      for (let kill = 0; kill < kills; kill++) {
        await wait(500 + random.integer(1_500));
        const target = all[kill < 3 ? kill : random.integer(3)]!;
        counts[target]++;
        if (target === 'redis') {
          await redis.kill();
          await wait(random.integer(1_000));
          await redis.restart();
        } else if (target === 'learner') {
          await end(learner, 'SIGKILL');
          await wait(random.integer(500));
          learner = start('killLearner.ts', redis.url);
        } else {
          const which = random.integer(2);
          await end(actors[which]!, 'SIGKILL');
          actors[which] = startActor();
        }
      }
      await wait(3_000);
      for (const actor of actors) await end(actor, 'SIGTERM');
      const client = createClient({ url: redis.url });
      client.on('error', () => undefined);
      await client.connect();
      const control = 'deepq:{kill}:control';
      for (let quiet = 0; quiet < 10;) {
        await wait(200);
        if (learner.exitCode !== null) throw new Error(`The learner has ended: ${output}`);
        quiet = Number(await client.hGet(control, 'queued')) <= 0 ? quiet + 1 : 0;
      }
      client.destroy();
      writeFileSync(join(folder, 'stop'), '');
      if (learner.exitCode === null) await once(learner, 'close');
      await redis.dispose();
      expect(existsSync(join(folder, 'result.json')), output).toBe(true);
      const result = JSON.parse(readFileSync(join(folder, 'result.json'), 'utf8')) as {
        readonly steps: number;
        readonly actors: readonly { who: number; next: number; missing: readonly number[] }[];
      };
      console.log(JSON.stringify({ counts, actors: who, steps: result.steps }));
      const learned = new Map(result.actors.map((one) => [one.who, one]));
      expect(result.actors.reduce((sum, { next }) => sum + next, 0)).toBe(result.steps);
      for (const { missing } of result.actors) expect(missing).toEqual([]);
      for (let actor = 1; actor <= who; actor++) {
        const path = join(folder, `sent-${actor}`);
        const lines = existsSync(path) ? readFileSync(path, 'utf8').trim().split('\n') : ['0'];
        const sent = Number(lines.at(-1));
        // A block may have arrived, and its actor been killed before it wrote that down.
        expect(learned.get(actor)?.next ?? 0, `of actor ${actor}`).toBeGreaterThanOrEqual(sent);
        expect(learned.get(actor)?.next ?? 0).toBeLessThanOrEqual(sent + 10);
      }
    },
    60_000 + 20_000 * kills,
  );
});

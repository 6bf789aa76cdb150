import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from 'redis';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CalledCommand } from '../support/calledCommand.ts';
import { describeWithRedis, startRedis, type RedisServer } from '../support/redis.ts';

const PASSWORD = 's3cret-w0rd';

describeWithRedis('learner, actor and status over Redis', () => {
  let redis: RedisServer;
  const folder = mkdtempSync(join(tmpdir(), 'deepq-cli-distributed-'));
  const all: CalledCommand[] = [];
  const deepq = (...words: readonly string[]): CalledCommand => {
    const called = new CalledCommand(folder, words, { DEEPQ_REDIS: redis.url });
    all.push(called);
    return called;
  };

  beforeAll(async () => {
    redis = await startRedis({ password: PASSWORD });
  });
  afterAll(async () => {
    await Promise.all(all.map((called) => called.kill()));
    await redis.dispose();
    rmSync(folder, { recursive: true, force: true });
  });

  const small = ['--preset', 'none', '--set', 'hidden=8', '--set', 'learningStarts=50'];
  const learner = (steps: number): CalledCommand =>
    deepq(
      ...['learner', 'CartPole-v1', '--run', 'one', '--steps', String(steps), ...small],
      ...['--samples-per-insert', '1', '--block-steps', '10', '--fetch-every', '20'],
    );

  test('from an actor that waits for its learner to the end of the run', async () => {
    const [unknown, actors] = [deepq('status', '--run', 'one'), deepq('actor', '--run', 'one')];
    expect(await unknown.ended).toBe(1);
    expect(unknown.said()).toMatch(/There is no run one at redis:\/\/127\.0\.0\.1:\d+\.\n$/);
    await actors.says(/There is no learner of one yet; waiting for npx deepq learner/);
    const first = learner(1e9);
    await actors.says(/Actor 0 of 1 acts in CartPole-v1 for one at redis:\/\/127\.0\.0\.1:\d+/);
    // Both have told how they are doing before status is asked.
    let said = '';
    while (!/learner: [1-9]\d* steps/.test(said) || !/actors: 1\n/.test(said)) {
      const status = deepq('status', '--run', 'one');
      expect(await status.ended).toBe(0);
      said = status.said();
    }
    expect(said).toMatch(/^one: running\nblocks: \d+ wait to be learned from, \d+ are kept\n/);
    expect(said).toMatch(
      /weights: version \d+; the last block was \d+ versions and [\d.]+ s behind/,
    );
    expect(said).toMatch(/dropped: none; missing: 0\n/);
    expect(said).toMatch(/actor +steps +steps\/s +weights +waited s\n0 +\d+ +\d+ +\d+ +[\d.]+\n/);
    // Stopped, it writes a checkpoint, and its actor waits.
    first.child.kill('SIGINT');
    expect(await first.ended).toBe(130);
    expect(actors.child.exitCode).toBe(null);
    const config = JSON.parse(readFileSync(join(folder, 'runs/one/config.json'), 'utf8')) as {
      readonly about: object;
    };
    expect(config.about).toMatchObject({ learner: 'one', environment: { id: 'CartPole-v1' } });
    // Another folder's learner would take a run over that is not its own.
    const other = deepq('learner', 'CartPole-v1', '--run', 'one', '--folder', 'other', ...small);
    expect(await other.ended).toBe(1);
    expect(other.said()).toMatch(
      /Redis holds a run under this name that is over, or has a checkpo/,
    );
    // Options of the command are named, and not those of the library.
    const different = deepq('learner', 'CartPole-v1', '--run', 'one', ...small, '--seed', '2');
    expect(await different.ended).toBe(1);
    expect(different.said()).toMatch(/other settings: .*; a new run needs another --folder, and/);
    expect(different.said()).not.toMatch(/newSettings/);
    // The same command goes on where it stood.
    const second = learner(1e9);
    await second.says(/runs\/one, from step [\d,]+\n/);
    const from = Number(/from step ([\d,]+)/.exec(second.said())![1]!.replaceAll(',', ''));
    expect(from).toBeGreaterThan(0);
    // It has learned something more, and so listens to signals by now.
    for (let steps = 0; steps <= from;) {
      const status = deepq('status', '--run', 'one');
      expect(await status.ended).toBe(0);
      steps = Number(/learner: (\d+) steps/.exec(status.said())![1]);
    }
    second.child.kill('SIGINT');
    expect(await second.ended, second.said()).toBe(130);
    actors.child.kill('SIGTERM');
    expect(await actors.ended).toBe(0);
    expect(actors.said()).toMatch(/\n\d+ steps in \d+ episodes, \d+ blocks sent\.\n$/);
  }, 120_000);

  test('at the end of the run its actors stop', async () => {
    const actors = deepq('actor', '--run', 'two', '--copies', '2');
    const learning = deepq('learner', 'CartPole-v1', '--run', 'two', '--steps', '300', ...small);
    expect(await learning.ended, learning.said()).toBe(0);
    expect(learning.said()).toMatch(/Done/);
    expect(await actors.ended, actors.said()).toBe(0);
    // One that has started late finds the run over.
    const over = /(?:blocks sent|The run two is over)\.$/;
    const ends = actors
      .said()
      .split('\n')
      .filter((line) => over.test(line));
    expect(ends.map((line) => line.slice(0, 8)).sort()).toEqual(['actor 0:', 'actor 1:']);
    const status = deepq('status', '--run', 'two');
    expect(await status.ended).toBe(0);
    expect(status.said()).toMatch(/^two: over\n/);
    const late = deepq('actor', '--run', 'two');
    expect(await late.ended).toBe(0);
    expect(late.said()).toBe('The run two is over.\n');
  }, 120_000);

  test('without the name of a run, status lists those there are', async () => {
    const server = await startRedis({ password: PASSWORD });
    const client = createClient({ url: server.url });
    await client.connect();
    try {
      const list = async (): Promise<string> => {
        const status = deepq('status', '--redis', server.url);
        expect(await status.ended, status.said()).toBe(0);
        return status.said();
      };
      expect(await list()).toMatch(/^There is no run at redis:\/\/127\.0\.0\.1:\d+\.\n$/);
      const [now] = (await client.sendCommand<string[]>(['TIME'])) as [string];
      const told = (facts: object, seconds: number): string =>
        JSON.stringify({ ...facts, secondsSince1970: Number(now) - seconds });
      // Enough other keys for the server to need several steps.
      const others = Array.from({ length: 3_000 }, (_, at): [string, string] => [`x${at}`, '']);
      await client.mSet(others);
      await client.hSet('deepq:{b-2}:control', { run: 'r', state: 'running' });
      await client.set('deepq:{b-2}:learner', told({ environmentSteps: 1234 }, 700));
      await client.hSet('deepq:{b-2}:actors', { s: told({ actor: 0 }, 0), t: told({}, 60) });
      await client.hSet('deepq:{a:1}:control', { run: 'r', state: 'finished' });
      // None of these is a run.
      await client.hSet('deepq:{no name}:control', { run: 'r' });
      await client.hSet('deepq:{a:1}:sent', { s: '1' });
      await client.set('deepq:{foreign}:control', 'text');
      const lines = (await list()).split('\n').map((line) => line.trim().split(/ {2,}/));
      expect(lines).toEqual([
        ['run', 'state', 'steps', 'actors', 'learner was heard of'],
        ['a:1', 'over', '-', '0', '-'],
        ['b-2', 'running', '1234', '1', expect.stringMatching(/^7\d\d s ago$/)],
        [''],
      ]);
    } finally {
      client.destroy();
      await server.dispose();
    }
  }, 60_000);

  test('an actor that waits ends when it is told to', async () => {
    const actor = deepq('actor', '--run', 'nobody');
    await actor.says(/There is no learner of nobody yet/);
    actor.child.kill('SIGTERM');
    expect(await actor.ended).toBe(0);
  }, 60_000);

  test('what is wrong about their words is told', async () => {
    const wrong: readonly (readonly [readonly string[], RegExp])[] = [
      [['learner', '--run', 'x'], /ENV is missing/],
      [['learner', 'CartPole-v1'], /--run NAME is needed/],
      [['learner', 'CartPole-v1', '--run', 'a b'], /--run NAME is needed/],
      [['learner', 'CartPole-v1', '--run', 'x', '--samples-per-insert', '0'], /number above 0/],
      [
        ['learner', 'CartPole-v1', '--run', 'x', '--samples-per-insert', 'Infinity'],
        /--samples-per-insert needs a finite number above 0; received 'Infinity'/,
      ],
      [['actor', '--run', 'x', '--copies', '3', '--of', '2'], /--of must be at .* 3; received 2/],
      [['status', '--run', 'x', '--redis', 'localhost'], /must be an URL such as redis:/],
    ];
    const called = wrong.map(([words]) => deepq(...words));
    expect(await Promise.all(called.map((one) => one.ended))).toEqual(wrong.map(() => 2));
    called.forEach((one, index) => {
      expect(one.said()).toMatch(wrong[index]![1]);
    });
  }, 60_000);

  test('a key of another program under the name of the run is told', async () => {
    const client = createClient({ url: redis.url });
    await client.connect();
    await client.set('deepq:{foreign}:control', 'text');
    client.destroy();
    const status = deepq('status', '--run', 'foreign');
    expect(await status.ended).toBe(1);
    expect(status.said()).toMatch(
      /^Redis refuses a command: WRONGTYPE .* another name for the run\n$/,
    );
  }, 60_000);

  test('a Redis that is not there is told at once, and a database that it has not', async () => {
    // Port 1 answers nobody.
    const absent = deepq('status', '--run', 'x', '--redis', 'redis://:s3cret-w0rd@127.0.0.1:1');
    await absent.says(/127\.0\.0\.1:1 cannot be reached \(ECONNREFUSED\); trying again for 30 s\./);
    await absent.kill();
    const beyond = deepq('status', '--run', 'x', '--redis', `${redis.url}/99`);
    expect(await beyond.ended).toBe(1);
    expect(beyond.said()).toMatch(/^Redis at redis:\/\/127[\d.:]+ has no database 99; the number/);
    const sweep = deepq('worker', '--redis', `${redis.url}/99`);
    expect(await sweep.ended).toBe(1);
    expect(sweep.said()).toMatch(/has no database 99/);
  }, 60_000);

  test('an actor tells at once that Redis is away, and that it is there again', async () => {
    const server = await startRedis({ password: PASSWORD });
    try {
      const actor = deepq('actor', '--run', 'away', '--redis', server.url);
      await actor.says(/There is no learner of away yet/);
      await server.kill();
      await actor.says(/Redis cannot be used \([^)]+\); trying again\.\n/);
      await server.restart();
      await actor.says(/Redis can be used again\.\n/);
      await actor.kill();
    } finally {
      await server.dispose();
    }
  }, 60_000);

  test('a learner that is done says that it waits for Redis, and ends by a signal', async () => {
    const server = await startRedis({ password: PASSWORD });
    const client = createClient({ url: server.url });
    await client.connect();
    try {
      const words = ['--run', 'late', '--redis', server.url];
      const again = (): CalledCommand =>
        deepq('learner', 'CartPole-v1', ...words, '--steps', '300', ...small);
      const actor = deepq('actor', ...words);
      const first = again();
      expect(await first.ended, first.said()).toBe(0);
      expect(await actor.ended, actor.said()).toBe(0);
      // It lets clients connect, and answers nothing that may write.
      await client.sendCommand(['CLIENT', 'PAUSE', '600000', 'WRITE']);
      for (const [signal, code] of [
        ['SIGINT', 130],
        ['SIGTERM', 143],
      ] as const) {
        // There is nothing left to learn, but to tell actors that the run is over.
        const learner = again();
        await learner.says(
          /The run is saved\. Redis at redis:\/\/127[^ ]+ does not answer: actors/,
        );
        expect(learner.child.exitCode).toBe(null);
        expect(await learner.kill(signal)).toBe(code);
        expect(learner.said()).toMatch(/Ended before the actors were told .* same command tells/);
      }
      await client.sendCommand(['CLIENT', 'UNPAUSE']);
      const last = again();
      expect(await last.ended, last.said()).toBe(0);
      expect(last.said()).not.toMatch(/does not answer/);
    } finally {
      client.destroy();
      await server.dispose();
    }
  }, 120_000);

  test('nothing that any of them says has the password in it', () => {
    for (const called of all) expect(called.said()).not.toContain(PASSWORD);
  });
});

import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { CalledCommand } from '../../support/calledCommand.ts';
import { describeWithRedis, startRedis, type RedisServer } from '../../support/redis.ts';

const PASSWORD = 's3cret-w0rd';

const sweep = {
  environment: 'CartPole-v1',
  preset: 'none',
  steps: 3000,
  settings: { batchSize: [8, 16, 32], learningStarts: [100], hidden: ['8'] },
  seeds: 2,
  keep: 0.5,
  rungs: [0.3],
};

describeWithRedis('trials over Redis', () => {
  let redis: RedisServer;
  const folder = mkdtempSync(join(tmpdir(), 'deepq-trials-'));
  const alive: CalledCommand[] = [];
  const call = (words: readonly string[], variables?: NodeJS.ProcessEnv): CalledCommand => {
    const called = new CalledCommand(folder, words, variables);
    alive.push(called);
    return called;
  };
  const worker = (...words: readonly string[]): CalledCommand =>
    call(['worker', '--patience', '2', ...words], { DEEPQ_REDIS: redis.url });
  const journal = (name: string): string[] =>
    readFileSync(join(folder, name, 'journal.jsonl'), 'utf8')
      .trimEnd()
      .split('\n');
  /** The table and the journal of the sweep on one machine. */
  let expected: { readonly table: string; readonly journal: readonly string[] };

  beforeAll(async () => {
    redis = await startRedis({ password: PASSWORD, appendOnly: true, appendFsync: 'always' });
    for (const name of ['alone', 'both', 'shared', 'restarted', 'coordinator']) {
      writeFileSync(join(folder, `${name}.json`), JSON.stringify(sweep));
    }
    const alone = call(['sweep', 'alone.json', '--jobs', '2']);
    expect(await alone.ended).toBe(0);
    expected = { table: alone.out, journal: journal('sweeps/alone').sort() };
  }, 180_000);

  afterEach(async () => {
    await Promise.all(alive.splice(0).map((called) => called.kill()));
  });

  afterAll(async () => {
    await redis.dispose();
    rmSync(folder, { recursive: true, force: true });
  });

  const expectSameReport = (coordinator: CalledCommand, name: string): void => {
    expect(coordinator.out).toBe(expected.table);
    expect(journal(`sweeps/${name}`).sort()).toEqual(expected.journal);
  };

  test('the sweep on one machine has stopped trials at the rung, and after the first seed', () => {
    const lines = expected.journal.map((line) => JSON.parse(line) as Record<string, unknown>);
    // Three to the rung of 900 steps, two of them whole, and the best one with another seed.
    const rungs = lines.filter(({ until }) => until === 900);
    const seeds = lines.filter(({ until }) => until === undefined).map(({ seed }) => seed);
    expect([rungs.length, seeds]).toEqual([3, expect.arrayContaining([1, 1, 2])]);
    expect(seeds).toHaveLength(3);
    expect(expected.table).toMatch(/^trial .* mean return +steps +seeds +lowest to highest\n/);
    expect(expected.table.trimEnd().split('\n').at(-1)).toMatch(/ 900 +0$/);
  });

  test('a worker that was killed: another plays its trial again; the report is the same', async () => {
    const coordinator = call(['sweep', 'both.json', '--redis', 'env'], { DEEPQ_REDIS: redis.url });
    const first = worker('--out', 'first');
    await first.says(/trial \d, seed 1: .*1[0-9] ?%|trial \d, seed 1: .*CartPole-v1, seed 1/);
    await first.kill();
    const second = worker('--out', 'second');
    expect(await coordinator.ended).toBe(0);
    await second.says(/was left by its worker/);
    expectSameReport(coordinator, 'both');
    // The folders of whole runs are here as well, for a comparison.
    const compared = call(['compare', 'sweeps/both']);
    expect(await compared.ended).toBe(0);
    expect(compared.out).toContain('interquartile mean');
    expect(await second.kill('SIGTERM')).toBe(0);
    for (const { out, errors } of [coordinator, first, second]) {
      expect(out + errors).not.toContain(PASSWORD);
    }
    expectNoPassword(folder);
  }, 180_000);

  test('on a disk that all share, the trial goes on from its checkpoint', async () => {
    const coordinator = call(['sweep', 'shared.json', '--redis', redis.url]);
    const first = worker();
    // Behind the rung: the whole runs of the two that are left.
    await coordinator.says(/(.* after 900 steps[^]*){3}/);
    await first.says(/, from step 900/);
    await first.kill();
    const second = worker('--jobs', '2');
    expect(await coordinator.ended).toBe(0);
    await second.says(/trial \d, seed 1: .*, from step [\d,]+\n/);
    expectSameReport(coordinator, 'shared');
  }, 180_000);

  test('Redis is killed and started again: both sides wait, and go on', async () => {
    const coordinator = call(['sweep', 'restarted.json', '--redis', redis.url]);
    const both = [worker('--out', 'third'), worker('--out', 'fourth')];
    await coordinator.says(/trial \d, seed 1: [\d.]+ after/);
    await redis.kill();
    await coordinator.says(/is away; waiting/);
    await new Promise((settle) => setTimeout(settle, 1500));
    await redis.restart();
    expect(await coordinator.ended).toBe(0);
    expectSameReport(coordinator, 'restarted');
    expect(coordinator.errors).toContain('is there again');
    for (const each of both) await each.says(/is there again/);
  }, 180_000);

  test('a Redis that has forgotten everything is given the open runs again', async () => {
    rmSync(join(folder, 'sweeps/restarted'), { recursive: true });
    const coordinator = call(['sweep', 'restarted.json', '--redis', redis.url]);
    await coordinator.says(/The runs are in the queue/);
    await new Promise((settle) => setTimeout(settle, 1500));
    await redis.kill();
    rmSync(join(redis.folder, 'appendonlydir'), { recursive: true, force: true });
    await redis.restart();
    worker('--out', 'fifth', '--jobs', '2');
    expect(await coordinator.ended).toBe(0);
    expectSameReport(coordinator, 'restarted');
  }, 180_000);

  test('a coordinator that was killed collects what workers have made without it', async () => {
    const words = ['sweep', 'coordinator.json', '--redis', redis.url];
    const killed = call(words);
    await killed.says(/The runs are in the queue/);
    await new Promise((settle) => setTimeout(settle, 1000));
    await killed.kill();
    const alone = worker('--out', 'sixth', '--jobs', '2');
    await alone.says(/(seed 1: Stopped at[^]*){3}/);
    const again = call(words);
    expect(await again.ended).toBe(0);
    expectSameReport(again, 'coordinator');
    // Each of the three was played once.
    expect(alone.errors.match(/Stopped at 900 steps/g)).toHaveLength(3);
  }, 180_000);

  test('a trial that fails is tried again, told, and counts as none', async () => {
    // Each value suits the first ones of the others, and is not refused before anything is played.
    const settings = { head: ['c51'], 'head.options.min': [0, 20], 'head.options.max': [30, 10] };
    const failing = { ...sweep, settings, steps: 200, seeds: 1, rungs: [] };
    writeFileSync(join(folder, 'failing.json'), JSON.stringify(failing));
    const given = ['--redis', redis.url, '--queue', 'other', '--attempts', '2'];
    const coordinator = call(['sweep', 'failing.json', ...given]);
    const busy = worker('--queue', 'other', '--out', 'seventh', '--idle', '4');
    expect(await coordinator.ended).toBe(0);
    expect(coordinator.errors).toMatch(/trial 3, seed 1: failed: code 1: .*must be below max/);
    expect(coordinator.out).toMatch(/\n3 +c51 +20 +10 +none/);
    expect(busy.errors.match(/trial 3, seed 1: .*must be below max/g)).toHaveLength(2);
    expect(await busy.ended).toBe(0);
  }, 120_000);

  test('a queue that no sweep has made yet is told, with those that there are', async () => {
    const waiting = worker('--queue', 'trails');
    await waiting.says(/There is no queue trails at redis:.* \(there are: other, trials\)/);
    expect(await waiting.kill('SIGINT')).toBe(130);
  }, 60_000);

  test('what is wrong is told in plain words, and never with the password', async () => {
    const { host, port } = redis;
    const mistakes: readonly (readonly [readonly string[], number, string])[] = [
      [['worker'], 2, '--redis URL is missing'],
      [['sweep', 'alone.json', '--redis', 'env'], 2, 'DEEPQ_REDIS, which is not set'],
      [['worker', '--redis', `http://:${PASSWORD}@${host}`], 2, 'must be an URL such as'],
      [['worker', '--redis', `redis://:${PASSWORD}@127.0.0.1:1`], 1, 'no Redis at redis://127.0'],
      [['worker', '--redis', `redis://:no-${PASSWORD}@${host}:${port}`], 1, 'refuses the name or'],
      [['worker', '--redis', `redis://${host}:${port}`], 1, 'refuses the name or the password'],
      [['worker', '--redis', redis.url, '--queue', 'a:b'], 2, '--queue must be a name'],
      [['worker', '--redis', redis.url, '--jobs', '0'], 2, '--jobs needs a whole number'],
      [['sweep', 'both.json', '--queue', 'a'], 2, '--queue is for a sweep with --redis'],
      [['sweep', 'both.json', '--redis', redis.url, '--jobs', '2'], 2, '--jobs is for npx deepq'],
      [['sweep', 'alone.json', '--redis', 'localhost:6379'], 2, 'must be an URL such as'],
    ];
    for (let index = 0; index < mistakes.length; index += 4) {
      const some = mistakes.slice(index, index + 4);
      const called = some.map(([words]) => call(words));
      const codes = await Promise.all(called.map(({ ended }) => ended));
      for (const [at, [words, code, text]] of some.entries()) {
        const { out, errors } = called[at]!;
        expect([words, codes[at], errors]).toEqual([words, code, expect.stringContaining(text)]);
        expect(out + errors).not.toContain(PASSWORD);
        expect(errors).not.toMatch(/^ {4}at /m);
      }
    }
  }, 120_000);
});

/** In no file that workers and sweeps have written. */
function expectNoPassword(folder: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    const path = join(entry.parentPath, entry.name);
    if (!entry.isFile() || !existsSync(path)) continue;
    if (readFileSync(path).includes(PASSWORD)) throw new Error(`${path} holds the password`);
  }
}

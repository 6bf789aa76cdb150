import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CalledCommand } from '../support/calledCommand.ts';
import { makeCertificates, type Certificates } from '../support/certificates.ts';
import { describeWithTls, startRedis, type RedisServer } from '../support/redis.ts';

const PASSWORD = 's3cret-w0rd';

describeWithTls('the command line over Redis with TLS', () => {
  const folder = mkdtempSync(join(tmpdir(), 'deepq-tls-'));
  const all: CalledCommand[] = [];
  let redis: RedisServer;
  let good: Certificates;
  let other: Certificates;

  /** @param host - Its certificate is for localhost. */
  const deepq = (ca: string, host: string, ...words: readonly string[]): CalledCommand => {
    const url = redis.url.replace('127.0.0.1', host);
    const called = new CalledCommand(folder, words, { DEEPQ_REDIS: url, NODE_EXTRA_CA_CERTS: ca });
    all.push(called);
    return called;
  };

  beforeAll(async () => {
    good = makeCertificates(join(folder, 'good'));
    other = makeCertificates(join(folder, 'other'));
    redis = await startRedis({ password: PASSWORD, tls: good });
  });
  afterAll(async () => {
    await Promise.all(all.map((called) => called.kill()));
    await redis.dispose();
    rmSync(folder, { recursive: true, force: true });
  });

  test('a training from its beginning to its end', async () => {
    const small = ['--preset', 'none', '--set', 'hidden=8', '--set', 'learningStarts=50'];
    const actor = deepq(good.ca, 'localhost', 'actor', '--run', 'one');
    const words = ['learner', 'CartPole-v1', '--run', 'one', '--steps', '300', ...small];
    const learner = deepq(good.ca, 'localhost', ...words);
    expect(await learner.ended, learner.said()).toBe(0);
    expect(await actor.ended, actor.said()).toBe(0);
    expect(actor.said()).toMatch(/for one at rediss:\/\/localhost:\d+/);
    const status = deepq(good.ca, 'localhost', 'status', '--run', 'one');
    expect(await status.ended).toBe(0);
    expect(status.said()).toMatch(/^one: over\n/);
  }, 120_000);

  const commands = [
    ['learner', 'CartPole-v1', '--run', 'two'],
    ['actor', '--run', 'two'],
    ['status', '--run', 'two'],
    ['worker'],
  ];

  test.each([
    [
      'an authority that is not trusted',
      'localhost',
      /^Redis at rediss:\/\/localhost:\d+ has a certificate that this machine does not trust \([A-Z_]+\)\. .*NODE_EXTRA_CA_CERTS/,
    ],
    [
      'another name than that of the host',
      '127.0.0.1',
      /^Redis at rediss:\/\/127\.0\.0\.1:\d+ has a certificate for another name than the address says/,
    ],
  ])(
    'of a certificate with %s each command tells at once',
    async (what, host, message) => {
      const ca = what.includes('authority') ? other.ca : good.ca;
      const called = commands.map((words) => deepq(ca, host, ...words));
      expect(await Promise.all(called.map((one) => one.ended))).toEqual(called.map(() => 1));
      for (const one of called) {
        expect(one.said()).toMatch(message);
        // To do so for half a minute would not help.
        expect(one.said()).not.toMatch(/trying again/);
      }
    },
    60_000,
  );

  test('an address without TLS is told as such', async () => {
    const { url } = redis;
    const called = [['status', '--run', 'two'], ['worker']].map((words) => {
      const one = new CalledCommand(folder, [...words, '--redis', url.replace('rediss', 'redis')]);
      all.push(one);
      return one;
    });
    const [status, worker] = called as [CalledCommand, CalledCommand];
    await status.says(/cannot be reached \([\w ]+\); trying again for 30 s\./);
    expect(await worker.ended).toBe(1);
    expect(worker.said()).toMatch(/rediss:\/\/ is for one with TLS/);
  }, 60_000);

  test('nothing that any of them says has the password in it', () => {
    expect(all.length).toBeGreaterThan(0);
    for (const called of all) expect(called.said()).not.toContain(PASSWORD);
  });
});

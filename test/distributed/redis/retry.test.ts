import { once } from 'node:events';
import { connect, createServer, type AddressInfo } from 'node:net';
import { expect, onTestFinished, test, vi } from 'vitest';
import { Retry } from '../../../src/distributed/redis/retry.ts';
import { DeepQError } from '../../../src/index.ts';

const never = (): boolean => false;

/** Fails with these errors, one after the other, and then succeeds. */
function failing(...errors: readonly Error[]): () => Promise<string> {
  let calls = 0;
  return async () => {
    const error = errors[calls++];
    if (error) throw error;
    return 'done';
  };
}

/** What a script has failed with, in the words of Redis 6. */
const inScript = (message: string): Error =>
  new Error(
    `ERR Error running script (call to f_1fa00e76656cc152ad327c13fe365858fd7be306): @user_script:4: @user_script: 4: -${message}`,
  );

const full = "OOM command not allowed when used memory > 'maxmemory'.";

test.each([
  ['a lost connection', Object.assign(new Error('read'), { code: 'ECONNRESET' }), 'ECONNRESET'],
  ['a memory that is full', new Error(full), 'OOM'],
  ['a memory that is full, in a script of Redis 6', inScript(full), 'OOM'],
  ['a disk that is full', new Error('MISCONF Errors writing to the AOF file: No space'), 'MISCONF'],
  ['a server that reads its file', new Error('LOADING Redis is loading'), 'LOADING'],
  ['a replica, in a script of Redis 6', inScript("READONLY You can't write"), 'READONLY'],
  ['a client that waits', new Error('Connection timeout'), 'no answer'],
])('%s is waited for, and told once', async (_, error, reason) => {
  const retry = new Retry(60_000);
  expect(await retry.run(failing(error, error), never)).toBe('done');
  expect(retry.takeWarnings()).toEqual([`Redis cannot be used (${reason}); trying again.`]);
  expect(retry.takeWarnings()).toEqual([]);
});

test.each([
  new Error('WRONGTYPE Operation against a key holding the wrong kind of value'),
  inScript('WRONGTYPE Operation against a key holding the wrong kind of value'),
  new Error('ERR unknown command'),
  new Error('ERR Error compiling script (new function): user_script:1: unexpected symbol'),
])('what the server would refuse again is an error at once: %s', async (error) => {
  const retry = new Retry(60_000);
  await expect(retry.run(failing(error), never)).rejects.toThrow(DeepQError);
});

test('a server that is full, and answers who only reads, is told of once', async () => {
  const heard: string[] = [];
  const retry = new Retry(60_000, (message) => heard.push(message));
  let isFull = true;
  const writes = [1, 2].map(() =>
    retry.run(async () => {
      if (isFull) throw new Error(full);
      return 'written';
    }, never),
  );
  for (let reads = 0; reads < 20; reads++) {
    expect(await retry.run(async () => 'read', never)).toBe('read');
    await new Promise((done) => setTimeout(done, 10));
  }
  expect(heard).toEqual(['Redis cannot be used (OOM); trying again.']);
  isFull = false;
  expect(await Promise.all(writes)).toEqual(['written', 'written']);
  expect(heard).toEqual(['Redis cannot be used (OOM); trying again.', 'Redis can be used again.']);
});

test('a key of another program is told as such, without the place in a script', async () => {
  const words =
    'WRONGTYPE Operation against a key holding the wrong kind of value script: ' +
    '6492c062a08a890e08f9bd7c07bffbc589642c99, on @user_script:7.';
  await expect(new Retry(60_000).run(failing(new Error(words)), never)).rejects.toThrow(
    /holding the wrong kind of value\. Another program has a key of the same name: take another name/,
  );
});

test('a client that keeps its commands and says nothing is told of after seconds', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] });
  onTestFinished(() => {
    vi.useRealTimers();
  });
  const heard: string[] = [];
  const retry = new Retry(60_000, (message) => heard.push(message));
  let answer: (word: string) => void = () => undefined;
  const kept = (): Promise<string> => new Promise((resolve) => (answer = resolve));
  const waiting = retry.run(kept, never);
  await vi.advanceTimersByTimeAsync(4_800);
  expect(heard).toEqual([]);
  await vi.advanceTimersByTimeAsync(20_000);
  expect(heard).toEqual(['Redis cannot be used (no answer); trying again.']);
  answer('there');
  expect(await waiting).toBe('there');
  expect(heard.slice(1)).toEqual(['Redis can be used again.']);
  // Nothing waits: the process may end.
  await vi.advanceTimersByTimeAsync(200);
  expect(vi.getTimerCount()).toBe(0);

  const tooLong = retry.run(kept, never);
  const refused = expect(tooLong).rejects.toThrow(/could not be reached for 60 s \(no answer\)/);
  await vi.advanceTimersByTimeAsync(61_000);
  await refused;
  let isOver = false;
  const stopped = retry.run(kept, () => isOver);
  isOver = true;
  await vi.advanceTimersByTimeAsync(100);
  expect(await stopped).toBe(null);
});

test('an answer that came while this process was at work is none that has not come', async () => {
  const server = createServer((socket) => {
    // It answers at once: nobody reads it for as long as the test holds the event loop up.
    socket.on('data', () => socket.write('x'));
  });
  await new Promise<void>((settle) => server.listen(0, '127.0.0.1', settle));
  const { port } = server.address() as AddressInfo;
  const socket = connect({ port, host: '127.0.0.1' });
  onTestFinished(() => {
    socket.destroy();
    server.close();
  });
  await once(socket, 'connect');
  const ask = async (): Promise<unknown> => {
    socket.write('?');
    return once(socket, 'data');
  };
  // The server is in this process too: it answers when the loop is free again.
  await ask();
  const retry = new Retry(4_000);
  const waiting = retry.run(ask, never);
  const began = performance.now();
  while (performance.now() - began < 5_200);
  expect(await waiting).toHaveLength(1);
  expect(retry.takeWarnings()).toEqual([]);
}, 20_000);

test('what fails after nobody needs it any more is not told', async () => {
  const heard: string[] = [];
  const retry = new Retry(60_000, (message) => heard.push(message));
  const state = { isOver: false };
  const call = async (): Promise<string> => {
    state.isOver = true;
    throw new Error('Socket closed');
  };
  expect(await retry.run(call, () => state.isOver)).toBe(null);
  expect(heard).toEqual([]);
});

test('who wants to hear at once hears that it is away before it is there again', async () => {
  const heard: string[] = [];
  const retry = new Retry(60_000, (message) => heard.push(message));
  let calls = 0;
  const call = async (): Promise<string> => {
    // It was told while it is still tried.
    if (calls++ > 0) heard.push('tried');
    if (calls <= 2) throw new Error(full);
    return 'done';
  };
  expect(await retry.run(call, never)).toBe('done');
  expect(await retry.run(async () => 'more', never)).toBe('more');
  expect(heard).toEqual([
    'Redis cannot be used (OOM); trying again.',
    'tried',
    'tried',
    'Redis can be used again.',
  ]);
  expect(retry.takeWarnings()).toEqual([]);
});

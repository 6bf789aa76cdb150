import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import workerThreads from 'node:worker_threads';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { simd } from '../../../../src/engines/simd/simd.ts';
import * as WORDS from '../../../../src/engines/simd/threads/words.ts';
import { currentPool } from '../../../../src/engines/simd/threads/pool.ts';
import { BackendError, OptionsError } from '../../../../src/errors.ts';
import { mlp } from '../../../../src/networks/mlp.ts';
import { QNetwork } from '../../../../src/qnetwork/qNetwork.ts';
import { Box } from '../../../../src/spaces/box.ts';
import { Discrete } from '../../../../src/spaces/discrete.ts';
import { randomBatch } from '../../cases.ts';
import { helpersAsleep, threaded } from './support.ts';
import { builtProgram } from '../../../support/builtProgram.ts';

const engineCase = {
  name: 'wide',
  environment: {
    observationSpace: new Box({ low: -1, high: 1, shape: [8] }),
    actionSpace: new Discrete(4),
  },
  network: mlp({ hidden: [128, 128] }),
};
const { environment, network } = engineCase;
const batch = randomBatch(engineCase, 64);
const values = (net: QNetwork): Float32Array => net.qValues(batch.observations).slice();
const make = (engine = threaded(2)): QNetwork => new QNetwork({ environment, network, engine });

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

test.each([0, -1, 1.5, 65, 1e9, NaN, '2', null])('threads: %s is refused', (threads) => {
  expect(() => simd({ threads: threads as number })).toThrow(OptionsError);
});

test('a name that is nearly right is pointed out', () => {
  expect(() => simd({ workers: 2 } as object)).toThrow(/threads/);
});

test('helpers end with their networks, disposed or forgotten, and hold no process back', async () => {
  const script = builtProgram(new URL('lifeChild.ts', import.meta.url));
  const flags = ['--expose-gc', script];
  const { stdout } = await promisify(execFile)(process.execPath, flags, { timeout: 600_000 });
  const result = JSON.parse(stdout) as {
    disposed: { started: number; left: number };
    grownMegabytes: number;
    forgotten: number;
    left: number;
    updates: number;
  };
  expect(result.disposed.started).toBeGreaterThan(100);
  expect(result.disposed.left).toBe(0);
  // A network that stayed would be a megabyte with its helper ten.
  expect(result.grownMegabytes).toBeLessThan(100);
  expect(result.forgotten).toBe(0);
  expect(result.left).toBe(1);
  expect(result.updates).toBe(5);
}, 630_000);

describe('without what threads need', () => {
  test.each(['SharedArrayBuffer', 'crossOriginIsolated'])('%s: one thread computes', (name) => {
    const alone = make(threaded(1));
    alone.update(batch);
    const Started = vi.spyOn(workerThreads, 'Worker');
    vi.stubGlobal(name, name === 'SharedArrayBuffer' ? undefined : false);
    const net = make(simd({ threads: 2, relaxed: false }));
    net.update(batch);
    expect(values(net)).toEqual(values(alone));
    expect(Started).not.toHaveBeenCalled();
    net.dispose();
    alone.dispose();
  });

  test('a host that starts no workers: one thread computes', () => {
    const alone = make(threaded(1));
    alone.update(batch);
    vi.spyOn(workerThreads, 'Worker').mockImplementation(function () {
      throw new Error('Access to this API has been restricted');
    });
    const net = make();
    net.update(batch);
    expect(values(net)).toEqual(values(alone));
    net.dispose();
    alone.dispose();
  });
});

describe('a helper that is lost', () => {
  test('between two jobs: the main thread goes on alone', async () => {
    const workers: workerThreads.Worker[] = [];
    const { Worker } = workerThreads;
    vi.spyOn(workerThreads, 'Worker').mockImplementation(function (...given) {
      const worker = new Worker(...given);
      workers.push(worker);
      return worker;
    });
    const [net, alone] = [make(), make(threaded(1))];
    net.update(batch);
    await helpersAsleep(1);
    expect(workers).toHaveLength(1);
    await workers[0]?.terminate();
    for (let update = 0; update < 20; update++) net.update(batch);
    for (let update = 0; update < 21; update++) alone.update(batch);
    expect(values(net)).toEqual(values(alone));
    net.dispose();
    alone.dispose();
  }, 150_000);

  test('with a chunk: an error, no standstill, and the main thread goes on alone', async () => {
    const net = make();
    net.update(batch);
    await helpersAsleep(1);
    const { words } = currentPool();
    currentPool().patience = 0.5;
    // Takes a chunk as a helper does, and never comes to its end.
    const thief = new workerThreads.Worker(
      `const { workerData: { words, open } } = require('node:worker_threads');
      for (;;) {
        const word = Atomics.load(words, open);
        if ((word & 255) > 0 && Atomics.compareExchange(words, open, word, word - 1) === word) break;
      }`,
      { eval: true, workerData: { words, open: WORDS.open } },
    );
    await new Promise((resolve) => thief.once('online', resolve));
    let thrown: unknown = null;
    for (let update = 0; update < 100_000 && thrown === null; update++) {
      try {
        net.update(batch);
      } catch (error) {
        thrown = error;
      }
    }
    expect(thrown).toBeInstanceOf(BackendError);
    expect((thrown as Error).message).toMatch(/worker thread .* threads: 1/s);
    await thief.terminate();
    const { updates } = net;
    net.update(batch);
    expect(net.updates).toBe(updates + 1);
    net.dispose();
  }, 300_000);
});

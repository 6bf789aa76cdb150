// The backend that networks as models of TensorFlow.js are made on.
import '@tensorflow/tfjs-backend-cpu';
import { ready } from '@tensorflow/tfjs-core';
import { parentPort, workerData } from 'node:worker_threads';
import { createRandom } from '../../src/random/createRandom.ts';
import { exercise, release, settle } from './exercise.ts';
import { judge } from './judge.ts';
import { mutate } from './mutate.ts';
import type { Failure, WorkerTask } from './task.ts';
import { targets } from './targets.ts';

/** Calls one target after the other until it is told to end; what it is at stands in shared memory. */
async function work({
  seed,
  positions,
  state,
  until,
  callsEach,
  only,
  call,
}: WorkerTask): Promise<void> {
  const chosen = targets.filter(({ name }) => only === null || only.split(',').includes(name));
  let isBusy = true;
  while (isBusy && Date.now() < until) {
    isBusy = false;
    for (const target of chosen) {
      const index = targets.indexOf(target);
      for (let batch = 0; batch < 20 && Date.now() < until; batch++) {
        const position = call ?? Atomics.add(positions, index, 1);
        if (call === null && position >= callsEach) {
          Atomics.store(positions, index, callsEach);
          break;
        }
        isBusy = call === null;
        Atomics.store(state, 1, index);
        Atomics.store(state, 2, position);
        Atomics.add(state, 0, 1);
        current = { target: target.name, position };
        await callOnce(seed, target.name, position);
        if (call !== null) break;
      }
    }
  }
}

let current = { target: '', position: 0 };

async function callOnce(seed: number, name: string, position: number): Promise<void> {
  const target = targets.find((each) => each.name === name)!;
  const random = createRandom(seed).fork(`${name} ${position}`);
  const made: unknown[] = [];
  try {
    const valid = target.recipe?.(random) ?? [];
    made.push(...valid);
    const result = await settle(target.call(mutate(random, valid)));
    made.push(result);
    await exercise(random, result);
  } catch (thrown) {
    report(thrown);
  }
  for (const each of made) await release(each);
}

function report(thrown: unknown): void {
  const problem = judge(thrown);
  if (problem !== null) parentPort?.postMessage({ ...current, ...problem } satisfies Failure);
}

process.on('unhandledRejection', report);
process.on('uncaughtException', report);
await ready();
await work(workerData as WorkerTask);
parentPort?.postMessage('done');
process.exit(0);

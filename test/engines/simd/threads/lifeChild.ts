/** Prints, as JSON, what becomes of the helpers of networks that are disposed, forgotten, or left. */
import workerThreads from 'node:worker_threads';
import { mlp } from '../../../../src/networks/mlp.ts';
import { QNetwork } from '../../../../src/qnetwork/qNetwork.ts';
import { Box } from '../../../../src/spaces/box.ts';
import { Discrete } from '../../../../src/spaces/discrete.ts';
import { randomBatch } from '../../cases.ts';
import { helpersAsleep, threaded } from './support.ts';

const { gc } = globalThis;
if (!gc) throw new Error('Start this with --expose-gc.');

let [started, alive] = [0, 0];
workerThreads.Worker = class extends workerThreads.Worker {
  constructor(...given: ConstructorParameters<typeof workerThreads.Worker>) {
    super(...given);
    started++;
    alive++;
    this.on('exit', () => alive--);
  }
};

const engineCase = {
  name: 'wide',
  environment: {
    observationSpace: new Box({ low: -1, high: 1, shape: [8] }),
    actionSpace: new Discrete(4),
  },
  network: mlp({ hidden: [64, 64] }),
};
const batch = randomBatch(engineCase, 64);
const { environment, network } = engineCase;

function learn(): QNetwork {
  const net = new QNetwork({ environment, network, engine: threaded(2) });
  for (let update = 0; update < 5; update++) net.update(batch);
  return net;
}

/** Waits until something holds: on a busy machine a thread may take long to end. */
async function until(isSo: () => boolean): Promise<boolean> {
  const end = performance.now() + 120_000;
  while (!isSo() && performance.now() < end) {
    gc?.();
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return isSo();
}

const memory = (): number => {
  gc();
  return process.memoryUsage().rss / 1e6;
};
for (let count = 0; count < 20; count++) learn().dispose();
const before = (await until(() => alive === 0)) ? memory() : NaN;
for (let count = 0; count < 200; count++) {
  learn().dispose();
  // As a program does now and then; what was stopped ends meanwhile.
  if (count % 10 === 9) await until(() => alive === 0);
}
const disposed = { started, left: (await until(() => alive === 0)) ? 0 : alive };
const grownMegabytes = memory() - before;

// One that stays keeps its helper; those that are forgotten are let go.
learn();
const forgotten = (await until(() => alive === 0)) ? 0 : alive;

// Of what is left at the end, the process does not wait for the helper.
const left = learn();
await helpersAsleep(1);
console.log(
  JSON.stringify({ disposed, grownMegabytes, forgotten, left: alive, updates: left.updates }),
);

/** Prints what one update leaves for the garbage collector, in bytes: `[heap, array buffers]`. */
import { DQNAgent } from '../../src/agents/dqnAgent.ts';
import { makeEnvironment } from '../../src/environments.ts';
import { train } from '../../src/training/train.ts';
import { simd } from '../../src/engines/simd/simd.ts';

const { gc } = globalThis;
if (!gc) throw new Error('Start this with --expose-gc.');

const environment = makeEnvironment('CartPole-v1');
const agent = new DQNAgent({ environment, engine: simd() });
// Long enough for everything to be compiled.
await train(agent, environment, { environmentSteps: 20_000 }).finish();
const updates = 5_000;
gc();
const before = process.memoryUsage();
for (let update = 0; update < updates; update++) agent.learn();
const after = process.memoryUsage();
console.log(
  JSON.stringify([
    (after.heapUsed - before.heapUsed) / updates,
    (after.arrayBuffers - before.arrayBuffers) / updates,
  ]),
);

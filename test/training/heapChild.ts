/** Prints by how many bytes the heap grew over 200,000 steps of training. */
import { DQNAgent } from '../../src/agents/dqnAgent.ts';
import { makeEnvironment } from '../../src/environments.ts';
import { mlp } from '../../src/networks/mlp.ts';
import { epsilonGreedy } from '../../src/policies/epsilonGreedy.ts';
import { train } from '../../src/training/train.ts';
import { setUpBackend } from '../support/backends.ts';
import { engineNamed } from '../engines/engineNamed.ts';

const { gc } = globalThis;
if (!gc) throw new Error('Start this with --expose-gc.');

await setUpBackend('wasm');
const environment = makeEnvironment('CartPole-v1');
const agent = new DQNAgent({
  environment,
  engine: engineNamed(process.argv[2] as 'simd' | 'tfjs'),
  network: mlp({ hidden: [8] }),
  policy: epsilonGreedy({ epsilon: 0.9 }),
  replay: { capacity: 5_000 },
  batchSize: 8,
  train: { everyEnvironmentSteps: 50, updates: 1 },
});
const heapAfter = async (environmentSteps: number): Promise<number> => {
  await train(agent, environment, { environmentSteps }).finish();
  gc();
  return process.memoryUsage().heapUsed;
};
// Compiled code and the machine's own caches settle in the first steps.
const before = await heapAfter(200_000);
console.log((await heapAfter(200_000)) - before);

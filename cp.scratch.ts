import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { DQNAgent, mlp, adam, epsilonGreedy, linear, train, evaluate } from '/work/main/src/index.ts';
import { makeEnvironment } from '/work/main/src/environments/index.ts';
tf.env().set('IS_TEST', true);
await tf.setBackend('wasm'); await tf.ready();
const seed = Number(process.argv[2] ?? 1);
const steps = 50000;
const cfg = JSON.parse(process.argv[3] ?? '{}');
const environment = makeEnvironment('CartPole-v1');
const agent = new DQNAgent({ environment, network: mlp({ hidden: cfg.hidden ?? [256,256] }), optimizer: adam({ learningRate: cfg.lr ?? 2.3e-3, epsilon: 1e-8 }),
  batchSize: cfg.batch ?? 64, replay: { capacity: 100000 }, learningStarts: 1000, discount: .99, double: cfg.double ?? false,
  train: cfg.train ?? { everyEnvironmentSteps: 256, updates: 128 }, targetUpdate: cfg.target ?? { everyEnvironmentSteps: 10 },
  policy: epsilonGreedy({ epsilon: linear({ from: 1, to: .04, over: steps*.16 }) }), seed });
const t=Date.now();
const evals=[];
for await (const e of train(agent, environment, { environmentSteps: steps, seed, evaluation: { everyEnvironmentSteps: 5000, environment: makeEnvironment('CartPole-v1'), episodes: 10 } })) {
  if (e.type==='evaluation') { evals.push(Math.round(e.evaluation.mean)); }
}
const r = await evaluate(agent, makeEnvironment('CartPole-v1'), { episodes: 20, seed: 1000+seed });
console.log(process.argv[3], seed, 'final', r.mean, r.min, 'evals', evals.join(' '), 'sec', (Date.now()-t)/1000);

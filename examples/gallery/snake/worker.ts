/** Trains the snake, in a worker. */
import { adam, DQNAgent, epsilonGreedy, exportPolicy, linear, mlp } from 'deepq';
import { serveTraining } from 'deepq/browser';
import { Snake } from './snake.ts';

serveTraining(() => {
  const environment = new Snake();
  const agent = new DQNAgent({
    environment,
    network: mlp({ hidden: [64, 64] }),
    optimizer: adam({ learningRate: 1e-3 }),
    policy: epsilonGreedy({ epsilon: linear({ from: 1, to: 0.02, over: 15_000 }) }),
    replay: { capacity: 50_000 },
    batchSize: 64,
    train: { everyEnvironmentSteps: 2, updates: 1 },
    targetUpdate: { fraction: 0.01 },
    discount: 0.95,
    seed: 1,
  });
  return {
    agent,
    environment,
    train: { environmentSteps: 60_000, seed: 1 },
    methods: { deploy: () => exportPolicy(agent), board: () => environment.board },
  };
});

import { DQNAgent, exportPolicy } from 'deepq';
import { serveTraining } from 'deepq/browser';
import { Snake } from './snake.ts';

serveTraining(() => {
  const environment = new Snake();
  const agent = new DQNAgent({ environment, learningStarts: 500, discount: 0.95, seed: 1 });
  const methods = { policy: () => exportPolicy(agent, { precision: 'float16' }) };
  return { agent, environment, train: { environmentSteps: 30_000 }, methods };
});

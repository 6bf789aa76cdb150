import { DQNAgent } from 'deepq';
import { serveTraining } from 'deepq/browser';
import { CartPole } from 'deepq/environments';

serveTraining(({ environmentSteps }) => {
  const environment = new CartPole();
  const agent = new DQNAgent({ environment, learningStarts: 200, seed: 1 });
  return { agent, environment, train: { environmentSteps } };
});

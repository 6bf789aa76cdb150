// An import map does not reach into workers, so that the package is named by its path here.
import { DQNAgent } from './node_modules/deepq/dist/index.js';
import { serveTraining } from './node_modules/deepq/dist/browser.js';
import { CartPole } from './node_modules/deepq/dist/environments.js';

serveTraining(({ environmentSteps }) => {
  const environment = new CartPole();
  const agent = new DQNAgent({ environment, learningStarts: 200, seed: 1 });
  return { agent, environment, train: { environmentSteps } };
});

// An import map does not reach into workers, so that the package is named by its path here.
import { serveTraining } from './deepq/browser.js';
import { makeEnvironment } from './deepq/environments.js';
import { DQNAgent } from './deepq/index.js';

serveTraining(() => {
  const environment = makeEnvironment('CartPole-v1');
  const agent = new DQNAgent({ environment, learningStarts: 200, seed: 1 });
  return { agent, environment, train: { environmentSteps: 4_000 } };
});

/**
 * A training loop of one's own, written from the parts: no agent, no `train`.
 * Every rule of DQN stands in the loop below.
 *
 * Run it with `npx tsx examples/custom-loop.ts`.
 */
import {
  adam,
  createRandom,
  epsilonGreedy,
  linear,
  mlp,
  qHead,
  QNetwork,
  ReplayBuffer,
} from 'deepq';
import { makeEnvironment } from 'deepq/environments';

const totalSteps = process.env['DEEPQ_SHORT'] === '1' ? 1_500 : 30_000;

// One seed decides everything; each part gets a stream of its own.
const random = createRandom(7);
const environment = makeEnvironment('CartPole-v1');
const network = new QNetwork({
  environment,
  network: mlp({ hidden: [128, 128] }),
  head: qHead({ double: true, loss: 'mse' }),
  optimizer: adam({ learningRate: linear({ from: 1e-3, to: 1e-5, over: totalSteps / 2 }) }),
  seed: 7,
});
const replay = new ReplayBuffer({
  environment,
  capacity: totalSteps,
  returns: { discount: 0.99 },
  random: random.fork('replay'),
});
const policy = epsilonGreedy({ epsilon: linear({ from: 1, to: 0.04, over: totalSteps / 5 }) });
const exploration = random.fork('exploration');

let { observation } = environment.reset({ seed: 7 });
let episodeReturn = 0;
const returns: number[] = [];

for (let environmentSteps = 0; environmentSteps < totalSteps; environmentSteps++) {
  const seen = observation;
  const action = policy.select(() => network.qValues(seen), {
    random: exploration,
    environmentSteps,
    actions: environment.actionSpace.n,
  });
  const step = environment.step(action);
  const { reward, terminated, truncated } = step;
  // Terminated and truncated stay apart: only the first ends the future.
  replay.add({
    observation,
    action,
    reward,
    nextObservation: step.observation,
    terminated,
    truncated,
  });
  observation = step.observation;
  episodeReturn += reward;

  if (replay.size >= 1_000) {
    if (environmentSteps % 2 === 0) {
      network.update(replay.sample(64));
      network.syncTarget(0.01);
    }
  }
  if (terminated || truncated) {
    returns.push(episodeReturn);
    if (returns.length % 20 === 0) {
      const mean = returns.slice(-20).reduce((sum, value) => sum + value, 0) / 20;
      console.log(`step ${environmentSteps + 1}: mean return of 20 episodes ${mean.toFixed(1)}`);
    }
    episodeReturn = 0;
    ({ observation } = environment.reset());
  }
}
console.log(`${network.updates} updates, best episode ${Math.max(...returns)}`);
network.dispose();

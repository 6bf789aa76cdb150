/**
 * Trains DQN in any environment of Python's Gymnasium that has a finite number
 * of actions.
 *
 * Install Python 3.10 or newer, then:
 *
 *     pip install gymnasium                     CartPole-v1, Taxi-v4, …
 *     pip install "gymnasium[box2d]"            LunarLander-v3
 *     pip install gymnasium ale-py              ALE/Breakout-v5 and the other Atari games
 *
 * Run it with `npx tsx examples/gymnasium-any.ts <id> [--steps n] [--python path]`.
 */
import { parseArgs } from 'node:util';
import {
  adam,
  ClipReward,
  DQNAgent,
  embedding,
  epsilonGreedy,
  evaluate,
  FlattenObservation,
  linear,
  mlp,
  train,
  type Environment,
} from 'deepq';
import { GymnasiumEnvironment, showProgress } from 'deepq/node';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { steps: { type: 'string' }, python: { type: 'string' } },
});
const id = positionals[0] ?? 'CartPole-v1';
// A short run for automatic checks.
const short = process.env['DEEPQ_SHORT'] === '1';
const environmentSteps = Number(values.steps ?? (short ? 1_000 : 50_000));

const isAtari = id.startsWith('ALE/');
const game = await GymnasiumEnvironment.create(id, {
  ...(values.python === undefined ? {} : { python: values.python }),
  // The 128 bytes of memory say as much as the picture, to a network of dense layers.
  options: isAtari ? { obs_type: 'ram' } : {},
  flattenActions: true,
});

// Whatever has several dimensions becomes one vector.
const flat: Environment =
  game.observationSpace.shape.length > 1
    ? new FlattenObservation(game as GymnasiumEnvironment<Float32Array | Uint8Array>)
    : game;
// Points of games differ by orders of magnitude.
const environment = isAtari ? new ClipReward(flat) : flat;

const agent = new DQNAgent({
  environment,
  network:
    environment.observationSpace.kind === 'discrete'
      ? embedding({ size: 32, hidden: [64] })
      : mlp({ hidden: [128, 128] }),
  optimizer: adam({ learningRate: 5e-4 }),
  policy: epsilonGreedy({
    epsilon: linear({ from: 1, to: 0.05, over: Math.ceil(environmentSteps / 4) }),
  }),
  batchSize: 64,
  learningStarts: Math.min(1_000, Math.ceil(environmentSteps / 4)),
  targetUpdate: { fraction: 0.01 },
  seed: 1,
});
console.log(
  `${id}: ${environment.observationSpace.toString()}, ${environment.actionSpace.n} actions`,
);
console.log(`${agent.summary()}\n`);

const events = train(agent, environment, { environmentSteps, seed: 1 });
for await (const event of showProgress(events, { total: environmentSteps })) {
  if (event.type === 'end') console.log(`Trained for ${event.seconds.toFixed(0)} seconds.`);
}

const episodes = short ? 2 : 10;
const { mean, min, max } = await evaluate(agent, flat, { episodes, seed: 1 });
console.log(`Mean return of ${episodes} greedy episodes: ${mean.toFixed(2)} (${min} to ${max}).`);
agent.dispose();
game.close();

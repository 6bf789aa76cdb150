/**
 * Trains DQN in environments of Python's Gymnasium: in all whose observations
 * are a Box, a Discrete, or can be flattened into a Box, and whose actions are
 * a finite number, or become one with `--bins`.
 *
 * Install Python 3.10 or newer, then:
 *
 *     pip install gymnasium                     CartPole-v1, Taxi-v4, Blackjack-v1, …
 *     pip install "gymnasium[box2d]"            LunarLander-v3
 *     pip install gymnasium ale-py              ALE/Breakout-v5 and the other Atari games
 *
 * Run it with `npx tsx examples/gymnasium-any.ts <id> [--steps n] [--bins n] [--python path]`.
 * With `--bins 5`, actions that are a Box (Pendulum-v1) become five values along each axis.
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
import { atariSettings, gymnasiumAtari, type GymnasiumAtari } from 'deepq/environments';
import { GymnasiumEnvironment, showProgress, type GymnasiumWrapper } from 'deepq/node';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { steps: { type: 'string' }, bins: { type: 'string' }, python: { type: 'string' } },
});
const id = positionals[0] ?? 'CartPole-v1';
// A short run for automatic checks.
const short = process.env['DEEPQ_SHORT'] === '1';
const environmentSteps = Number(values.steps ?? (short ? 1_000 : 50_000));

/** How to make an Atari game, by an id of any generation; null for all other ids. */
function findAtari(): GymnasiumAtari | null {
  try {
    // The 128 bytes of memory say as much as the picture, to a network of dense layers.
    return gymnasiumAtari({ ...atariSettings(id), observations: 'ram' });
  } catch {
    return null;
  }
}

const atari = findAtari();
const bins: readonly GymnasiumWrapper[] =
  values.bins === undefined
    ? []
    : [{ name: 'DiscretizeAction', options: { bins: Number(values.bins) } }];

function create(wrappers: readonly GymnasiumWrapper[]): Promise<GymnasiumEnvironment> {
  return GymnasiumEnvironment.create(atari?.id ?? id, {
    ...(values.python === undefined ? {} : { python: values.python }),
    options: { ...atari?.options },
    wrappers,
    flattenActions: true,
  });
}

// Observations of several parts, such as a Tuple, are refused as they are; Python can flatten them.
const game = await create(bins).catch((error: unknown) =>
  create([{ name: 'FlattenObservation' }, ...bins]).catch(() => {
    throw error;
  }),
);

// Whatever has several dimensions becomes one vector.
const flat: Environment =
  game.observationSpace.shape.length > 1
    ? new FlattenObservation(game as GymnasiumEnvironment<Float32Array | Uint8Array>)
    : game;
// Points of games differ by orders of magnitude.
const environment = atari ? new ClipReward(flat) : flat;

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
// The little exploring that is left frees a game that is stuck.
const explore = atari !== null;
const { mean, min, max } = await evaluate(agent, flat, { episodes, seed: 1, explore });
console.log(`Mean return of ${episodes} episodes: ${mean.toFixed(2)} (${min} to ${max}).`);
agent.dispose();
game.close();

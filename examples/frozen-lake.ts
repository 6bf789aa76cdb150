/**
 * Trains DQN on the slippery FrozenLake-v1, and draws the policy that it has
 * learned beside the one that is best (found by value iteration).
 *
 * Run it with `npx tsx examples/frozen-lake.ts`.
 */
import { DQNAgent, evaluate, train } from 'deepq';
import { FrozenLake, makeEnvironment, presets } from 'deepq/environments';
import { showProgress } from 'deepq/node';

// A short run for automatic checks.
const short = process.env['DEEPQ_SHORT'] === '1';
const seed = Number(process.argv[2] ?? 1);
const { agent: settings, environmentSteps: fullSteps } = presets['FrozenLake-v1'];
const environmentSteps = short ? 2_000 : fullSteps;

const environment = makeEnvironment('FrozenLake-v1');
const agent = new DQNAgent({ environment, ...settings, seed });
console.log(`${agent.summary()}\n`);

const events = train(agent, environment, { environmentSteps, seed });
for await (const event of showProgress(events, { total: environmentSteps })) {
  if (event.type === 'end') console.log(`Trained for ${event.seconds.toFixed(0)} seconds.`);
}

// The ice is slippery: even the best policy arrives in only 74 of 100 episodes.
const episodes = short ? 2 : 1_000;
const { mean } = await evaluate(agent, environment, { episodes, seed: 1 });
console.log(`It arrives in ${(100 * mean).toFixed(1)} of 100 episodes.\n`);

const arrows = '←↓→↑';
const world = new FrozenLake();
const learned = Array.from({ length: 16 }, (_, state) => agent.act(state, { explore: false }));
const best = bestActions(world);
console.log('learned   best');
for (let row = 0; row < 16; row += 4) {
  const draw = (policy: readonly number[]): string =>
    policy
      .slice(row, row + 4)
      .map((action) => arrows[action])
      .join(' ');
  console.log(`${draw(learned)}   ${draw(best)}`);
}
agent.dispose();

/** The best action in every state, with the agent's discount; 0 where all are alike. */
function bestActions(lake: FrozenLake): number[] {
  const values = new Float64Array(16);
  const valueOf = (state: number, action: number): number =>
    lake
      .transitions(state, action)
      .reduce((sum, { probability, nextState, reward, terminated }) => {
        return sum + probability * (reward + (terminated ? 0 : 0.99 * (values[nextState] ?? 0)));
      }, 0);
  const choices = [0, 1, 2, 3];
  for (let sweep = 0; sweep < 1_000; sweep++) {
    values.forEach((_, state) => {
      values[state] = Math.max(...choices.map((action) => valueOf(state, action)));
    });
  }
  return Array.from(values, (value, state) =>
    choices.findIndex((action) => valueOf(state, action) > value - 1e-9),
  );
}

/**
 * Trains DQN on Taxi-v3, a world of 500 numbered states, with an embedding for
 * each state; then drives a taxi before your eyes.
 *
 * Run it with `npx tsx examples/taxi.ts`.
 */
import { DQNAgent, evaluate, train } from 'deepq';
import { decodeTaxi, makeEnvironment, presets } from 'deepq/environments';
import { showProgress } from 'deepq/node';

// A short run for automatic checks.
const short = process.env['DEEPQ_SHORT'] === '1';
const seed = Number(process.argv[2] ?? 1);
const { agent: settings, environmentSteps: fullSteps } = presets['Taxi-v3'];
const environmentSteps = short ? 2_000 : fullSteps;

const environment = makeEnvironment('Taxi-v3');
const agent = new DQNAgent({ environment, ...settings, seed });
console.log(`${agent.summary()}\n`);

const events = train(agent, environment, { environmentSteps, seed });
for await (const event of showProgress(events, { total: environmentSteps })) {
  if (event.type === 'end') console.log(`Trained for ${event.seconds.toFixed(0)} seconds.`);
}

// The best mean return over all starts is 7.93.
const episodes = short ? 2 : 300;
const { mean, min, max } = await evaluate(agent, environment, { episodes, seed: 1 });
console.log(`Mean return of ${episodes} greedy episodes: ${mean.toFixed(2)} (${min} to ${max}).\n`);

const actions = ['south', 'north', 'east', 'west', 'let in', 'let out'];
let { observation } = environment.reset({ seed: 2 });
for (let step = 1; step <= 20; step++) {
  const { row, column } = decodeTaxi(observation);
  const action = agent.act(observation, { explore: false });
  console.log(`row ${row}, column ${column}: ${actions[action]}`);
  const result = environment.step(action);
  if (result.terminated || result.truncated) break;
  ({ observation } = result);
}
agent.dispose();

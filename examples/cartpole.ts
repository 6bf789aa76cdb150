/**
 * Trains DQN on CartPole-v1, evaluates it, saves it, loads it into a fresh
 * agent, and draws the learning curve. Run it with `npm start`; nothing else
 * needs to be installed.
 *
 * Files go to output/. The seed is the first argument: `npm start -- 7`.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { DQNAgent, evaluate, movingAverage, svgChart, terminalChart, train } from 'deepq';
import { makeEnvironment, presets } from 'deepq/environments';
import { file, showProgress } from 'deepq/node';

// A short run for automatic checks: enough to see that it learns.
const short = process.env['DEEPQ_SHORT'] === '1';
const seed = Number(process.argv[2] ?? 1);
const { training, evaluation, agent: settings, ...preset } = presets['CartPole-v1'];
const environmentSteps = short ? 2_000 : preset.environmentSteps;

const environment = training(makeEnvironment('CartPole-v1'));
const unseen = evaluation(makeEnvironment('CartPole-v1'));
const agent = new DQNAgent({ environment, ...settings, seed });
console.log(`${agent.summary()}\n`);

// Ctrl-C ends training early; what was learned by then is used.
const controller = new AbortController();
process.once('SIGINT', () => {
  controller.abort();
});

const steps: number[] = [];
const returns: number[] = [];
const events = train(agent, environment, { environmentSteps, seed, signal: controller.signal });
for await (const event of showProgress(events, { total: environmentSteps })) {
  if (event.type !== 'episode') continue;
  steps.push(event.environmentSteps);
  // It learns from other rewards; the true one is 1 a step.
  returns.push(event.length);
}

const test = { episodes: 20, seed: 1 };
const trained = await evaluate(agent, unseen, test);
console.log(`\nEvaluation of the trained agent: ${describe(trained)}`);

// Without the replay buffer the file is small, and enough to act.
await mkdir('output', { recursive: true });
const store = file('output/cartpole.safetensors');
await agent.save(store, { replay: false });
agent.dispose();

const loaded = new DQNAgent({ environment, ...settings });
await loaded.load(store);
const again = await evaluate(loaded, unseen, test);
console.log(`Evaluation of the loaded agent:  ${describe(again)}`);
loaded.dispose();
if (again.returns.join() !== trained.returns.join()) {
  throw new Error('The loaded agent acts differently from the one that was saved.');
}

const chart = {
  title: 'DQN on CartPole-v1',
  xLabel: 'environment steps',
  yLabel: 'episode return',
  series: [{ label: 'return', x: steps, y: returns, smoothed: movingAverage(returns, 20) }],
};
console.log(`\n${terminalChart(chart)}\n`);
await writeFile('output/cartpole.svg', svgChart(chart));
console.log('The agent is in output/cartpole.safetensors, the curve in output/cartpole.svg.');

function describe({ mean, standardDeviation, min, max }: typeof trained): string {
  return (
    `mean return ${mean.toFixed(1)} ± ${standardDeviation.toFixed(1)} ` +
    `(${min} to ${max}, ${test.episodes} greedy episodes)`
  );
}

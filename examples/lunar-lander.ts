/**
 * Trains DQN on LunarLander-v3. Install the physics engine first:
 * `npm install planck`. A video shows what was learned.
 *
 * Run it with `npx tsx examples/lunar-lander.ts`. The video goes to output/lunar-lander/.
 */
import * as planck from 'planck';
import { DQNAgent, evaluate, RecordVideo, train } from 'deepq';
import { makeEnvironment, presets } from 'deepq/environments';
import { showProgress, videoFiles } from 'deepq/node';

// A short run for automatic checks.
const short = process.env['DEEPQ_SHORT'] === '1';
const seed = Number(process.argv[2] ?? 1);
const { training, agent: settings, environmentSteps: fullSteps } = presets['LunarLander-v3'];
const environmentSteps = short ? 2_000 : fullSteps;

const environment = makeEnvironment('LunarLander-v3', { planck });
// It learns from smaller rewards, and is judged by the true ones.
const scaled = training(environment);
const agent = new DQNAgent({ environment: scaled, ...settings, seed });
console.log(`${agent.summary()}\n`);

const events = train(agent, scaled, { environmentSteps, seed });
for await (const event of showProgress(events, { total: environmentSteps })) {
  if (event.type === 'end') console.log(`Trained for ${event.seconds.toFixed(0)} seconds.`);
}

// From 200 on it counts as solved.
const episodes = short ? 2 : 100;
const { mean, min, max } = await evaluate(agent, environment, { episodes, seed: 1 });
console.log(`Mean return of ${episodes} greedy episodes: ${mean.toFixed(1)} (${min} to ${max}).`);

const recorder = new RecordVideo(environment, {
  episodes: () => true,
  framesPerSecond: 50,
  onVideo: videoFiles('output/lunar-lander'),
});
await evaluate(agent, recorder, { episodes: 1, seed: 2 });
await recorder.finished();
console.log('The video is output/lunar-lander/episode-1.png; open it in a browser.');
agent.dispose();

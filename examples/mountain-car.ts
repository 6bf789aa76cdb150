/**
 * Trains DQN on MountainCar-v0: a car too weak for the hill has to gain speed
 * on the other side first. A video shows what was learned.
 *
 * Run it with `npx tsx examples/mountain-car.ts`. The video goes to output/mountain-car/.
 */
import { DQNAgent, evaluate, RecordVideo, train } from 'deepq';
import { makeEnvironment, presets } from 'deepq/environments';
import { showProgress, videoFiles } from 'deepq/node';

// A short run for automatic checks.
const short = process.env['DEEPQ_SHORT'] === '1';
const seed = Number(process.argv[2] ?? 1);
const { training, evaluation, agent: settings, ...preset } = presets['MountainCar-v0'];
const environmentSteps = short ? 2_000 : preset.environmentSteps;

// Waves over position and velocity stand beside the two; it learns from a twentieth of the rewards.
const environment = training(makeEnvironment('MountainCar-v0'));
const unseen = evaluation(makeEnvironment('MountainCar-v0'));
const agent = new DQNAgent({ environment, ...settings, seed });
console.log(`${agent.summary()}\n`);

const events = train(agent, environment, { environmentSteps, seed });
for await (const event of showProgress(events, { total: environmentSteps })) {
  if (event.type === 'end') console.log(`Trained for ${event.seconds.toFixed(0)} seconds.`);
}

// A car that never arrives scores −200; about −100 is as good as it gets.
const episodes = short ? 2 : 100;
const { mean, min, max } = await evaluate(agent, unseen, { episodes, seed: 1 });
console.log(`Mean return of ${episodes} greedy episodes: ${mean.toFixed(1)} (${min} to ${max}).`);

const recorder = new RecordVideo(unseen, {
  episodes: () => true,
  framesPerSecond: 30,
  onVideo: videoFiles('output/mountain-car'),
});
await evaluate(agent, recorder, { episodes: 1, seed: 2 });
await recorder.finished();
console.log('The video is output/mountain-car/episode-1.png; open it in a browser.');
agent.dispose();

/**
 * Trains DQN on Acrobot-v1: two links swing up by the torque in the joint
 * between them. A video shows what was learned.
 *
 * Run it with `npx tsx examples/acrobot.ts`. The video goes to output/acrobot/.
 */
import { DQNAgent, evaluate, RecordVideo, train } from 'deepq';
import { makeEnvironment, presets } from 'deepq/environments';
import { showProgress, videoFiles } from 'deepq/node';

// A short run for automatic checks.
const short = process.env['DEEPQ_SHORT'] === '1';
const seed = Number(process.argv[2] ?? 1);
const { training, evaluation, agent: settings, ...preset } = presets['Acrobot-v1'];
const environmentSteps = short ? 2_000 : preset.environmentSteps;

// It learns from rewards divided by 20, and is judged by the true ones.
const environment = training(makeEnvironment('Acrobot-v1'));
const unseen = evaluation(makeEnvironment('Acrobot-v1'));
const agent = new DQNAgent({ environment, ...settings, seed });
console.log(`${agent.summary()}\n`);

const events = train(agent, environment, { environmentSteps, seed });
for await (const event of showProgress(events, { total: environmentSteps })) {
  if (event.type === 'end') console.log(`Trained for ${event.seconds.toFixed(0)} seconds.`);
}

// About −71 is what it comes to; −500 is never to swing up.
const episodes = short ? 2 : 100;
const { mean, min, max } = await evaluate(agent, unseen, { episodes, seed: 1 });
console.log(`Mean return of ${episodes} greedy episodes: ${mean.toFixed(1)} (${min} to ${max}).`);

const recorder = new RecordVideo(unseen, {
  episodes: () => true,
  framesPerSecond: 15,
  onVideo: videoFiles('output/acrobot'),
});
await evaluate(agent, recorder, { episodes: 1, seed: 2 });
await recorder.finished();
console.log('The video is output/acrobot/episode-1.png; open it in a browser.');
agent.dispose();

/**
 * Trains DQN on Breakout from the 128 bytes of the console's memory. It needs
 * Python 3.10 or newer with `pip install gymnasium ale-py`.
 *
 * Run it with `npx tsx examples/atari-breakout-ram.ts`; where Python is not called
 * `python3`, name it in the environment variable DEEPQ_PYTHON. The video goes to
 * output/breakout-ram/.
 */
import { DQNAgent, evaluate, RecordVideo, train } from 'deepq';
import { atariPresets, atariSettings, gymnasiumAtari } from 'deepq/environments';
import { GymnasiumEnvironment, showProgress, videoFiles } from 'deepq/node';

// A short run for automatic checks.
const short = process.env['DEEPQ_SHORT'] === '1';
const seed = Number(process.argv[2] ?? 1);
const { game, training, evaluation, agent: settings, ...preset } = atariPresets.breakoutRam;
const environmentSteps = short ? 500 : preset.environmentSteps;

const { id, options } = gymnasiumAtari(atariSettings(game));
const environment = training(await GymnasiumEnvironment.create(id, { options }));
const agent = new DQNAgent({ environment, ...settings, seed });
console.log(`${agent.summary()}\n`);

const events = train(agent, environment, { environmentSteps, seed });
for await (const event of showProgress(events, { total: environmentSteps })) {
  if (event.type === 'end') console.log(`Trained for ${event.seconds.toFixed(0)} seconds.`);
}
environment.close?.();

// Whole games of five lives, with the little exploring that is left. A random player scores 1 or 2.
const screen = evaluation(await GymnasiumEnvironment.create(id, { options, render: true }));
const episodes = short ? 1 : 30;
const { mean, min, max } = await evaluate(agent, screen, { episodes, seed: 1, explore: true });
console.log(`Mean score of ${episodes} games: ${mean.toFixed(1)} (${min} to ${max}).`);

const recorder = new RecordVideo(screen, {
  episodes: () => true,
  framesPerSecond: 15,
  onVideo: videoFiles('output/breakout-ram'),
});
await evaluate(agent, recorder, { episodes: 1, seed: 2, explore: true });
await recorder.finished();
console.log('The video is output/breakout-ram/episode-1.png; open it in a browser.');
recorder.close();
agent.dispose();

/**
 * Trains DQN on Assault from the screen: gray, 84 × 84, four frames at once. It
 * needs Python 3.10 or newer with `pip install gymnasium ale-py`.
 *
 * Run it with `npx tsx examples/atari-assault.ts`, with `--boltzmann` to explore
 * by Boltzmann's distribution in place of ε-greedy; where Python is not called
 * `python3`, name it in the environment variable DEEPQ_PYTHON. Videos of whole
 * games go to output/assault/.
 */
import { boltzmann, DQNAgent, evaluate, linear, RecordVideo, train } from 'deepq';
import { atariPresets, atariSettings, gymnasiumAtari } from 'deepq/environments';
import { GymnasiumEnvironment, showProgress, videoFiles } from 'deepq/node';

// A short run for automatic checks.
const short = process.env['DEEPQ_SHORT'] === '1';
const { game, training, evaluation, agent: settings, ...preset } = atariPresets.assault;
const environmentSteps = short ? 200 : preset.environmentSteps;
// Rewards are clipped to −1, 0 and 1: values, and so the temperature, are of that size.
const policy = process.argv.includes('--boltzmann')
  ? boltzmann({ temperature: linear({ from: 1, to: 0.01, over: 20_000 }) })
  : settings.policy;

const { id, options } = gymnasiumAtari(atariSettings(game));
const environment = training(await GymnasiumEnvironment.create(id, { options }));
const agent = new DQNAgent({ environment, ...settings, ...(policy && { policy }), seed: 1 });
console.log(`${agent.summary()}\n`);

const events = train(agent, environment, { environmentSteps, seed: 1 });
for await (const event of showProgress(events, { total: environmentSteps })) {
  if (event.type === 'end') console.log(`Trained for ${event.seconds.toFixed(0)} seconds.`);
}
environment.close?.();

// A random player scores about 220. Every tenth game is recorded.
const recorder = new RecordVideo(
  evaluation(await GymnasiumEnvironment.create(id, { options, render: true })),
  { episodes: short ? 1 : 10, framesPerSecond: 15, onVideo: videoFiles('output/assault') },
);
const episodes = short ? 1 : 30;
const { mean, min, max } = await evaluate(agent, recorder, { episodes, seed: 1, explore: true });
await recorder.finished();
console.log(`Mean score of ${episodes} games: ${mean.toFixed(0)} (${min} to ${max}).`);
console.log('The videos are in output/assault/; open them in a browser.');
recorder.close();
agent.dispose();

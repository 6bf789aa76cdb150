// What every runtime must do alike: run by scripts/runtimes.ts in a project that has the
// packed package, and never from here. Prints one line of JSON.
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { DQNAgent, evaluate, mlp, simd, train } from 'deepq';
import { RemoteExperience } from 'deepq/distributed';
import { makeEnvironment, presets } from 'deepq/environments';
import { file, threadActors } from 'deepq/node';

const { training, evaluation, agent: settings } = presets['CartPole-v1'];
const seen = {};

// The plain build: the same bytes on every host, by one thread and by two.
for (const threads of [1, 2]) {
  const environment = training(makeEnvironment('CartPole-v1'));
  const engine = simd({ threads, relaxed: false });
  const network = mlp({ hidden: [128, 128] });
  const agent = new DQNAgent({ environment, ...settings, network, engine, seed: 1 });
  await train(agent, environment, { environmentSteps: 2_000, seed: 1 }).finish();
  const path = `agent-${threads}.safetensors`;
  await agent.save(file(path));
  seen[`checkpoint, threads ${threads}`] = createHash('sha256')
    .update(await readFile(path))
    .digest('hex');

  const other = new DQNAgent({ environment, ...settings, network, engine, seed: 2 });
  await other.load(file(path));
  const judged = { episodes: 3, seed: 7 };
  const [kept, loaded] = [
    await evaluate(agent, evaluation(makeEnvironment('CartPole-v1')), judged),
    await evaluate(other, evaluation(makeEnvironment('CartPole-v1')), judged),
  ];
  seen[`score, threads ${threads}`] = kept.mean;
  seen[`score of the loaded, threads ${threads}`] = loaded.mean;
  for (const each of [agent, other]) each.dispose();
}

// The engine that a user gets who asks for none, whatever it may fuse.
const environment = training(makeEnvironment('CartPole-v1'));
const agent = new DQNAgent({ environment, ...settings, seed: 3 });
await train(agent, environment, { environmentSteps: 6_000, seed: 3 }).finish();
const { mean } = await evaluate(agent, evaluation(makeEnvironment('CartPole-v1')), {
  ...{ episodes: 5, seed: 8 },
});
seen['has learned'] = mean > 100;
agent.dispose();

// Actors in threads of the host's own.
const learner = new DQNAgent({ environment: makeEnvironment('CartPole-v1'), seed: 4 });
const channel = threadActors({ module: new URL('./actor.js', import.meta.url), actors: 2 });
const experience = new RemoteExperience({ agent: learner, channel });
await train(learner, experience, { environmentSteps: 2_000 }).finish();
await experience.close();
seen['steps of actors'] = learner.environmentSteps;
learner.dispose();
console.log(JSON.stringify(seen));

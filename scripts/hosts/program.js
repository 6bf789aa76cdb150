// What every runtime must do alike: run by scripts/runtimes.ts in a project that has the
// packed package. Prints one line of JSON.
import { DQNAgent, train } from 'deepq';
import { RemoteExperience } from 'deepq/distributed';
import { makeEnvironment } from 'deepq/environments';
import { file, threadActors } from 'deepq/node';
import { trainHere } from './common.js';

const seen = await trainHere((name) => file(name));

// Actors in threads of the host's own.
const learner = new DQNAgent({ environment: makeEnvironment('CartPole-v1'), seed: 4 });
const channel = threadActors({ module: new URL('./actor.js', import.meta.url), actors: 2 });
const experience = new RemoteExperience({ agent: learner, channel });
await train(learner, experience, { environmentSteps: 2_000 }).finish();
await experience.close();
seen['steps of actors'] = learner.environmentSteps;
learner.dispose();
console.log(JSON.stringify(seen));

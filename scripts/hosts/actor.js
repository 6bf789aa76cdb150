// An actor of program.js, in a thread.
import { runActor } from 'deepq/distributed';
import { makeEnvironment } from 'deepq/environments';
import { threadChannel } from 'deepq/node';

await runActor({ channel: threadChannel(), environment: makeEnvironment('CartPole-v1') });

import { runActor } from '../../src/distributed.ts';
import { makeEnvironment } from '../../src/environments.ts';
import { threadChannel } from '../../src/node.ts';

await runActor({ channel: threadChannel(), environment: makeEnvironment('CartPole-v1') });

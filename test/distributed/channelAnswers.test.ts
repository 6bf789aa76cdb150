import { expect, test } from 'vitest';
import { DQNAgent, mlp, train, ValueError } from '../../src/index.ts';
import { makeRunSpec } from '../../src/distributed/runSpec.ts';
import {
  RemoteExperience,
  runActor,
  type ActorChannel,
  type LearnerChannel,
} from '../../src/distributed.ts';
import { Numbered } from './numbered.ts';

const agentOf = (): DQNAgent =>
  new DQNAgent({ environment: new Numbered(1), network: mlp({ hidden: [4] }) });

test.each<[string, object, RegExp]>([
  [
    'open',
    { open: async () => undefined },
    /open\(beginning\) of the channel must give .*gave undef/,
  ],
  ['open', { open: async () => ({ run: 'a', version: '0' }) }, /it gave an object/],
  ['open', { open: async () => ({ run: 'a', version: 0, owner: 7 }) }, /it gave an object/],
  ['poll', { poll: () => undefined }, /poll\(\) of the channel must give a list/],
  ['poll', { poll: () => Promise.resolve([]) }, /it gave a promise/],
  ['receive', { receive: async () => [{ position: 3 }] }, /receive\(waitMs\) of the channel/],
  [
    'takeWarnings',
    { takeWarnings: () => undefined },
    /takeWarnings\(\) of the channel must give a/,
  ],
  ['takeWarnings', { takeWarnings: () => ['a', 7] }, /a list of texts; it gave an array/],
])('a learner is told what a channel answers wrongly: %s', async (_, changes, message) => {
  const channel: LearnerChannel = {
    ...{ isDurable: false, isFull: false },
    open: async ({ spec }) => ({ run: spec.run, version: 0 }),
    poll: () => [],
    receive: async () => [],
    applied: () => undefined,
    acknowledge: () => undefined,
    publish: () => undefined,
    takeWarnings: () => [],
    finish: async () => undefined,
    close: async () => undefined,
    ...changes,
  };
  const agent = agentOf();
  const experience = new RemoteExperience({ agent, channel });
  const training = train(agent, experience, { environmentSteps: 10 }).finish();
  const error: unknown = await training.catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(ValueError);
  expect((error as ValueError).message).toMatch(message);
  await experience.close();
  agent.dispose();
});

test.each<[string, object, RegExp]>([
  ['join', { join: async () => undefined }, /join\(session, signal\) of the channel must give/],
  ['send', { send: async () => undefined }, /send\(sequence, bytes, signal\) .*gave undefined/],
  ['send', { send: async () => 'ok' }, /it gave 'ok'/],
  ['weights', { weights: () => undefined }, /weights\(version\) of the channel must give weights/],
  ['weights', { weights: async () => ({ version: 1 }) }, /it gave an object/],
])('an actor is told what a channel answers wrongly: %s', async (_, changes, message) => {
  const agent = agentOf();
  const settings = { blockSteps: 5, fetchEverySteps: 5, exploration: 'apex', about: {} } as const;
  const spec = makeRunSpec(agent, '0'.repeat(32), settings);
  agent.dispose();
  const state = { blocks: 0 };
  const channel: ActorChannel = {
    join: async () => spec,
    send: async () => (++state.blocks < 3 ? 'sent' : 'stopped'),
    weights: () => null,
    isStopped: false,
    report: () => undefined,
    close: async () => undefined,
    ...changes,
  };
  const acting = runActor({ channel, environment: new Numbered(1) });
  const error: unknown = await acting.catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(ValueError);
  expect((error as ValueError).message).toMatch(message);
});

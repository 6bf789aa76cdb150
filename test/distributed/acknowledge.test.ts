import { expect, test } from 'vitest';
import { DQNAgent, train } from '../../src/index.ts';
import { RemoteExperience, type LearnerChannel } from '../../src/distributed.ts';
import { Numbered, numberedBlocks, SESSION } from './numbered.ts';

test('an actor is told of blocks that need no checkpoint, too, so that it forgets them', async () => {
  const environment = new Numbered(1);
  const agent = new DQNAgent({ environment, learningStarts: 1_000 });
  const told: [string, number][] = [];
  let sent = 0;
  let nextBlock = (): Uint8Array => new Uint8Array();
  const channel: LearnerChannel = {
    ...{ isDurable: true, isFull: false },
    open: async ({ spec }) => {
      nextBlock = numberedBlocks(spec.run, 1);
      return { run: spec.run, version: 0 };
    },
    poll: () => [],
    receive: async () => [{ position: `${++sent}-0`, bytes: nextBlock() }],
    applied: () => undefined,
    acknowledge: (_, sessions) => {
      told.push(...sessions);
    },
    publish: () => undefined,
    takeWarnings: () => [],
    finish: async () => undefined,
    close: async () => undefined,
  };
  const experience = new RemoteExperience({ agent, channel, acknowledge: 'applied' });
  await train(agent, experience, { environmentSteps: 3 }).finish();
  await experience.close();
  agent.dispose();
  expect(told).toEqual([
    [SESSION, 1],
    [SESSION, 2],
    [SESSION, 3],
  ]);
});

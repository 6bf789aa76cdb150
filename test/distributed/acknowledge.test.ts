import { expect, test } from 'vitest';
import { DQNAgent, train } from '../../src/index.ts';
import { RemoteExperience, type LearnerChannel } from '../../src/distributed.ts';
import { BlockWriter } from '../../src/distributed/blocks/blockWriter.ts';
import { Numbered } from './numbered.ts';

const session = 'fedcba9876543210';

test('an actor is told of blocks that need no checkpoint, too, so that it forgets them', async () => {
  const environment = new Numbered(1);
  const agent = new DQNAgent({ environment, learningStarts: 1_000 });
  const told: [string, number][] = [];
  let run = '';
  let sequence = 0;
  let from = environment.reset().observation;
  const nextBlock = (): Uint8Array => {
    const writer = new BlockWriter(environment, { run, session, actor: 0 });
    const { observation, reward } = environment.step();
    const ends = { terminated: false, truncated: false };
    writer.add(
      { observation: from, action: 0, reward, nextObservation: observation, ...ends },
      null,
    );
    from = observation;
    return writer.finish({ sequence: sequence++, version: 1, madeMs: 0, priorities: null });
  };
  const channel: LearnerChannel = {
    ...{ isDurable: true, isFull: false },
    open: async ({ spec }) => {
      run = spec.run;
      return { run, version: 0 };
    },
    poll: () => [],
    receive: async () => [{ position: `${sequence + 1}-0`, bytes: nextBlock() }],
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
    [session, 1],
    [session, 2],
    [session, 3],
  ]);
});

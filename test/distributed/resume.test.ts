import { expect, test } from 'vitest';
import {
  decodeCheckpoint,
  DQNAgent,
  memoryStore,
  train,
  UsageError,
  type State,
} from '../../src/index.ts';
import { RemoteExperience, type LearnerChannel } from '../../src/distributed.ts';
import { Numbered, numberedBlocks } from './numbered.ts';

const STEPS = 5;

/** Blocks of five numbered steps. */
function blocks(run: string): Uint8Array[] {
  return Array.from({ length: 4 }, numberedBlocks(run, STEPS));
}

/** A channel that hands the blocks after a place over, one at a time. */
function channelOf(version: number): LearnerChannel {
  let waiting: { position: string; bytes: Uint8Array }[] = [];
  return {
    ...{ isDurable: true, isFull: false },
    open: async ({ spec, position }) => {
      const all = blocks(spec.run).map((bytes, at) => ({ position: `${at + 1}-0`, bytes }));
      waiting = all.slice(position === null ? 0 : parseInt(position));
      return { run: spec.run, version };
    },
    poll: () => waiting.splice(0, 1),
    receive: async () => waiting.splice(0, 1),
    ...{ applied: () => undefined, acknowledge: () => undefined, publish: () => undefined },
    ...{ takeWarnings: () => [], finish: async () => undefined, close: async () => undefined },
  };
}

function begin(
  environmentSteps: number,
  version: number,
  from: State | null,
): { readonly agent: DQNAgent; readonly experience: RemoteExperience; train(): Promise<State> } {
  const agent = new DQNAgent({ environment: new Numbered(1), learningStarts: 1_000, seed: 1 });
  const channel = channelOf(version);
  const experience = new RemoteExperience({ agent, channel, blockSteps: STEPS, maxVersionLag: 3 });
  return {
    ...{ agent, experience },
    async train() {
      const store = memoryStore();
      const training = train(agent, experience, { environmentSteps, ...(from && { from }) });
      await training.finish();
      await training.save(store);
      return decodeCheckpoint(await store.read(), { kind: 'training' });
    },
  };
}

test('the rest of a block that was begun is learned from, though its weights are old by now', async () => {
  // 13 steps: two blocks, and three steps of the third one.
  const first = begin(13, 0, null);
  const state = await first.train();
  await first.experience.close();
  first.agent.dispose();
  const { statistics: before } = first.experience;
  expect(before).toMatchObject({ blocks: 2, environmentSteps: 13 });
  // Another learner has published a hundred versions; the fourth block is too old then.
  const second = begin(15, 100, state);
  await second.train();
  await second.experience.close();
  expect(second.experience.statistics).toMatchObject({ blocks: 1, environmentSteps: 2 });
  expect(second.experience.statistics!.dropped.stale).toBe(0);
  const { storage } = second.agent.replay.getState() as { storage: State };
  const { observations } = storage as unknown as { observations: { data: Float32Array } };
  const steps = Array.from({ length: 15 }, (_, at) => observations.data[3 * at + 1]);
  expect(steps).toEqual(Array.from({ length: 15 }, (_, step) => step));
  second.agent.dispose();
});

test('a block of which nothing was learned is dropped where its weights are too old', async () => {
  const agent = new DQNAgent({ environment: new Numbered(1), learningStarts: 1_000 });
  const experience = new RemoteExperience({
    ...{ agent, channel: channelOf(100), blockSteps: STEPS, maxVersionLag: 3 },
  });
  const training = train(agent, experience, { environmentSteps: 1 });
  for await (const event of training) {
    if (event.type === 'warning') expect(event.message).toContain('older than maxVersionLag');
    if (experience.statistics!.dropped.stale === 4) training.stop('all are dropped');
  }
  expect(experience.statistics).toMatchObject({ blocks: 0, dropped: { stale: 4 } });
  await experience.close();
  agent.dispose();
});

test('a training whose experience was closed ends with an error, and does not spin', async () => {
  const { agent, experience } = begin(1_000, 0, null);
  const training = train(agent, experience, { environmentSteps: 1_000 });
  const ended = training.finish();
  const refused = expect(ended).rejects.toThrow(UsageError);
  await experience.close();
  await refused;
  await expect(ended).rejects.toThrow(/closed while a training still takes its steps/);
  agent.dispose();
});

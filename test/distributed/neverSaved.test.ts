import { expect, onTestFinished, test, vi } from 'vitest';
import { DQNAgent, memoryStore, train, UsageError } from '../../src/index.ts';
import { RemoteExperience, type LearnerChannel } from '../../src/distributed.ts';
import { Numbered, numberedBlocks } from './numbered.ts';

/** One that has a block of one step, and no room for more until a checkpoint holds it. */
function smallChannel(): LearnerChannel {
  const state = { isFull: false };
  let waiting: Uint8Array[] = [];
  return {
    isDurable: true,
    get isFull() {
      return state.isFull;
    },
    open: async ({ spec }) => {
      waiting = [numberedBlocks(spec.run, 1)()];
      return { run: spec.run, version: 0 };
    },
    poll: () => [],
    receive: async () => {
      await new Promise((resolve) => setTimeout(resolve, 1));
      return waiting.splice(0).map((bytes) => ({ position: '1-0', bytes }));
    },
    applied: () => void (state.isFull = true),
    acknowledge: () => void (state.isFull = false),
    publish: () => undefined,
    takeWarnings: () => [],
    finish: async () => undefined,
    close: async () => undefined,
  };
}

/** A clock that is 10 s later each time that it is looked at. */
function hurry(): void {
  let now = 0;
  const clock = vi.spyOn(performance, 'now').mockImplementation(() => (now += 10_000));
  onTestFinished(() => clock.mockRestore());
}

test('a training without checkpoints does not wait for ever for room that only they make', async () => {
  const agent = new DQNAgent({ environment: new Numbered(1) });
  const experience = new RemoteExperience({ agent, channel: smallChannel() });
  hurry();
  const training = train(agent, experience, { environmentSteps: 10 });
  await expect(training.finish()).rejects.toThrow(UsageError);
  expect(agent.environmentSteps).toBe(1);
  await experience.close();
  agent.dispose();
}, 20_000);

test('one that writes them waits on for actors', async () => {
  const agent = new DQNAgent({ environment: new Numbered(1) });
  const experience = new RemoteExperience({ agent, channel: smallChannel() });
  hurry();
  const controller = new AbortController();
  const store = memoryStore();
  const training = train(agent, experience, {
    environmentSteps: 10,
    checkpoint: { everyEnvironmentSteps: 1_000, save: (running) => running.save(store) },
    signal: controller.signal,
  });
  setTimeout(() => controller.abort(), 300);
  expect((await training.finish()).reason).toBe('aborted');
  expect(agent.environmentSteps).toBe(1);
  await experience.close();
  agent.dispose();
}, 20_000);

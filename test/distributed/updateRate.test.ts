import { expect, test } from 'vitest';
import { UpdateRate } from '../../src/distributed/updateRate.ts';

/** An agent of so many transitions, which learns from 10 on. */
function agentOf(size: number): ConstructorParameters<typeof UpdateRate>[0]['agent'] {
  const options = { batchSize: 4, learningStarts: 10 };
  return { replay: { size }, options } as unknown as ReturnType<typeof agentOf>;
}

const isIdle = (): boolean => true;
const isBusy = (): boolean => false;

test('owes an update for each batch of samples, and counts whoever makes it', () => {
  const rate = new UpdateRate({ samplesPerInsert: 2, tolerance: 0, agent: agentOf(10) });
  rate.counted = 5;
  expect(rate.due(5, isBusy)).toBe(0);
  rate.inserted();
  rate.inserted();
  expect(rate.owed).toBe(4);
  expect(rate.due(5, isBusy)).toBe(1);
  expect(rate.due(6, isBusy)).toBe(0);
  expect(rate.owed).toBe(0);
  // Two at once, by whoever.
  expect(rate.due(8, isBusy)).toBe(0);
  expect(rate.owed).toBe(-8);
});

test('samples ahead, within the tolerance, only where nothing else is to do', () => {
  const rate = new UpdateRate({ samplesPerInsert: 1, tolerance: 4, agent: agentOf(10) });
  expect(rate.due(0, isBusy)).toBe(0);
  expect(rate.due(0, isIdle)).toBe(1);
  expect(rate.due(1, isIdle)).toBe(0);
});

test('makes nothing due before there is enough to learn from', () => {
  const rate = new UpdateRate({ samplesPerInsert: 100, tolerance: 100, agent: agentOf(9) });
  rate.inserted();
  expect(rate.owed).toBe(0);
  expect(rate.due(0, isIdle)).toBe(0);
});

test('makes nothing due before there is a whole batch, however soon learning may start', () => {
  const agent = { replay: { size: 3 }, options: { batchSize: 4, learningStarts: 1 } };
  const options = { samplesPerInsert: 100, tolerance: 100, agent: agent as never };
  expect(new UpdateRate(options).due(0, isIdle)).toBe(0);
  agent.replay.size = 4;
  expect(new UpdateRate(options).due(0, isIdle)).toBe(1);
});

test('has no say, and no state, without a rate', () => {
  const rate = new UpdateRate({ samplesPerInsert: null, tolerance: 0, agent: agentOf(10) });
  rate.inserted();
  expect(rate.due(3, isIdle)).toBeUndefined();
  expect(rate.owed).toBe(0);
  expect(rate.getState()).toBeNull();
  rate.prepareState({ owed: 7 })();
  expect(rate.owed).toBe(0);
});

test('goes on with the samples that a state owes', () => {
  const options = { samplesPerInsert: 2, tolerance: 0, agent: agentOf(10) };
  const [before, after] = [new UpdateRate(options), new UpdateRate(options)];
  before.inserted();
  const takeOver = after.prepareState(before.getState());
  expect(after.owed).toBe(0);
  takeOver();
  expect(after.owed).toBe(2);
  after.prepareState(null)();
  expect(after.owed).toBe(2);
});

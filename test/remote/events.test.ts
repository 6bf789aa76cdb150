import type { TrainingEvent } from 'deepq';
import { expect, test } from 'vitest';
import { EventQueue } from '../../src/remote/eventQueue.ts';
import { EventSender } from '../../src/remote/eventSender.ts';
import { ThinEvents } from '../../src/remote/thinEvents.ts';
import { fakeTime } from '../live/fakeTime.ts';

const steps = (count: number, environmentSteps: number): TrainingEvent => ({
  type: 'steps',
  count,
  seconds: count / 10,
  environmentSteps,
  exploration: null,
});
const updates = (count: number, loss: number, gradientNorm: number | null): TrainingEvent => ({
  type: 'updates',
  ...{ count, loss, gradientNorm },
  meanQ: 2 * loss,
  updates: 100,
  learningRate: 0.1,
  environmentSteps: 7,
});
const episode = (environmentSteps: number): TrainingEvent => ({
  type: 'episode',
  ...{ episode: 1, return: 1, length: 1, terminated: true, truncated: false, environmentSteps },
});
const end: TrainingEvent = {
  type: 'end',
  ...{ reason: 'completed', message: null, episodes: 1, environmentSteps: 9, updates: 4 },
  ...{ seconds: 1, nothingLearned: null },
};

test('steps and updates are summed, the others stay, the end is the last', () => {
  const thin = new ThinEvents();
  const given = [steps(2, 2), updates(1, 4, null), episode(3), steps(3, 5), updates(3, 8, 2)];
  for (const event of given) thin.add(event);
  expect(thin.size).toBe(3);
  thin.add(end);
  expect(thin.take()).toEqual([
    episode(3),
    { ...steps(5, 5), seconds: 0.5 },
    { ...updates(4, 7, 2) },
    end,
  ]);
  expect(thin.take()).toEqual([]);
});

test('a batch waits for its time, and for the one before to be taken; a page that lags holds up', async () => {
  const time = fakeTime();
  const batches: TrainingEvent[][] = [];
  const port = {
    post: (message: unknown): void => {
      batches.push((message as { events: TrainingEvent[] }).events);
    },
    listen: (): void => undefined,
    close: (): void => undefined,
  };
  const sender = new EventSender(port, time, 10, false);
  expect(sender.add(steps(1, 1))).toBeUndefined();
  // The page does not listen yet.
  expect(batches).toHaveLength(0);
  sender.taken();
  for (let at = 2; at <= 4; at++) void sender.add(steps(1, at));
  expect(batches).toHaveLength(1);
  sender.taken();
  await expect.poll(() => batches.length).toBe(2);
  expect(time.at).toBe(100);
  expect(batches[1]).toMatchObject([{ count: 3, environmentSteps: 4 }]);
  let pending: Promise<void> | undefined;
  let count = 0;
  while (!pending) {
    pending = sender.add(episode(5));
    count++;
  }
  expect(count).toBe(1_000);
  sender.flush();
  await pending;
  expect(batches[2]).toHaveLength(1_000);
});

test('a queue gives events in order, ends with the end, an error or a break', async () => {
  let taken = 0;
  const closed: EventQueue[] = [];
  const make = (): EventQueue =>
    new EventQueue(
      () => taken++,
      (queue) => closed.push(queue),
    );
  const queue = make();
  const early = queue.next();
  for (const event of [steps(1, 1), episode(2), end]) queue.push(event);
  expect(await early).toEqual({ done: false, value: steps(1, 1) });
  expect(queue.size).toBe(2);
  const rest: TrainingEvent[] = [];
  for await (const event of queue) rest.push(event);
  expect(rest).toEqual([episode(2), end]);
  expect([taken, closed]).toEqual([3, [queue]]);
  const failing = make();
  failing.push(episode(1));
  failing.fail(new RangeError('over'));
  expect((await failing.next()).done).toBe(false);
  await expect(failing.next()).rejects.toThrow('over');
  expect((await failing.next()).done).toBe(true);
  const broken = make();
  broken.push(episode(1));
  await broken.return();
  expect([broken.size, closed.length]).toEqual([0, 3]);
});

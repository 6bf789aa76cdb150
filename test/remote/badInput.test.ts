import { OptionsError, type TrainingEvent } from 'deepq';
import { startTraining } from 'deepq/node';
import { expect, test, vi } from 'vitest';
import { WorkerError } from '../../src/errors.ts';
import { isReply } from '../../src/remote/messages.ts';
import type { Port } from '../../src/remote/port.ts';
import { RunningTraining } from '../../src/remote/runningTraining.ts';
import { requireServed } from '../../src/remote/served.ts';

const end = { type: 'end', environmentSteps: 9 } as TrainingEvent;

function open(): { training: RunningTraining; tell: (message: unknown) => void; sent: unknown[] } {
  let tell: (message: unknown) => void = () => undefined;
  const sent: unknown[] = [];
  const port: Port = {
    post: (message) => void sent.push(message),
    listen: ({ message }) => (tell = message),
    close: () => undefined,
  };
  const start = { speed: 1, isPaused: false };
  const training = new RunningTraining(port, start, () => new WorkerError('ended'));
  return { training, tell: (message) => tell(message), sent };
}

test('a listener that throws keeps nothing from the others', async () => {
  const { training, tell, sent } = open();
  const seen: unknown[] = [];
  process.once('unhandledRejection', (error) => seen.push(error));
  const others = process.rawListeners('unhandledRejection').slice(0, -1);
  for (const one of others) process.off('unhandledRejection', one as never);
  const heard = vi.fn();
  training.on('end', () => {
    throw new Error('of a listener');
  });
  training.on('end', heard);
  tell({ deepq: 'events', events: [end] });
  await expect(training.finish()).resolves.toBe(end);
  expect(heard).toHaveBeenCalledOnce();
  expect(sent).toContainEqual({ deepq: 'taken', what: 'events' });
  await new Promise((resolve) => setTimeout(resolve, 10));
  for (const one of others) process.on('unhandledRejection', one as never);
  expect(seen).toEqual([new Error('of a listener')]);
});

test.each([
  null,
  { deepq: 'events' },
  { deepq: 'events', events: [null] },
  { deepq: 'frame' },
  { deepq: 5 },
])('messages of others are let be: %o', (message) => {
  const { training, tell } = open();
  expect(isReply(message)).toBe(false);
  expect(() => tell(message)).not.toThrow();
  expect(training.environmentSteps).toBe(0);
});

test('refuses events that there are not, and stores that cannot write', async () => {
  const { training, sent } = open();
  expect(() => training.on('episdoe' as never, () => undefined)).toThrow(/'episode'.*'episdoe'/);
  await expect(training.save({} as never)).rejects.toThrow(/needs a store with the method write/);
  expect(sent).toEqual([]);
});

test.each([null, 5])('a worker cannot have %o as methods', (methods) => {
  const served = { agent: {}, environment: {}, train: {}, methods };
  expect(() => requireServed(served as never)).toThrow(OptionsError);
});

test.each(['https://example.com/a.js', 'file://host%/a.js', 'file:///a%2Fb', 'blob:x', 'a\0b.js'])(
  'no thread is started from %o',
  async (url) => {
    await expect(startTraining(url)).rejects.toThrow(OptionsError);
  },
);

test('no thread is started from a URL of the network', async () => {
  const url = new URL('https://example.com/a.js');
  await expect(startTraining(url)).rejects.toThrow(/begins with file: or data:/);
});

test('refuses null in place of options, before a worker is made', async () => {
  const starting = startTraining('./missing.js', null as never);
  await expect(starting).rejects.toThrow(OptionsError);
});

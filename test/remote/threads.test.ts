import { OptionsError, UsageError, WorkerError } from 'deepq';
import { serveTraining, startTraining } from 'deepq/node';
import { expect, test } from 'vitest';
import { expectLaws } from './laws.ts';
import { openThread } from './openThread.ts';

expectLaws((options = {}) => startTraining(openThread('thread'), options));

test('a module that is not there, throws or does not serve is told, with its name', async () => {
  const missing = startTraining(new URL('workers/missing.js', import.meta.url));
  await expect(missing).rejects.toThrow(WorkerError);
  await expect(missing).rejects.toThrow(/workers\/missing\.js/);
  const throwing = startTraining(openThread('throws'));
  await expect(throwing).rejects.toThrow(/RangeError: not in the mood/);
  const silent = startTraining(openThread('silent'), { timeoutMilliseconds: 3_000 });
  await expect(silent).rejects.toThrow(WorkerError);
  await expect(startTraining(5 as never)).rejects.toThrow(OptionsError);
  // Left out is the default; null is none.
  const nothing = startTraining(openThread('silent'), null as never);
  await expect(nothing).rejects.toThrow('startTraining needs an object of options');
});

test('a module of TypeScript that threads cannot read is told, with what to do', async () => {
  const text = encodeURIComponent('throw new TypeError(\'Unknown file extension ".ts" for w.ts\')');
  const started = startTraining(new URL(`data:text/javascript,${text}`));
  await expect(started).rejects.toThrow(/from Node 22\.18 on.*import\('\.\/worker\.ts'\)/);
});

test('an export that is not there is told as it is, and not as a plain script', async () => {
  const text = encodeURIComponent("import { nothing } from 'node:fs';");
  const started = startTraining(new URL(`data:text/javascript,${text}`));
  await expect(started).rejects.toThrow(/export named 'nothing'/);
  await expect(started).rejects.not.toThrow(/must be started as a module/);
});

test('a thread that ends, and a store that cannot write, are told as what they are', async () => {
  const ended = startTraining(new URL('data:text/javascript,'));
  await expect(ended).rejects.toThrow(/ended before the training, with exit code 0/);
  const copied = startTraining(openThread('thread'), { options: () => 1 });
  await expect(copied).rejects.toThrow(/must be plain data, since it is copied/);
  const training = await startTraining(openThread('thread'), { isPaused: true, options: {} });
  await expect(training.save('run.safetensors' as never)).rejects.toThrow(OptionsError);
  training.close();
});

test('each training has a thread of its own', async () => {
  const thread = openThread('thread');
  const first = await startTraining(thread, { isPaused: true, options: {} });
  await expect(startTraining(thread)).rejects.toThrow(UsageError);
  await expect(startTraining(thread)).rejects.toThrow(/a worker that has a training, or had one/);
  // The first one goes on.
  await expect(first.call('add', 2, 3)).resolves.toBe(5);
  first.close();
  await expect(startTraining(thread)).rejects.toThrow(UsageError);
});

test('serves in a thread alone', () => {
  expect(() => serveTraining(null as never)).toThrow(OptionsError);
});

import { OptionsError, UsageError, WorkerError } from 'deepq';
import { serveTraining, startTraining } from 'deepq/browser';
import { expect, test } from 'vitest';
import { expectLaws } from './laws.ts';

expectLaws((options = {}) =>
  startTraining(
    new Worker(new URL('workers/page.ts', import.meta.url), { type: 'module' }),
    options,
  ),
);

test('a script that is not there is told, with its URL and what the server answers', async () => {
  const url = new URL('/no/such/worker.js', location.href);
  await expect(startTraining(url)).rejects.toThrow(WorkerError);
  await expect(startTraining(url)).rejects.toThrow(/no\/such\/worker\.js could not be loaded/);
});

test('a script whose import throws, or that does not serve, is told', async () => {
  const throwing = startTraining(
    new Worker(new URL('workers/throws.ts', import.meta.url), { type: 'module' }),
  );
  await expect(throwing).rejects.toThrow(WorkerError);
  await expect(throwing).rejects.toThrow(/workers\/throws\.ts.*RangeError: not in the mood/);
  const silent = startTraining(
    new Worker(new URL('workers/silent.ts', import.meta.url), { type: 'module' }),
    { timeoutMilliseconds: 2_000 },
  );
  await expect(silent).rejects.toThrow(/must call serveTraining/);
});

test('each training has a worker of its own', async () => {
  const worker = new Worker(new URL('workers/page.ts', import.meta.url), { type: 'module' });
  const first = await startTraining(worker, { isPaused: true });
  await expect(startTraining(worker)).rejects.toThrow(UsageError);
  await expect(first.call('add', 2, 3)).resolves.toBe(5);
  first.close();
});

test('a module that is started as a plain script is told, and what to do', async () => {
  const script = new Blob(["import 'data:text/javascript,';"], { type: 'text/javascript' });
  const started = startTraining(new Worker(URL.createObjectURL(script)));
  await expect(started).rejects.toThrow(WorkerError);
  await expect(started).rejects.toThrow("by new Worker(url, { type: 'module' })");
});

test('refuses what is no worker, and to serve in a page', async () => {
  await expect(startTraining(5 as never)).rejects.toThrow(OptionsError);
  expect(() => serveTraining(null as never)).toThrow(OptionsError);
  expect(() => serveTraining(() => null as never)).toThrow(UsageError);
});

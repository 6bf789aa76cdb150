import {
  CheckpointError,
  DeepQError,
  memoryStore,
  OptionsError,
  UsageError,
  ValueError,
  WorkerError,
  type EndEvent,
} from 'deepq';
import { CartPole } from 'deepq/environments';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Pace } from '../../src/remote/pace.ts';
import { RunningTraining } from '../../src/remote/runningTraining.ts';
import type { ServedTraining } from '../../src/remote/served.ts';
import { fakeTime } from '../live/fakeTime.ts';
import { startOnWire } from './wire.ts';
import { makeTraining, type Settings } from './workers/make.ts';

const startFor = (settings: Settings, options: Parameters<typeof startOnWire>[1] = {}) =>
  startOnWire(() => makeTraining(settings), options);
const turn = () => new Promise((resolve) => setTimeout(resolve, 0));

/** Errors that nobody looked at: Node would end the process for each. */
let unhandled: unknown[] = [];
const note = (error: unknown): void => void unhandled.push(error);
let others: NodeJS.UnhandledRejectionListener[] = [];
beforeEach(() => {
  unhandled = [];
  others = process.listeners('unhandledRejection');
  process.removeAllListeners('unhandledRejection');
  process.on('unhandledRejection', note);
});
afterEach(() => {
  process.removeAllListeners('unhandledRejection');
  for (const listener of others) process.on('unhandledRejection', listener);
});

test('a pause that is taken back before the next step is answered', async () => {
  const pace = new Pace(fakeTime(), Infinity, false);
  const paused = pace.pause();
  pace.resume();
  await paused;
  expect(pace.beforeStep(1)).toBeUndefined();
});

test('calls while a checkpoint is loaded wait for it: save, another load, stop', async () => {
  const { training } = await startFor({ environmentSteps: 100 });
  const beginning = await training.save();
  await training.resume();
  await training.finish();
  const [, saved, , end] = await Promise.all([
    training.load(beginning),
    training.save(),
    training.load(beginning),
    training.stop('enough'),
  ]);
  expect(saved.length).toBeGreaterThan(0);
  expect(end.reason === 'stopped' || end.environmentSteps === 100).toBe(true);
  expect(await training.finish()).toEqual(end);
  training.close();
});

test('a stop is answered for its own training, though another is loaded before the answer', async () => {
  const { training } = await startFor({ environmentSteps: 100 });
  const beginning = await training.save();
  // Paused: what is loaded does not come to an end by itself.
  const stopping = training.stop('enough');
  await training.load(beginning);
  expect(await stopping).toMatchObject({ reason: 'stopped', message: 'enough' });
  let isOver = false;
  const finished = training.finish().then(() => (isOver = true));
  await training.pause();
  expect(isOver).toBe(false);
  expect(await training.stop('again')).toMatchObject({ message: 'again' });
  await finished;
  training.close();
});

test('a page that hears an old end before the answer of a load waits for the new one', async () => {
  // The order of messages, as a worker may send them.
  type Sent = { readonly deepq: string; readonly id: number; readonly name: string };
  const end = (environmentSteps: number): EndEvent => ({
    ...{ type: 'end', reason: 'completed', message: null, episodes: 1, environmentSteps },
    ...{ updates: 0, seconds: 1, nothingLearned: null },
  });
  let hear: (message: unknown) => void = () => undefined;
  const sent: Sent[] = [];
  const training = new RunningTraining(
    {
      post: (message) => void sent.push(message as Sent),
      listen: ({ message }) => (hear = message),
      close: () => undefined,
    },
    { speed: Infinity, isPaused: false },
    () => new WorkerError('none'),
  );
  const loading = training.load(Uint8Array.of(1));
  await turn();
  hear({ deepq: 'events', events: [end(60)], training: 0 });
  const { id } = sent.find(({ name }) => name === 'load')!;
  hear({ deepq: 'result', id, value: { environmentSteps: 5, updates: 0, training: 1 } });
  await loading;
  expect(training.environmentSteps).toBe(5);
  const finished = training.finish();
  hear({ deepq: 'events', events: [end(70)], training: 1 });
  expect((await finished).environmentSteps).toBe(70);
  training.close();
});

test('steps are not counted back by events that come after a pause was answered', async () => {
  let hear: (message: unknown) => void = () => undefined;
  const sent: { readonly id: number; readonly name: string }[] = [];
  const training = new RunningTraining(
    {
      post: (message) => void sent.push(message as (typeof sent)[number]),
      listen: ({ message }) => (hear = message),
      close: () => undefined,
    },
    { speed: Infinity, isPaused: false },
    () => new WorkerError('none'),
  );
  const pausing = training.pause();
  hear({ deepq: 'result', id: sent[0]!.id, value: { environmentSteps: 9, updates: 0 } });
  await pausing;
  const steps = { type: 'steps', count: 3, seconds: 1, environmentSteps: 7, exploration: null };
  hear({ deepq: 'events', events: [steps], training: 0 });
  expect(training.environmentSteps).toBe(9);
  training.close();
});

test('what ends frames ends those alone, also where one function takes both', async () => {
  const { training } = await startFor({ environmentSteps: 50 });
  let frames = 0;
  const onFrame = (): void => {
    frames++;
  };
  const endFirst = training.frames({ onFrame });
  const endSecond = training.frames({ onFrame });
  await expect.poll(() => frames).toBeGreaterThan(0);
  endFirst();
  const before = frames;
  await training.resume();
  await training.finish();
  await expect.poll(() => frames).toBeGreaterThan(before);
  endSecond();
  training.close();
});

test('after close, speed and the end of frames are nothing to fail of; the end is still known', async () => {
  const { training } = await startFor({ environmentSteps: 50 }, { isPaused: false });
  const endFrames = training.frames({ onFrame: () => undefined });
  const end = await training.finish();
  training.close();
  training.speed = 5;
  endFrames();
  await turn();
  expect(await training.finish()).toBe(end);
  expect(unhandled).toEqual([]);
});

test('a worker that dies after the end takes nothing back; calls are told', async () => {
  const { training, host } = await startFor({ environmentSteps: 50 }, { isPaused: false });
  const end = await training.finish();
  host.failure({ message: null, file: null, exitCode: 0 });
  expect(await training.finish()).toBe(end);
  await expect(training.save()).rejects.toThrow(WorkerError);
  await turn();
  expect(unhandled).toEqual([]);
  training.close();
});

test('a stop whose answer close takes away is told of the end, as finish is', async () => {
  const { training } = await startFor({ environmentSteps: 100_000 });
  const stopped: Promise<EndEvent>[] = [];
  // As a page does that has seen enough: at every episode, until the end comes.
  training.on('episode', () => stopped.push(training.stop('enough')));
  await training.resume();
  const end = await training.finish();
  stopped.push(training.stop());
  training.close();
  stopped.push(training.stop());
  expect(stopped.length).toBeGreaterThan(2);
  for (const one of stopped) expect(await one).toEqual(end);
  expect(end.message).toBe('enough');
  await turn();
  expect(unhandled).toEqual([]);
});

test('a stop after a close before the end is refused, as finish is', async () => {
  const { training } = await startFor({ environmentSteps: 100 });
  training.close();
  await expect(training.stop()).rejects.toThrow(
    'The training was ended by close() before its end.',
  );
  await expect(training.finish()).rejects.toThrow(UsageError);
});

test('what close takes away is told to who awaits it, and is no unhandled rejection', async () => {
  const { training } = await startFor({ environmentSteps: 100_000 }, { isPaused: false });
  const store = memoryStore();
  await store.write(Uint8Array.of(1));
  const all = () => [
    ...[training.stop(), training.finish(), training.pause(), training.resume(), training.save()],
    ...[training.load(Uint8Array.of(1)), training.load(store), training.qValues()],
    ...[training.call('add', 1, 2), training.events().next()],
  ];
  void all();
  const awaited = training.stop();
  training.close();
  void all();
  await expect(awaited).rejects.toThrow(UsageError);
  await expect(training.save()).rejects.toThrow('The worker was closed by close()');
  await turn();
  expect(unhandled).toEqual([]);
});

test('an error that close did not make is reported where nobody awaits it', async () => {
  const { training } = await startFor({ environmentSteps: 100 });
  void training.call('fail');
  await expect.poll(() => unhandled).toMatchObject([{ name: 'RangeError', message: 'asked for' }]);
  training.close();
});

test('no event comes before who started the training can listen, be it before the first step', async () => {
  const make = () => {
    const { train, ...made } = makeTraining({ environmentSteps: 300 }) as ServedTraining;
    const evaluation = { everyEnvironmentSteps: 200, environment: new CartPole(), atStart: true };
    return { ...made, train: { ...train, evaluation: { ...evaluation, episodes: 1 } } };
  };
  const { training } = await startOnWire(make, { isPaused: false });
  const evaluated: number[] = [];
  let steps = 0;
  training.on('evaluation', ({ environmentSteps }) => evaluated.push(environmentSteps));
  training.on('steps', ({ count }) => (steps += count));
  await training.finish();
  expect([evaluated, steps]).toEqual([[0, 200], 300]);
  training.close();
});

test('a failure while stop waits is told to it alone', async () => {
  const { training } = await startFor({ fails: 'step', environmentSteps: 1_000 });
  await training.resume();
  await expect(training.stop()).rejects.toThrow('the pole broke');
  await turn();
  expect(unhandled).toEqual([]);
  training.close();
});

test('who waits for the end while a load fails is told how it ended', async () => {
  const { training } = await startFor({ fails: 'step', environmentSteps: 1_000 });
  const failing = training.finish();
  await training.resume();
  await expect(failing).rejects.toThrow('the pole broke');
  const loading = training.load(Uint8Array.of(1, 2, 3));
  const finished = training.finish();
  await expect(loading).rejects.toThrow(CheckpointError);
  await expect(finished).rejects.toThrow('the pole broke');
  training.close();
});

test('of a run that was complete, no values can be asked without a state', async () => {
  const { training } = await startFor({ environmentSteps: 120 }, { isPaused: false });
  await training.finish();
  const from = await training.save();
  training.close();
  const again = (await startFor({ environmentSteps: 120 }, { from })).training;
  await again.finish();
  await expect(again.qValues()).rejects.toThrow(UsageError);
  expect(await again.qValues(Float32Array.of(0, 0, 0, 0))).toHaveLength(2);
  again.close();
});

test('null is no observation, and what was transferred is told', async () => {
  const { training } = await startFor({ environmentSteps: 50 });
  await expect(training.qValues(null as never)).rejects.toThrow(ValueError);
  await expect(training.returnDistribution(null as never)).rejects.toThrow(DeepQError);
  const gone = Float32Array.of(0, 0, 0, 0);
  structuredClone(gone.buffer, { transfer: [gone.buffer] });
  await expect(training.qValues(gone)).rejects.toThrow(
    'memory that was transferred has to be copied before',
  );
  expect(await training.qValues()).toHaveLength(2);
  await expect(training.load(new ArrayBuffer(8) as never)).rejects.toThrow(
    'new Uint8Array(buffer)',
  );
  training.close();
});

test('a store that cannot write is refused as everywhere', async () => {
  const { training } = await startFor({ environmentSteps: 50 });
  await expect(training.save('run.safetensors' as never)).rejects.toThrow(OptionsError);
  await expect(training.save('run.safetensors' as never)).rejects.toThrow(
    /needs a store with the method write/,
  );
  await expect(training.load({} as never)).rejects.toThrow(OptionsError);
  training.close();
});

test('a close, or a worker that fails, during a load leaves the end of the run before', async () => {
  const { training } = await startFor({ environmentSteps: 50 });
  await training.resume();
  const end = await training.finish();
  const bytes = await training.save();
  const loading = training.load(bytes);
  const waiting = training.finish();
  training.close();
  await expect(loading).rejects.toThrow('The worker was closed by close()');
  expect(await waiting).toEqual(end);
  expect(await training.finish()).toEqual(end);
  expect(await training.stop()).toEqual(end);
});

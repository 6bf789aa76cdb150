import {
  CheckpointError,
  memoryStore,
  OptionsError,
  restoreAgent,
  simd,
  train,
  UsageError,
  WorkerError,
  type TrainingEvent,
} from 'deepq';
import { describe, expect, test } from 'vitest';
import type { TrainingFrame } from '../../src/remote/frames.ts';
import type { RemoteTraining } from '../../src/remote/remoteTraining.ts';
import type { StartTrainingOptions } from '../../src/remote/startOptions.ts';
import { makeTraining, type Settings } from './workers/make.ts';

/** Starts the worker of `workers/make.ts` on the host that is tried. */
export type Start = (
  options?: StartTrainingOptions<Settings | undefined>,
) => Promise<RemoteTraining>;

/** The bytes of the run of `workers/make.ts`, without a worker. */
export async function runHere(settings: Settings, stopAt: number = Infinity): Promise<Uint8Array> {
  const { agent, environment, train: options } = await makeTraining(settings);
  const training = train(agent, environment, {
    ...options,
    beforeStep: () => {
      if (agent.environmentSteps === stopAt) training.stop();
    },
  });
  await training.finish();
  const store = memoryStore();
  await training.save(store);
  return store.read();
}

/** What Node and Chromium both come to: checkpoints of the training of `workers/make.ts`. */
const AFTER_400_STEPS = 'd5ff80c8fee08ef8b3fb617af9792de060c1bce3535b7af2a41b7687b73db5aa';
const AFTER_700_STEPS = 'd066ee0dcbc811a9cb30bd8de731b3b55c77f69a8cb5ec5355bca18d0b285ad3';

async function sha256(bytes: Uint8Array): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes.slice()));
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** What holds on every host. */
export function expectLaws(start: Start): void {
  test('a training in a worker is the one that runs here, bit for bit', async () => {
    const training = await start({ options: { environmentSteps: 700 } });
    const seen: TrainingEvent[] = [];
    for await (const event of training) seen.push(event);
    expect(seen.at(-1)).toMatchObject({
      type: 'end',
      reason: 'completed',
      environmentSteps: 700,
    });
    const steps = seen.filter(({ type }) => type === 'steps') as { count: number }[];
    expect(steps.reduce((sum, { count }) => sum + count, 0)).toBe(700);
    expect(await training.finish()).toBe(seen.at(-1));
    expect(await training.save()).toEqual(await runHere({ environmentSteps: 700 }));
    training.close();
  });

  test('gives the same bytes on every host, so that a file of one goes on in another', async () => {
    const half = await start({ options: { environmentSteps: 400 } });
    await half.finish();
    const bytes = await half.save();
    half.close();
    expect(await sha256(bytes)).toBe(AFTER_400_STEPS);
    const whole = await start({ options: { environmentSteps: 700 }, from: bytes });
    await whole.finish();
    expect(await sha256(await whole.save())).toBe(AFTER_700_STEPS);
    whole.close();
  });

  test('saves what restoreAgent makes the agent of, without a word on how it was made', async () => {
    const training = await start({ options: { environmentSteps: 300 } });
    await training.finish();
    const store = memoryStore();
    await training.save(store);
    const state = Float32Array.of(0.1, 0, -0.1, 0);
    const values = await training.qValues(state);
    await expect(training.returnDistribution(state)).rejects.toThrow(/c51Head/);
    training.close();
    const agent = await restoreAgent(store, { options: { engine: simd({ relaxed: false }) } });
    expect(agent.options).toMatchObject({ learningStarts: 100, batchSize: 16, seed: 3 });
    expect(agent.environmentSteps).toBe(300);
    expect(agent.network.qValues(state)).toEqual(values);
    agent.dispose();
  });

  test('pauses between two steps, is saved there, and goes on elsewhere bit for bit', async () => {
    const training = await start({ options: { environmentSteps: 900 }, speed: 2_000 });
    await new Promise<void>((resolve) => {
      training.on('episode', (event) => {
        if (event.environmentSteps > 250) resolve();
      });
    });
    await training.pause();
    const at = training.environmentSteps;
    expect(training.isPaused).toBe(true);
    expect(at).toBeGreaterThan(250);
    expect(at).toBeLessThan(900);
    const store = memoryStore();
    const bytes = await training.save(store);
    expect(training.environmentSteps).toBe(at);
    expect(await store.read()).toEqual(bytes);
    training.close();

    const other = await start({
      options: { environmentSteps: 900 },
      from: store,
      isPaused: true,
    });
    expect(other.environmentSteps).toBe(at);
    expect(await other.save()).toEqual(bytes);
    await other.resume();
    await other.finish();
    expect(await other.save()).toEqual(await runHere({ environmentSteps: 900 }));
    other.close();
  });

  test('takes single steps, and stands after each', async () => {
    const training = await start({ options: { environmentSteps: 300 }, speed: 0.001 });
    const frames: number[] = [];
    training.frames({ onFrame: ({ environmentSteps }) => void frames.push(environmentSteps) });
    await training.pause();
    const at = training.environmentSteps;
    await training.step();
    expect(training.isPaused).toBe(true);
    expect(training.environmentSteps).toBe(at + 1);
    await expect.poll(() => frames.at(-1)).toBe(at + 1);
    const beginning = await training.save();
    await Promise.all([training.step(), training.step(150)]);
    expect(training.environmentSteps).toBe(at + 152);
    // Calls that are made after a load come after it.
    void training.load(beginning);
    await training.step(4);
    expect(training.environmentSteps).toBe(at + 5);
    for (const wrong of [0, 1.5, Infinity, '1' as never]) {
      await expect(training.step(wrong)).rejects.toThrow(OptionsError);
    }
    expect(training.environmentSteps).toBe(at + 5);
    // Past the end, and after it.
    await training.step(1_000);
    expect((await training.finish()).environmentSteps).toBe(300);
    await training.step();
    expect(await training.save()).toEqual(await runHere({ environmentSteps: 300 }));
    training.close();
  });

  test('loads what was saved in place of where it is, and refuses what does not fit', async () => {
    const training = await start({ options: { environmentSteps: 600 }, isPaused: true });
    const beginning = await training.save();
    await training.resume();
    await training.finish();
    const bytes = await training.save();
    await expect(training.load(Uint8Array.of(1, 2, 3))).rejects.toThrow(CheckpointError);
    await expect(training.load('x' as never)).rejects.toThrow(OptionsError);
    expect(await training.save()).toEqual(bytes);
    await training.pause();
    await training.load(beginning);
    expect(training.environmentSteps).toBe(0);
    await training.resume();
    const end = await training.finish();
    expect(end.environmentSteps).toBe(600);
    expect(await training.save()).toEqual(bytes);
    training.close();
  });

  test('stops with the summary, and still answers afterwards', async () => {
    const training = await start({ options: { environmentSteps: 1_000_000 }, speed: 500 });
    const values = await training.qValues();
    expect(values).toHaveLength(2);
    expect(values.every(Number.isFinite)).toBe(true);
    const end = await training.stop('enough');
    expect(end).toMatchObject({ type: 'end', reason: 'stopped', message: 'enough' });
    expect(await training.stop()).toEqual(end);
    expect(await training.qValues(Float32Array.of(0, 0, 0, 0))).toHaveLength(2);
    expect(await training.call('add', 2, 3)).toBe(5);
    training.close();
    await expect(training.call('add', 2, 3)).rejects.toThrow(UsageError);
  });

  test('keeps to a pace, and tells the time that it takes', async () => {
    const begun = performance.now();
    const training = await start({ options: { environmentSteps: 1_000_000 }, speed: 100 });
    await expect.poll(() => training.environmentSteps).toBeGreaterThan(50);
    await training.pause();
    // Without a pace there would be thousands of steps by now.
    const milliseconds = performance.now() - begun;
    expect(training.environmentSteps).toBeLessThan(2 + milliseconds / 10);
    training.speed = 1;
    expect(() => (training.speed = 0)).toThrow(OptionsError);
    const at = training.environmentSteps;
    const resumed = performance.now();
    await training.resume();
    await new Promise((resolve) => setTimeout(resolve, 300));
    await training.pause();
    const seconds = (performance.now() - resumed) / 1000;
    expect(training.environmentSteps - at).toBeLessThanOrEqual(1 + seconds);
    training.close();
  });

  test('sends frames with what belongs to them, one at a time', async () => {
    const training = await start({ options: { environmentSteps: 1_000_000 }, isPaused: true });
    const frames: TrainingFrame[] = [];
    let isDrawing = false;
    const stop = training.frames({
      framesPerSecond: 200,
      qValues: true,
      async onFrame(frame) {
        expect(isDrawing).toBe(false);
        isDrawing = true;
        await new Promise((resolve) => setTimeout(resolve, 5));
        isDrawing = false;
        frames.push(frame);
      },
    });
    await expect.poll(() => frames.length).toBe(1);
    expect(frames[0]).toMatchObject({ environmentSteps: 0, episodeLength: 0, episodeReturn: 0 });
    expect(frames[0]!.image!.data).toHaveLength(
      4 * frames[0]!.image!.width * frames[0]!.image!.height,
    );
    expect(frames[0]!.qValues).toEqual(await training.qValues());
    await training.resume();
    await expect.poll(() => frames.length).toBeGreaterThan(3);
    await training.pause();
    // The last one shows where it stands.
    await expect.poll(() => frames.at(-1)!.environmentSteps).toBe(training.environmentSteps);
    stop();
    training.close();
  });

  test('who listens late hears what came before', async () => {
    const training = await start({ options: { environmentSteps: 700 } });
    await training.finish();
    const heard: number[] = [];
    training.on('episode', ({ episode }) => heard.push(episode));
    const seen: TrainingEvent[] = [];
    for await (const event of training) seen.push(event);
    expect(heard.length).toBeGreaterThan(5);
    expect(heard).toEqual(heard.map((_, at) => at + 1));
    expect(seen.filter(({ type }) => type === 'episode')).toHaveLength(heard.length);
    expect(seen.filter(({ type }) => type === 'steps')).toMatchObject([{ count: 700 }]);
    expect(seen.at(-1)).toMatchObject({ type: 'end', environmentSteps: 700 });
    training.close();
  });

  test('a stop that nobody awaits, and a close, leave nothing unhandled', async () => {
    // The runner reports every rejection that nobody handles.
    const training = await start({ options: { environmentSteps: 1_000_000 } });
    void training.stop();
    void training.save();
    training.close();
    void training.stop();
    await new Promise((resolve) => setTimeout(resolve, 50));
    await expect(training.finish()).rejects.toThrow(UsageError);
  });

  describe('errors keep name, message and class', () => {
    test('of the function that makes', async () => {
      await expect(start({ options: { fails: 'make' } })).rejects.toMatchObject({
        name: 'RangeError',
        message: 'no world today',
      });
    });

    test('of the library, as of wrong options of train', async () => {
      const starting = start({ options: { fails: 'options' } });
      await expect(starting).rejects.toThrow(OptionsError);
      await expect(starting).rejects.toThrow(/environmentSteps/);
    });

    test('in the middle of the training', async () => {
      const training = await start({ options: { fails: 'step' }, isPaused: true });
      const reading = (async () => {
        for await (const event of training) if (event.type === 'end') return event;
        return null;
      })();
      await training.resume();
      await expect(reading).rejects.toMatchObject({ name: 'TypeError', message: 'the pole broke' });
      await expect(training.finish()).rejects.toMatchObject({ message: 'the pole broke' });
      await expect(training.save()).rejects.toThrow(UsageError);
      training.close();
    });

    test('of methods, and of those that are not there', async () => {
      const training = await start({ isPaused: true });
      await expect(training.call('fail')).rejects.toMatchObject({ name: 'RangeError' });
      await expect(training.call('toString')).rejects.toThrow(/no method 'toString'.*add, fail/);
      await expect(training.call('add', () => 1)).rejects.toThrow(WorkerError);
      training.close();
      await expect(training.finish()).rejects.toThrow(UsageError);
    });
  });

  test('a loop that ends early leaves the training alone', async () => {
    const training = await start({ options: { environmentSteps: 500 } });
    for await (const event of training.events()) if (event.type !== 'end') break;
    expect((await training.finish()).environmentSteps).toBe(500);
    training.close();
  });
}

import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Box, CheckpointError, Discrete } from '../../src/index.ts';
import { HeldStates } from '../../src/node/run/heldStates.ts';
import { describeWithReaders, readWithPython } from '../support/readers.ts';
import { openWorld } from './worlds.ts';

interface Events {
  readonly accumulated: Record<'images' | 'histograms', string[]>;
  readonly histograms: Record<string, [number, [number, number, number][]][]>;
  readonly images: Record<string, [number, number, number]>;
}

describeWithReaders('a run’s events, as TensorBoard reads them', () => {
  const root = mkdtempSync(join(tmpdir(), 'deepq-events-'));
  const whole = join(root, 'whole');
  const broken = join(root, 'broken');
  let found: Events;

  /** Those of the only such file in a folder. */
  const eventsOf = (folder: string): Events =>
    readWithPython(folder)[
      readdirSync(folder).find((name) => name.includes('tfevents'))!
    ] as Events;

  beforeAll(async () => {
    const { run, agent } = await openWorld(whole, 'prioritized, n-step');
    await run.finish();
    agent.dispose();
    const first = await openWorld(broken, 'prioritized, n-step');
    for await (const event of first.run) if (event.environmentSteps >= 230) break;
    first.agent.dispose();
    const second = await openWorld(broken, 'prioritized, n-step');
    await second.run.finish();
    second.agent.dispose();
    found = eventsOf(whole);
  }, 60_000);
  afterAll(() => {
    rmSync(root, { recursive: true, force: true });
  });

  test('values of the same states at each evaluation, and of those there were at the first', () => {
    const histograms = found.histograms['train/q_values']!;
    expect(histograms.map(([step]) => step)).toEqual([130, 260, 390, 520, 600]);
    // Every 16th state, two actions each: 0, 16, …
    const counts = histograms.map(([, buckets]) => buckets.reduce((sum, [, , n]) => sum + n, 0));
    expect(counts).toEqual([130, 260, 390, 520, 600].map((steps) => 2 * Math.ceil(steps / 16)));
  });

  test('the video of the best episode as an image', () => {
    const video = readFileSync(join(whole, 'videos', 'best.png'));
    const image = [video.readUInt32BE(16), video.readUInt32BE(20), video.length];
    expect(found.accumulated.images).toEqual(['eval/best_episode']);
    expect(found.images['eval/best_episode']).toEqual(image);
  });

  test('a run that was broken off and went on has the same', () => {
    const later = eventsOf(broken);
    for (const name of ['train/q_values', 'train/td_errors', 'eval/returns']) {
      expect(later.histograms[name]).toEqual(found.histograms[name]);
    }
    expect(later.images).toEqual(found.images);
  });
});

test('states are held every 16 steps, at most 64 of them, and saved', () => {
  const space = new Box({ low: 0, high: 255, shape: [2], dtype: 'uint8' });
  const held = new HeldStates(space);
  expect([held.rows, held.getState()]).toEqual([null, null]);
  const observation = new Uint8Array(2);
  for (let step = 0; step < 2_000; step++) {
    observation.fill(Math.floor(step / 16) % 256);
    held.see(observation, step);
    if (step !== 100) continue;
    const other = new HeldStates(space);
    other.setState(held.getState()!);
    expect(other.rows).toEqual(Uint8Array.of(0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6));
  }
  const expected = Array.from({ length: 64 }, (_, index) => [index, index]).flat();
  expect(held.rows).toEqual(Uint8Array.from(expected));

  const states = new HeldStates(new Discrete(500));
  for (let step = 0; step < 64; step++) states.see(step * 5, step);
  expect(states.rows).toEqual(Int32Array.of(0, 80, 160, 240));
  for (const wrong of [
    { shape: [1, 3], data: Uint8Array.of(1, 2, 3) },
    { shape: [65, 2], data: new Uint8Array(130) },
    { shape: [1, 2], data: Float32Array.of(1, 2) },
  ]) {
    expect(() => {
      held.setState({ states: wrong });
    }).toThrow(CheckpointError);
  }
  expect(held.rows).toEqual(Uint8Array.from(expected));
});

import { describe, expect, test } from 'vitest';
import type { Transition } from '../../../../src/protocol/transition.ts';
import { lazyBatch } from '../../../../src/engines/webgpu/frames/lazyBatch.ts';
import { copyBatch, copyBesideObservations } from '../../../../src/replay/batch.ts';
import { ReplayBuffer } from '../../../../src/replay/replayBuffer.ts';
import type { ReplayBufferOptions } from '../../../../src/replay/replayBufferOptions.ts';
import { Box } from '../../../../src/spaces/box.ts';
import { Discrete } from '../../../../src/spaces/discrete.ts';

const pictures = {
  observationSpace: new Box({ low: 0, high: 255, shape: [3, 5, 5], dtype: 'uint8' }),
  actionSpace: new Discrete(2),
};
const PIXELS = 25;

/** A step of a film whose frames are filled with 1, 2, 3 and so on. */
function step(at: number, terminated = false): Transition {
  const stack = (first: number): Uint8Array =>
    Uint8Array.from({ length: 3 * PIXELS }, (_, i) => first + Math.floor(i / PIXELS));
  const ends = { terminated, truncated: false };
  return { observation: stack(at), action: 0, reward: at, nextObservation: stack(at + 1), ...ends };
}

function filled(options: Partial<ReplayBufferOptions> = {}): ReplayBuffer {
  const replay = new ReplayBuffer({ capacity: 6, environment: pictures, seed: 5, ...options });
  for (let at = 1; at <= 9; at++) replay.add(step(at, at === 4));
  return replay;
}

describe('a lazy batch', () => {
  test.each([1, 2])('holds what the other one does, by sums of %i rewards', (steps) => {
    const options = { returns: { steps, discount: 0.5 } };
    const [one, other] = [filled(options), filled(options)];
    for (let turn = 0; turn < 5; turn++) {
      const batch = one.sample(4, undefined, lazyBatch);
      expect(batch.frames).toBeDefined();
      expect(copyBatch(batch)).toEqual(copyBatch(other.sample(4)));
    }
  });

  test('names the frames that its observations are made of', () => {
    const batch = filled().sample(5, undefined, lazyBatch);
    const { source, ...names } = batch.frames!;
    for (const which of ['observations', 'nextObservations'] as const) {
      const gathered = new Uint8Array(5 * 3 * PIXELS);
      source.copy(names[which], 0, names[which].length, gathered, 0);
      expect(gathered).toEqual(batch[which]);
    }
  });

  test('is gathered when it is read, and once', () => {
    const replay = filled({ capacity: 2 });
    const batch = replay.sample(2, undefined, lazyBatch);
    const kept = copyBesideObservations(batch);
    const seen = [...batch.observations];
    replay.add(step(50));
    replay.add(step(51));
    expect([...batch.observations]).toEqual(seen);
    expect([...kept.observations]).toEqual(seen);
    const late = replay.sample(2, undefined, lazyBatch);
    replay.add(step(100));
    replay.add(step(101));
    expect(Math.min(...late.observations)).toBe(100);
  });

  test('is the usual one where observations are kept whole', () => {
    const replay = filled({ frames: 1 });
    expect(replay.sample(3, undefined, lazyBatch)).toBe(replay.sample(3));
  });

  test('is copied without its frames, which tell nothing of observations that are changed', () => {
    const batch = filled().sample(3, undefined, lazyBatch);
    for (const copy of [copyBatch(batch), copyBesideObservations(batch), { ...batch }]) {
      expect(copy).not.toHaveProperty('frames');
      expect(copy.observations).toEqual(batch.observations);
    }
  });
});

test('the version of a frame changes with each that takes its name', () => {
  const replay = filled();
  const { source } = replay.sample(1, undefined, lazyBatch).frames!;
  const content = (): string[] =>
    [...source.versions.keys()].map((name) => {
      const frame = new Uint8Array(PIXELS);
      source.copy(Int32Array.of(name), 0, 1, frame, 0);
      return frame.join();
    });
  const seen = new Map<string, string>();
  const expectTold = (): void => {
    content().forEach((frame, name) => {
      const key = `${name} ${source.versions[name]}`;
      expect(seen.get(key) ?? frame).toBe(frame);
      seen.set(key, frame);
    });
  };
  for (let at = 20; at < 60; at++) {
    replay.add(step(at, at % 7 === 0));
    expectTold();
    if (at === 40) replay.setState(filled().getState());
    if (at === 50) replay.setState(replay.getState());
    expectTold();
  }
  expect(source.versions[0]).not.toBe(source.versions[1]);
});

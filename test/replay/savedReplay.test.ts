import { describe, expect, test } from 'vitest';
import { CheckpointError } from '../../src/errors.ts';
import type { Transition } from '../../src/protocol/transition.ts';
import { ReplayBuffer } from '../../src/replay/replayBuffer.ts';
import type { ReplayBufferOptions } from '../../src/replay/replayBufferOptions.ts';
import { prioritized } from '../../src/replay/samplers/prioritized.ts';
import { ranked } from '../../src/replay/samplers/ranked.ts';
import { Box } from '../../src/spaces/box.ts';
import { Discrete } from '../../src/spaces/discrete.ts';
import { encodeCheckpoint } from '../../src/state/encode.ts';
import { memoryStore } from '../../src/state/memoryStore.ts';
import { loadCheckpoint, saveCheckpoint } from '../../src/state/saved.ts';
import type { CheckpointStore } from '../../src/state/store.ts';

const kind = 'replay';
const pixels = new Box({ low: 0, high: 255, shape: [4, 40, 40], dtype: 'uint8' });
const numbers = new Box({ low: -1, high: 1, shape: [900] });

/** Each with a tensor that is too long to be read at once. */
const actionSpace = new Discrete(3);
const layouts: [string, number, Omit<ReplayBufferOptions, 'capacity'>][] = [
  ['frames', 700, { environment: { observationSpace: pixels, actionSpace } }],
  ['whole pixels', 700, { environment: { observationSpace: pixels, actionSpace }, frames: 1 }],
  ['numbers', 700, { environment: { observationSpace: numbers, actionSpace } }],
  ['states', 20_000, { environment: { observationSpace: new Discrete(5000), actionSpace } }],
  [
    'numbers by priority',
    700,
    { environment: { observationSpace: numbers, actionSpace }, sampler: prioritized() },
  ],
  [
    'numbers by rank',
    700,
    { environment: { observationSpace: numbers, actionSpace }, sampler: ranked() },
  ],
];

/** A buffer whose state is longer than a part, in a ring that has gone round. */
function fill(replay: ReplayBuffer, from: number, count: number): void {
  const observe = (step: number): Transition['observation'] => {
    const { observationSpace: space } = replay;
    if (space.kind === 'discrete') return step % 5000;
    if (space === numbers) return new Float32Array(900).fill((step % 1000) / 1000);
    return new Uint8Array(6400).map((_, index) => step + (index >> 4));
  };
  for (let step = from; step < from + count; step++) {
    const truncated = step % 50 === 49;
    replay.add({
      observation: observe(step),
      action: step % 3,
      reward: step / 8,
      nextObservation: observe(truncated ? step + 2000 : step + 1),
      nextActionMask: Uint8Array.of(1, step % 2, 0),
      terminated: step % 70 === 69,
      truncated,
    });
  }
}

describe.each(layouts)('a replay buffer of %s', (_, capacity, options) => {
  const make = (): ReplayBuffer => new ReplayBuffer({ ...options, capacity });

  test('is saved as it is at the call, and loaded over another one', async () => {
    const replay = make();
    fill(replay, 0, capacity + 300);
    const expected = encodeCheckpoint({ kind, state: replay.getState() });
    const store = memoryStore();
    const saving = saveCheckpoint(store, { kind, state: replay.viewState() });
    fill(replay, 1000, 300);
    await saving;
    expect(Buffer.compare(await store.read(), expected)).toBe(0);

    const other = make();
    fill(other, 5000, capacity + 100);
    await loadCheckpoint(store, { kind }, (state) => other.setState(state));
    other.checkValid();
    expect(Buffer.compare(encodeCheckpoint({ kind, state: other.getState() }), expected)).toBe(0);
    // Both go on alike.
    replay.setState(other.getState());
    for (const each of [replay, other]) fill(each, 9000, 100);
    // But for the count of transitions that were ever added.
    expect({ ...replay.sample(8), added: 0 }).toEqual({ ...other.sample(8), added: 0 });
  });

  test('that cannot be read a second time is empty, and can be used', async () => {
    const replay = make();
    fill(replay, 0, capacity + 300);
    const store = memoryStore();
    await saveCheckpoint(store, { kind, state: replay.viewState() });
    const other = make();
    fill(other, 5000, capacity + 100);
    // The disk gives in when the first tensors are being taken over.
    let isBroken = false;
    const failing: Pick<CheckpointStore, 'read' | 'open'> = {
      read: () => store.read(),
      async open() {
        const source = await store.open();
        return {
          ...source,
          readInto(position, into) {
            if (isBroken && position > source.byteLength / 2) throw new CheckpointError('broken');
            source.readInto(position, into);
          },
        };
      },
    };
    const loading = loadCheckpoint(failing, { kind }, (state) => {
      const takeOver = other.prepareState(state);
      isBroken = true;
      takeOver();
    });
    await expect(loading).rejects.toThrow(CheckpointError);
    await expect(loading).rejects.toThrow(/so the replay buffer is empty now/);
    expect(other.size).toBe(0);
    other.checkValid();
    const empty = make();
    for (const each of [empty, other]) fill(each, 0, 30);
    other.checkValid();
    expect(other.size).toBe(30);
    expect(Math.max(...other.sample(30).indices)).toBeLessThan(30);
  });

  test('changes nothing where the state does not fit', () => {
    const replay = make();
    fill(replay, 0, 800);
    const before = encodeCheckpoint({ kind, state: replay.getState() });
    const state = replay.getState() as { storage: object; sampler: object };
    for (const wrong of [
      { ...state, sampler: { kind: 'uniform', random: { seed: 1, words: [0, 0, 0, 0] } } },
      { ...state, storage: { ...state.storage, added: 3 } },
      { ...state, storage: { ...state.storage, head: 3.5 } },
      {
        ...state,
        storage: { ...state.storage, truncated: { shape: [1], data: new Uint8Array(1) } },
      },
    ]) {
      expect(() => replay.setState(wrong as never)).toThrow(CheckpointError);
      expect(() => replay.prepareState(wrong as never)).toThrow(CheckpointError);
    }
    expect(Buffer.compare(encodeCheckpoint({ kind, state: replay.getState() }), before)).toBe(0);
  });
});

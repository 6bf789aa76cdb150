import { describe, expect, test } from 'vitest';
import type { State } from '../../src/state/state.ts';
import { CheckpointError, ShapeError, ValueError } from '../../src/errors.ts';
import { copyBatch } from '../../src/replay/batch.ts';
import { createRandom } from '../../src/random/createRandom.ts';
import type { Random } from '../../src/random/random.ts';
import type { Transition } from '../../src/protocol/transition.ts';
import { ReplayBuffer } from '../../src/replay/replayBuffer.ts';
import { Discrete } from '../../src/spaces/discrete.ts';

const environment = { observationSpace: new Discrete(9), actionSpace: new Discrete(3) };

function createReplay(capacity = 3): ReplayBuffer {
  const inner = createRandom(0);
  let draws = 0;
  const random: Random = {
    uniform: () => inner.uniform(),
    normal: () => inner.normal(),
    fork: (label) => inner.fork(label),
    getState: () => inner.getState(),
    setState: (state) => {
      inner.setState(state);
    },
    prepareState: (state) => inner.prepareState(state),
    // Every slot in turn.
    integer: (bound) => draws++ % bound,
  };
  return new ReplayBuffer({ capacity, environment, random });
}

const step = (observation: number, changes: Partial<Transition> = {}): Transition => ({
  observation,
  action: 0,
  reward: 0,
  nextObservation: observation + 1,
  terminated: false,
  truncated: false,
  ...changes,
});

/** The masks of all slots, row by row. */
function masksOf(replay: ReplayBuffer): number[][] | null {
  const { nextActionMasks, indices } = replay.sample(replay.size);
  if (!nextActionMasks) return null;
  const bySlot: number[][] = [];
  indices.forEach((slot, row) => {
    bySlot[slot] = [...nextActionMasks.subarray(3 * row, 3 * row + 3)];
  });
  return bySlot;
}

describe('masks', () => {
  test('are there from the first one on; what came without allows all', () => {
    const replay = createReplay();
    replay.add(step(0));
    expect(masksOf(replay)).toBeNull();
    replay.add(step(1, { nextActionMask: Uint8Array.of(0, 1, 0) }));
    replay.add(step(2));
    expect(masksOf(replay)).toEqual([
      [1, 1, 1],
      [0, 1, 0],
      [1, 1, 1],
    ]);
  });

  test('make room for those of younger transitions', () => {
    const replay = createReplay(2);
    replay.add(step(0, { nextActionMask: [0, 0, 1] }));
    replay.add(step(1, { nextActionMask: [true, false, 5] as never }));
    replay.add(step(2));
    replay.add(step(3, { nextActionMask: [0, 1, 0] }));
    expect(masksOf(replay)).toEqual([
      [1, 1, 1],
      [0, 1, 0],
    ]);
  });

  test('of the state itself are kept too, by themselves', () => {
    const replay = createReplay(2);
    replay.add(step(0, { action: 2, actionMask: [0, 0, 1] }));
    replay.add(step(1));
    const { actionMasks, nextActionMasks, indices } = replay.sample(2);
    expect([...indices]).toEqual([0, 1]);
    expect(actionMasks).toEqual(Uint8Array.of(0, 0, 1, 1, 1, 1));
    expect(nextActionMasks).toBeNull();
    const again = createReplay(2);
    again.setState(replay.getState());
    expect(again.sample(2).actionMasks).toEqual(actionMasks);
  });

  test.each([
    [[1, 1], ShapeError, /actionMask must have one element/],
    [[0, 0, 0], ValueError, /actionMask allows none of 3 actions/],
    [[0, 1, 1], ValueError, /actionMask must allow the action.*action 0 is not allowed/],
  ])('of the state itself: %o is refused', (actionMask, error, message) => {
    const replay = createReplay();
    const attempt = (): void => {
      replay.add(step(0, { actionMask, terminated: true }));
    };
    expect(attempt).toThrow(error);
    expect(attempt).toThrow(message);
    expect(replay.size).toBe(0);
  });

  test('of a state that do not allow its action are refused', () => {
    const replay = createReplay();
    replay.add(step(0, { action: 1, actionMask: [0, 1, 0] }));
    const state = replay.getState();
    const actionMasks = { shape: [1, 3], data: Uint8Array.of(1, 0, 1) };
    const storage = { ...(state['storage'] as State), actionMasks };
    expect(() => createReplay().setState({ ...state, storage })).toThrow(
      /actionMasks does not allow the action of slot 0/,
    );
  });

  test('are copies', () => {
    const replay = createReplay();
    const mask = Uint8Array.of(0, 1, 0);
    replay.add(step(0, { nextActionMask: mask }));
    mask.fill(1);
    expect(masksOf(replay)).toEqual([[0, 1, 0]]);
  });

  test('are held for an update that goes on', () => {
    const replay = createReplay();
    replay.add(step(0, { nextActionMask: [0, 1, 0] }));
    const batch = replay.sample(1);
    const held = copyBatch(batch);
    batch.nextActionMasks?.fill(1);
    expect(held.nextActionMasks).toEqual(Uint8Array.of(0, 1, 0));
  });

  test('may allow nothing where the episode terminated, and only there', () => {
    const replay = createReplay();
    const nextActionMask = new Uint8Array(3);
    replay.add(step(0, { nextActionMask, terminated: true }));
    expect(masksOf(replay)).toEqual([[0, 0, 0]]);
    for (const truncated of [false, true]) {
      expect(() => replay.add(step(0, { nextActionMask, truncated }))).toThrow(ValueError);
    }
    expect(() => replay.add(step(0, { nextActionMask }))).toThrow(
      /nextActionMask allows none of 3 actions/,
    );
    replay.checkValid();
  });

  test.each([
    [[1, 1], ShapeError, /nextActionMask must have one element for each of 3 actions; received 2/],
    [new Uint8Array(4).fill(1), ShapeError, /received 4/],
    [null, ValueError, /nextActionMask must be an array.*received null/],
    ['111', ValueError, /must be an array/],
  ])('of %o are refused, and nothing is stored', (mask, error, message) => {
    const replay = createReplay();
    const attempt = (): void => {
      replay.add(step(0, { nextActionMask: mask as never }));
    };
    expect(attempt).toThrow(error);
    expect(attempt).toThrow(message);
    expect(replay.size).toBe(0);
    replay.add(step(0));
    expect(masksOf(replay)).toBeNull();
  });
});

describe('a state', () => {
  const masked = (): ReplayBuffer => {
    const replay = createReplay();
    replay.add(step(0, { nextActionMask: [0, 1, 1] }));
    replay.add(step(1));
    return replay;
  };
  const unmasked = (): ReplayBuffer => {
    const replay = createReplay();
    replay.add(step(0));
    replay.add(step(1));
    return replay;
  };
  const storageOf = (replay: ReplayBuffer): State => replay.getState()['storage'] as State;

  test('has masks only where there are some, as before there were any', () => {
    expect(Object.keys(storageOf(unmasked()))).not.toContain('nextActionMasks');
    expect(storageOf(masked())['nextActionMasks']).toEqual({
      shape: [2, 3],
      data: Uint8Array.of(0, 1, 1, 1, 1, 1),
    });
  });

  test('with masks is taken over, and one without leaves none', () => {
    const replay = unmasked();
    replay.setState({ ...unmasked().getState(), storage: storageOf(masked()) });
    expect(masksOf(replay)).toEqual([
      [0, 1, 1],
      [1, 1, 1],
    ]);
    replay.setState({ ...unmasked().getState(), storage: storageOf(unmasked()) });
    expect(masksOf(replay)).toBeNull();
  });

  test.each([
    [{ shape: [2, 2], data: Uint8Array.of(1, 1, 1, 1) }, /nextActionMasks must be a Uint8Array/],
    [{ shape: [2, 3], data: Uint8Array.of(1, 1, 1, 1, 2, 1) }, /element 4 of nextActionMasks is 2/],
    [{ shape: [2, 3], data: Uint8Array.of(1, 1, 1, 0, 0, 0) }, /no action after slot 1/],
    [null, /nextActionMasks/],
  ])('with the masks %o is refused, and nothing changes', (nextActionMasks, message) => {
    const replay = masked();
    const before = replay.getState();
    const attempt = (): void => {
      const storage = { ...storageOf(masked()), nextActionMasks };
      replay.setState({ ...before, storage });
    };
    expect(attempt).toThrow(CheckpointError);
    expect(attempt).toThrow(message);
    expect(replay.getState()).toEqual(before);
  });
});

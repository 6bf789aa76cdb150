import { describe, expect, test } from 'vitest';
import type { State, StateTensor } from '../../src/state/state.ts';
import { CheckpointError, OptionsError } from '../../src/errors.ts';
import { resolveFrames } from '../../src/replay/frameLayout.ts';
import { StorageRing } from '../../src/replay/storageRing.ts';
import type { Transition } from '../../src/protocol/transition.ts';
import { ReplayBuffer } from '../../src/replay/replayBuffer.ts';
import type { ReplayBufferOptions } from '../../src/replay/replayBufferOptions.ts';
import { Box } from '../../src/spaces/box.ts';
import { Discrete } from '../../src/spaces/discrete.ts';

const observationSpace = new Box({ low: 0, high: 255, shape: [3, 4, 4], dtype: 'uint8' });
const actionSpace = new Discrete(2);
const environment = { observationSpace, actionSpace };
const FRAME = 16;

function createReplay(options: Partial<ReplayBufferOptions> = {}): ReplayBuffer {
  return new ReplayBuffer({ capacity: 8, environment, seed: 1, ...options });
}

/** Three frames, each filled with a number. */
function stack(...values: number[]): Uint8Array {
  const stacked = new Uint8Array(3 * FRAME);
  values.forEach((value, index) => stacked.fill(value, index * FRAME, (index + 1) * FRAME));
  return stacked;
}

function transition(
  observation: Uint8Array,
  nextObservation: Uint8Array,
  changes: Partial<Transition> = {},
): Transition {
  const outcome = { action: 0, reward: 0, terminated: false, truncated: false };
  return { observation, nextObservation, ...outcome, ...changes };
}

/** What each slot holds: the value of each frame. */
function contents(replay: ReplayBuffer): string[] {
  const found: string[] = [];
  const show = (data: ArrayLike<number>): string =>
    [0, 1, 2].map((frame) => data[frame * FRAME]).join(' ');
  for (let draw = 0; draw < 300; draw++) {
    const { indices, observations, nextObservations } = replay.sample(1);
    found[indices[0] ?? -1] = `${show(observations)} > ${show(nextObservations)}`;
  }
  return found;
}

/** How many frames are stored; the one of zeros, which is always there, is left out. */
function storedFrames(replay: ReplayBuffer): number {
  replay.checkValid();
  const storage = replay.getState()['storage'] as State;
  return ((storage['frames'] as StateTensor).shape[0] ?? NaN) - 1;
}

describe('a frame is stored once', () => {
  test('for each step, and once more for the start of the episode', () => {
    const replay = createReplay();
    replay.add(transition(stack(0, 0, 1), stack(0, 1, 2)));
    expect(storedFrames(replay)).toBe(2);
    replay.add(transition(stack(0, 1, 2), stack(1, 2, 3)));
    replay.add(transition(stack(1, 2, 3), stack(2, 3, 4), { truncated: true }));
    expect(storedFrames(replay)).toBe(4);
    // The final observation is not what the next episode starts from.
    replay.add(transition(stack(0, 0, 5), stack(0, 5, 6), { terminated: true }));
    expect(storedFrames(replay)).toBe(6);
    expect(contents(replay)).toEqual([
      '0 0 1 > 0 1 2',
      '0 1 2 > 1 2 3',
      '1 2 3 > 2 3 4',
      '0 0 5 > 0 5 6',
    ]);
  });

  test('where the first one is repeated', () => {
    const replay = createReplay();
    replay.add(transition(stack(1, 1, 1), stack(1, 1, 2)));
    replay.add(transition(stack(1, 1, 2), stack(1, 2, 3)));
    expect(storedFrames(replay)).toBe(3);
    expect(contents(replay)).toEqual(['1 1 1 > 1 1 2', '1 1 2 > 1 2 3']);
  });

  test('while nothing moves', () => {
    const replay = createReplay();
    for (let step = 0; step < 5; step++) replay.add(transition(stack(7, 7, 7), stack(7, 7, 7)));
    expect(storedFrames(replay)).toBe(1);
    for (let step = 0; step < 9; step++) replay.add(transition(stack(0, 0, 0), stack(0, 0, 0)));
    expect(storedFrames(replay)).toBe(0);
  });

  test('in streams that take turns', () => {
    const replay = createReplay();
    for (let step = 1; step < 4; step++) {
      for (const stream of [0, 1]) {
        const at = step + 100 * stream;
        const before = stack(at, at + 1, at + 2);
        replay.add(transition(before, stack(at + 1, at + 2, at + 3)), stream);
      }
    }
    // Three that were there at first, and one for each step.
    expect(storedFrames(replay)).toBe(12);
  });

  test('if the caller leaves a step out', () => {
    const replay = createReplay();
    replay.add(transition(stack(1, 2, 3), stack(2, 3, 4)));
    replay.add(transition(stack(3, 4, 5), stack(4, 5, 6)));
    expect(storedFrames(replay)).toBe(6);
    expect(contents(replay)).toEqual(['1 2 3 > 2 3 4', '3 4 5 > 4 5 6']);
  });

  test('if the observation after several steps is given as the next one', () => {
    const replay = createReplay();
    replay.add(transition(stack(1, 2, 3), stack(3, 4, 5)));
    expect(storedFrames(replay)).toBe(5);
  });

  test('after the ring has wrapped around, and what nothing refers to is gone', () => {
    const replay = createReplay({ capacity: 4 });
    for (let step = 1; step < 40; step++) {
      const before = stack(step, step + 1, step + 2);
      replay.add(transition(before, stack(step + 1, step + 2, step + 3)));
      expect(storedFrames(replay)).toBe(Math.min(step, 4) + 3);
    }
    expect(contents(replay)[0]).toBe('37 38 39 > 38 39 40');
  });
});

test('stacks that have no frame in common are stored all the same', () => {
  const replay = createReplay();
  for (let step = 0; step < 8; step++) {
    const at = 6 * step + 1;
    replay.add(transition(stack(at, at + 1, at + 2), stack(at + 3, at + 4, at + 5)));
  }
  expect(storedFrames(replay)).toBe(48);
  expect(contents(replay)[7]).toBe('43 44 45 > 46 47 48');
});

test('views of memory in which stacks overlap are copied', () => {
  const replay = createReplay();
  // An odd offset, at which there are no whole words.
  const memory = new Uint8Array(1 + 6 * FRAME).subarray(1);
  for (let frame = 0; frame < 6; frame++) {
    memory.fill(frame + 1, frame * FRAME, (frame + 1) * FRAME);
  }
  const view = (first: number): Uint8Array => memory.subarray(first * FRAME, (first + 3) * FRAME);
  for (let step = 0; step < 3; step++) replay.add(transition(view(step), view(step + 1)));
  memory.fill(99);
  expect(storedFrames(replay)).toBe(6);
  expect(contents(replay)).toEqual(['1 2 3 > 2 3 4', '2 3 4 > 3 4 5', '3 4 5 > 4 5 6']);
});

test('arrays of the caller that are used again are copied', () => {
  const replay = createReplay();
  const observation = stack(0, 0, 1);
  const nextObservation = stack(0, 1, 2);
  replay.add(transition(observation, nextObservation));
  observation.set(nextObservation);
  nextObservation.set(stack(1, 2, 3));
  replay.add(transition(observation, nextObservation));
  observation.fill(9);
  nextObservation.fill(9);
  expect(contents(replay)).toEqual(['0 0 1 > 0 1 2', '0 1 2 > 1 2 3']);
});

test('many wraps take no more memory', () => {
  const side = 64;
  const space = new Box({ low: 0, high: 255, shape: [4, side, side], dtype: 'uint8' });
  const replay = createReplay({
    capacity: 300,
    environment: { observationSpace: space, actionSpace },
  });
  const frame = side * side;
  const memory = new Uint8Array(64 * frame);
  const view = (first: number): Uint8Array => memory.subarray(first * frame, (first + 4) * frame);
  const wrap = (times: number): number => {
    for (let step = 0; step < times * 300; step++) {
      const at = step % 60;
      memory.fill(step % 251, at * frame, (at + 1) * frame);
      // Steps follow one another for a while, end, or have nothing in common.
      const changes = { terminated: at === 59 || step % 97 === 0 };
      replay.add(transition(view(at === 59 ? 0 : at), view((at * 7 + 1) % 60), changes), step % 3);
    }
    return process.memoryUsage().arrayBuffers;
  };
  // The most that frames can ever need, and what there is beside them.
  const most = (301 * 8 + 1) * frame + 2 ** 22 + 2 ** 20;
  const before = process.memoryUsage().arrayBuffers;
  const grown = wrap(20);
  expect(grown - before).toBeLessThan(most);
  expect(wrap(40) - grown).toBeLessThan(2 ** 20);
  replay.checkValid();
});

test('what no memory can hold is refused', () => {
  // Its first frame would fill more memory than an array can be.
  const huge = { kind: 'box', shape: [4, 2 ** 21, 2 ** 21], size: 2 ** 44, dtype: 'uint8' };
  const layout = resolveFrames(huge as never, 4);
  const create = (capacity: number): StorageRing =>
    new StorageRing(capacity, huge as never, actionSpace, layout);
  expect(() => create(10)).toThrow(OptionsError);
  expect(() => createReplay({ capacity: 2 ** 31 - 1 })).toThrow(OptionsError);
  expect(() => createReplay({ capacity: 2 ** 31 - 1 })).toThrow(
    /lower the replay buffer's capacity/,
  );
});

test('successor follows a stream to its end, and past nothing else', () => {
  const layout = resolveFrames(observationSpace, 'auto');
  const ring = new StorageRing(10, observationSpace, actionSpace, layout);
  ring.add(transition(stack(0, 0, 1), stack(0, 1, 2)), 0); // slot 0
  ring.add(transition(stack(0, 0, 9), stack(0, 9, 8)), 7); // slot 1
  ring.add(transition(stack(0, 1, 2), stack(1, 2, 3), { terminated: true }), 0); // slot 2
  ring.add(transition(stack(1, 2, 3), stack(2, 3, 4)), 0); // slot 3, a new episode
  ring.add(transition(stack(0, 9, 8), stack(9, 8, 7)), 7); // slot 4
  ring.add(transition(stack(8, 7, 6), stack(7, 6, 5)), 7); // slot 5, after a gap
  ring.checkValid();
  expect([0, 1, 2, 3, 4, 5].map((slot) => ring.successor(slot))).toEqual([2, 4, -1, -1, -1, -1]);
});

test('successor follows a stream in which frames look alike', () => {
  const layout = resolveFrames(observationSpace, 'auto');
  const ring = new StorageRing(10, observationSpace, actionSpace, layout);
  for (let step = 0; step < 8; step++) {
    const blink = (first: number): Uint8Array =>
      stack(...[0, 1, 2].map((frame) => ((step + first + frame) % 2) + 1));
    ring.add(transition(blink(0), blink(1)), 0);
    ring.checkValid();
    if (step > 0) expect(ring.successor(step - 1)).toBe(step);
  }
  // Two frames that are alike and yet stored apart, as neither is known nor next to the other.
  ring.add(transition(stack(9, 9, 9), stack(5, 6, 5)), 1); // slot 8
  ring.add(transition(stack(5, 6, 5), stack(6, 5, 7)), 1); // slot 9
  ring.checkValid();
  expect(ring.successor(8)).toBe(9);
});

test('sample hands out the same arrays again and again', () => {
  const replay = createReplay();
  replay.add(transition(stack(0, 0, 1), stack(0, 1, 2)));
  const { observations } = replay.sample(1);
  expect(observations).toBeInstanceOf(Uint8Array);
  expect(observations).toHaveLength(3 * FRAME);
  expect(replay.sample(1).observations).toBe(observations);
});

describe('setState', () => {
  /** Slot 2 is the oldest; 3 → 0 → 1 follow one another. */
  function wrapped(): ReplayBuffer {
    const replay = createReplay({ capacity: 4 });
    replay.add(transition(stack(0, 0, 1), stack(0, 1, 2)));
    replay.add(transition(stack(0, 1, 2), stack(1, 2, 3)));
    replay.add(transition(stack(1, 2, 3), stack(2, 3, 4), { truncated: true }));
    replay.add(transition(stack(0, 0, 5), stack(0, 5, 6)));
    replay.add(transition(stack(0, 5, 6), stack(5, 6, 7)));
    replay.add(transition(stack(5, 6, 7), stack(6, 7, 8)));
    return replay;
  }

  const references = (changes: Readonly<Record<number, number>> = {}): StateTensor => {
    // By slot: the observation, then the next one. Rows in the order of their first use.
    const data = Int32Array.of(
      ...[0, 1, 2, 1, 2, 3],
      ...[1, 2, 3, 2, 3, 4],
      ...[5, 6, 7, 6, 7, 8],
      ...[0, 0, 1, 0, 1, 2],
    );
    Object.entries(changes).forEach(([index, row]) => (data[Number(index)] = row));
    return { shape: [4, 2, 3], data };
  };
  const frames = (...values: number[]): StateTensor => ({
    shape: [values.length, 4, 4],
    data: Uint8Array.from(values.flatMap((value) => new Array<number>(FRAME).fill(value))),
  });
  const int = (...data: number[]): StateTensor => ({
    shape: [data.length],
    data: Int32Array.from(data),
  });

  test('the state is as these tests think', () => {
    const { storage } = wrapped().getState() as { storage: State };
    expect(storage).toMatchObject({
      size: 4,
      head: 2,
      framesPerObservation: 3,
      frames: frames(0, 5, 6, 7, 8, 1, 2, 3, 4),
      frameReferences: references(),
      next: int(1, -1, -1, 0),
    });
    expect(Object.keys(storage)).not.toContain('observations');
  });

  test.each<[string, State]>([
    ['a frame that there is not', { frameReferences: references({ 17: 9 }) }],
    ['a negative frame', { frameReferences: references({ 0: -1 }) }],
    ['frames out of order', { frameReferences: references({ 1: 2, 2: 1 }) }],
    ['references of another shape', { frameReferences: { ...references(), shape: [4, 6] } }],
    ['no references', { frameReferences: null }],
    ['a frame too few', { frames: frames(0, 5, 6, 7, 8, 1, 2, 3) }],
    ['a frame too many', { frames: frames(0, 5, 6, 7, 8, 1, 2, 3, 4, 9) }],
    ['a first frame that is not zero', { frames: frames(1, 5, 6, 7, 8, 1, 2, 3, 4) }],
    ['frames of floats', { frames: { shape: [9, 4, 4], data: new Float32Array(9 * FRAME) } }],
    ['a successor that starts elsewhere', { next: int(1, -1, -1, 1) }],
    ['a successor after the end', { next: int(1, -1, 3, 0) }],
    ['a successor that is no slot', { next: int(1, -1, -2, 0) }],
    ['a successor outside', { next: int(1, -1, -1, 4) }],
    ['no number of frames', { framesPerObservation: 'x' }],
  ])('refuses %s and changes nothing', (_, changes) => {
    const { storage, sampler } = wrapped().getState() as { storage: State; sampler: State };
    const replay = createReplay({ capacity: 4, seed: 5 });
    replay.add(transition(stack(0, 0, 20), stack(0, 20, 21)));
    const before = replay.getState();
    const attempt = (): void => replay.setState({ storage: { ...storage, ...changes }, sampler });
    expect(attempt).toThrow(CheckpointError);
    expect(replay.getState()).toEqual(before);
    replay.checkValid();
    replay.setState({ storage, sampler });
    replay.checkValid();
    expect(contents(replay)).toEqual(contents(wrapped()));
  });

  test('refuses elements that are not finite', () => {
    const space = new Box({ low: 0, high: 1, shape: [2, 3] });
    const create = (): ReplayBuffer =>
      createReplay({ environment: { observationSpace: space, actionSpace }, frames: 2 });
    const replay = create();
    const observation = Float32Array.of(1, 2, 3, 4, 5, 6);
    const outcome = { action: 0, reward: 0, terminated: true, truncated: false };
    replay.add({ observation, nextObservation: observation.slice(), ...outcome });
    const state = replay.getState();
    create().setState(state);
    const { frames: saved } = state['storage'] as unknown as { frames: StateTensor };
    saved.data[4] = NaN;
    expect(() => create().setState(state)).toThrow(/element 4 of frames is NaN/);
  });

  test.each([
    [3, 1],
    [1, 3],
  ])('of %i frames in a buffer of %i is refused with the way out', (from, to) => {
    const replay = createReplay({ frames: from });
    replay.add(transition(stack(0, 0, 1), stack(0, 1, 2)));
    expect(() => createReplay({ frames: to }).setState(replay.getState())).toThrow(
      new CheckpointError(
        `The replay buffer was saved with frames: ${from}, but this one has frames: ${to}. Make it ` +
          `with frames: ${from}, or load the agent without it: agent.load(store, { replay: false }).`,
      ),
    );
  });
});

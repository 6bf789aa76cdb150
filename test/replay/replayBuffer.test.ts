import { describe, expect, test } from 'vitest';
import type { State, StateTensor } from '../../src/state/state.ts';
import {
  CheckpointError,
  OptionsError,
  ShapeError,
  UsageError,
  ValueError,
} from '../../src/errors.ts';
import { createRandom } from '../../src/random/createRandom.ts';
import type { Transition } from '../../src/protocol/transition.ts';
import { ReplayBuffer } from '../../src/replay/replayBuffer.ts';
import type { ReplayBufferOptions } from '../../src/replay/replayBufferOptions.ts';
import { Box } from '../../src/spaces/box.ts';
import { Discrete } from '../../src/spaces/discrete.ts';

const observationSpace = new Box({ low: -1, high: 1, shape: [2] });
const actionSpace = new Discrete(3);
const environment = { observationSpace, actionSpace };

function createReplay(options: Partial<ReplayBufferOptions> = { seed: 1 }): ReplayBuffer {
  return new ReplayBuffer({ capacity: 4, environment, ...options });
}

/** From observation `[from, from]` to `[to, to]`. */
function transition(from: number, to: number, changes: Partial<Transition> = {}): Transition {
  return {
    observation: Float32Array.of(from, from),
    action: 1,
    reward: 0.5,
    nextObservation: Float32Array.of(to, to),
    terminated: false,
    truncated: false,
    ...changes,
  };
}

/** The two observations of everything in the buffer, by slot. */
function contents(replay: ReplayBuffer): Record<number, string> {
  const found: Record<number, string> = {};
  for (let draw = 0; draw < 200; draw++) {
    const { indices, observations, nextObservations } = replay.sample(1);
    found[indices[0] ?? -1] = `${observations[0]} -> ${nextObservations[0]}`;
  }
  return found;
}

/** How many observations lie beside the ring. */
function poolRows(replay: ReplayBuffer): number {
  const storage = replay.getState()['storage'] as State;
  return (storage['finalObservations'] as StateTensor).shape[0] ?? -1;
}

describe('next observations', () => {
  test('a truncated episode leads to its final observation, not to the next reset', () => {
    const replay = createReplay();
    replay.add(transition(0, 1));
    replay.add(transition(1, 2, { truncated: true }));
    replay.add(transition(7, 8));
    expect(contents(replay)).toEqual({ 0: '0 -> 1', 1: '1 -> 2', 2: '7 -> 8' });
  });

  test('even a reset to the final observation itself starts a new chain', () => {
    const replay = createReplay();
    replay.add(transition(0, 1, { terminated: true }));
    replay.add(transition(1, 2));
    replay.checkValid();
    expect(poolRows(replay)).toBe(2);
  });

  test('a loop that leaves transitions out keeps what each one led to', () => {
    const replay = createReplay();
    replay.add(transition(0, 1));
    replay.add(transition(5, 6));
    expect(contents(replay)).toEqual({ 0: '0 -> 1', 1: '5 -> 6' });
  });

  test('streams that take turns do not mix', () => {
    const replay = createReplay();
    replay.add(transition(0, 1), 0);
    replay.add(transition(10, 11), 1);
    replay.add(transition(1, 2), 0);
    replay.add(transition(11, 12), 1);
    replay.checkValid();
    expect(contents(replay)).toEqual({
      0: '0 -> 1',
      1: '10 -> 11',
      2: '1 -> 2',
      3: '11 -> 12',
    });
    // Only the newest of each stream has its next observation to itself.
    expect(poolRows(replay)).toBe(2);
  });

  test('are right when the ring has wrapped around', () => {
    const replay = createReplay();
    for (let step = 0; step < 11; step++) replay.add(transition(step, step + 1));
    replay.checkValid();
    expect(contents(replay)).toEqual({ 0: '8 -> 9', 1: '9 -> 10', 2: '10 -> 11', 3: '7 -> 8' });
    expect(poolRows(replay)).toBe(1);
  });

  test('are right in a buffer of one', () => {
    const replay = createReplay({ capacity: 1 });
    for (let step = 0; step < 3; step++) {
      replay.add(transition(step, step + 1));
      replay.checkValid();
      expect(contents(replay)).toEqual({ 0: `${step} -> ${step + 1}` });
    }
  });

  test('keep the sign of a zero', () => {
    const replay = createReplay({ capacity: 2 });
    replay.add(transition(1, -0));
    replay.add(transition(0, 1, { terminated: true }));
    const { indices, nextObservations } = replay.sample(2);
    indices.forEach((slot, row) => {
      expect(nextObservations[2 * row]).toBe(slot === 0 ? -0 : 1);
    });
  });
});

describe('add', () => {
  test('copies: the caller may use its arrays again', () => {
    const replay = createReplay();
    const step = transition(3, 4);
    replay.add(step);
    (step.observation as Float32Array).fill(9);
    (step.nextObservation as Float32Array).fill(9);
    expect(contents(replay)).toEqual({ 0: '3 -> 4' });
  });

  test.each<[string, Partial<Record<keyof Transition, unknown>>, new () => Error, RegExp]>([
    ['a list', { observation: [0, 0] }, ValueError, /observation must be a Float32Array of 2/],
    ['too short', { observation: new Float32Array(1) }, ShapeError, /2 elements.*received 1/],
    [
      'too long',
      { nextObservation: new Float32Array(3) },
      ShapeError,
      /nextObservation.*received 3/,
    ],
    ['bytes', { nextObservation: new Uint8Array(2) }, ValueError, /received Uint8Array/],
    ['NaN', { observation: Float32Array.of(0, NaN) }, ValueError, /observation\[1\].*NaN/],
    ['infinity', { nextObservation: Float32Array.of(Infinity, 0) }, ValueError, /Infinity/],
    ['action 3 of 3', { action: 3 }, ValueError, /action must be .* 0 to 2.*received 3/],
    ['action 0.5', { action: 0.5 }, ValueError, /received 0.5/],
    ['reward NaN', { reward: NaN }, ValueError, /reward .*received NaN/],
    ['a reward beyond float32', { reward: 1e39 }, ValueError, /1e\+39/],
    ['a reward that is text', { reward: '1' }, ValueError, /received '1'/],
    ['terminated as a number', { terminated: 1 }, ValueError, /terminated must be true or false/],
    ['truncated missing', { truncated: undefined }, ValueError, /truncated.*received undefined/],
  ])('refuses %s and stores nothing', (_, changes, expected, message) => {
    const replay = createReplay();
    replay.add(transition(0, 1));
    const before = replay.getState();
    const wrong = { ...transition(1, 2), ...changes } as Transition;
    expect(() => replay.add(wrong)).toThrow(expected);
    expect(() => replay.add(wrong)).toThrow(message);
    expect(replay.getState()).toEqual(before);
  });

  test.each([-1, 0.5, 65_536, NaN])('refuses stream %d', (stream) => {
    expect(() => createReplay().add(transition(0, 1), stream)).toThrow(/stream must be/);
  });
});

describe('sample', () => {
  test.each([0, -1, 1.5, NaN, 3])('refuses a batch of %d out of 2', (batchSize) => {
    const replay = createReplay();
    replay.add(transition(0, 1));
    replay.add(transition(1, 2));
    expect(() => replay.sample(batchSize)).toThrow(UsageError);
    expect(() => replay.sample(batchSize)).toThrow(/from 1 to the 2 transitions/);
  });

  test('says of an empty buffer that it is empty', () => {
    expect(() => createReplay().sample(1)).toThrow(/the replay buffer is empty/);
  });

  test('gives every column, with weights of one', () => {
    const replay = createReplay();
    replay.add(transition(3, 4, { action: 2, reward: -2, terminated: true, truncated: true }));
    expect(replay.sample(1)).toEqual({
      size: 1,
      observations: Float32Array.of(3, 3),
      actions: Int32Array.of(2),
      rewards: Float32Array.of(-2),
      discounts: Float32Array.of(0),
      nextObservations: Float32Array.of(4, 4),
      terminated: Uint8Array.of(1),
      truncated: Uint8Array.of(1),
      weights: Float32Array.of(1),
      indices: Int32Array.of(0),
      demonstrations: null,
      actionMasks: null,
      nextActionMasks: null,
      added: 1,
    });
  });

  test('uses its arrays again, one set for each size', () => {
    const replay = createReplay();
    for (let step = 0; step < 3; step++) replay.add(transition(step, step + 1));
    const two = replay.sample(2);
    const three = replay.sample(3);
    expect(three.size).toBe(3);
    expect(replay.sample(2)).toBe(two);
    expect(replay.sample(3)).toBe(three);
  });

  test('draws every slot equally often', () => {
    const replay = createReplay();
    for (let step = 0; step < 4; step++) replay.add(transition(step, step + 1));
    const counts = [0, 0, 0, 0];
    for (let draw = 0; draw < 10_000; draw++) {
      for (const slot of replay.sample(4).indices) counts[slot] = (counts[slot] ?? 0) + 1;
    }
    // Six standard deviations of a binomial count are 520.
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(520);
  });
});

describe('options', () => {
  test.each<[Record<string, unknown>, RegExp]>([
    [{ capacity: 0 }, /capacity must be/],
    [{ capacity: 2.5 }, /capacity must be/],
    [{ environment: undefined }, /needs an environment/],
    [{ environment: { observationSpace: 4, actionSpace } }, /the observationSpace 4/],
    [
      { environment: { observationSpace, actionSpace: observationSpace } },
      /actionSpace of kind 'box'/,
    ],
    [{ seed: -1 }, /seed must be/],
    [{ seed: 1, random: createRandom(1) }, /either random or seed/],
    [{ capcity: 4 }, /did you mean 'capacity'/],
    [
      {
        capacity: 2 ** 31 - 1,
        environment: {
          observationSpace: new Box({ low: 0, high: 1, shape: [1e6] }),
          actionSpace,
        },
      },
      /lower the replay buffer's capacity/,
    ],
  ])('refuses %o', (options, message) => {
    expect(() => createReplay(options)).toThrow(OptionsError);
    expect(() => createReplay(options)).toThrow(message);
  });

  test('without random and seed, the seed is 0', () => {
    expect(createReplay({}).getState()).toEqual(createReplay({ seed: 0 }).getState());
    expect(createReplay({}).getState()).not.toEqual(createReplay({ seed: 1 }).getState());
  });
});

test('getState copies: a full buffer that is overwritten leaves the state alone', () => {
  const replay = createReplay();
  for (let step = 0; step < 4; step++) replay.add(transition(step, step + 1), 1);
  const state = replay.getState();
  const before = structuredClone(state);
  for (let step = 9; step < 15; step++) {
    replay.add(
      transition(step, step + 2, { action: 2, reward: 7, terminated: true, truncated: true }),
    );
    replay.sample(1);
  }
  expect(state).toEqual(before);
});

describe('setState', () => {
  /** Slot 3 is the oldest; 4 → 5 ended, 6 → 7 may go on. */
  function wrapped(): ReplayBuffer {
    const replay = createReplay();
    for (let step = 0; step < 4; step++) replay.add(transition(step, step + 1));
    replay.add(transition(4, 5, { terminated: true }));
    replay.add(transition(5, 6));
    replay.add(transition(6, 7));
    return replay;
  }

  const int = (...data: number[]): StateTensor => ({
    shape: [data.length],
    data: Int32Array.from(data),
  });

  test('the state is as these tests think', () => {
    const { storage } = wrapped().getState() as { storage: State };
    expect(storage).toMatchObject({ size: 4, head: 3, next: int(-1, 2, -2, 0) });
    expect(storage).toMatchObject({ openStreams: int(0), openSlots: int(2) });
  });

  const flags = (...data: number[]): StateTensor => ({
    shape: [data.length],
    data: Uint8Array.from(data),
  });
  const floats = (shape: readonly number[], value: number): StateTensor => ({
    shape,
    data: new Float32Array(shape.reduce((a, b) => a * b, 1)).fill(value),
  });

  test.each<[string, State]>([
    ['another capacity', { capacity: 5 }],
    ['a size above the capacity', { size: 5 }],
    ['a size that the arrays do not have', { size: 3, head: 3 }],
    ['a head outside', { head: 4 }],
    ['a head that is no number', { head: 'x' }],
    ['a reference outside', { next: int(-1, 4, -2, 0) }],
    ['a reference to itself', { next: int(-1, 1, -2, 0) }],
    ['a reference to something older', { next: int(-1, 0, -2, 0) }],
    ['a reference that goes on after the end', { next: int(1, 2, -1, 0) }],
    ['two references to one slot', { next: int(-1, 2, -2, 2) }],
    ['pool rows out of order', { next: int(-2, 2, -1, 0) }],
    ['a pool row outside', { next: int(-1, 2, -3, 0) }],
    ['too few pool rows', { finalObservations: floats([1, 2], 0) }],
    ['too many pool rows', { finalObservations: floats([3, 2], 0) }],
    ['a flag of 2', { terminated: flags(2, 0, 0, 0) }],
    ['a shape that lies', { truncated: { shape: [4], data: new Uint8Array(3) } }],
    ['another dtype', { rewards: int(0, 0, 0, 0) }],
    ['an action outside', { actions: int(0, 0, 3, 0) }],
    ['a reward of NaN', { rewards: floats([4], NaN) }],
    ['an infinite observation', { observations: floats([4, 2], Infinity) }],
    ['observations of another width', { observations: floats([4, 3], 0) }],
    ['an open slot outside', { openSlots: int(4) }],
    ['a negative open slot', { openSlots: int(-1) }],
    ['an open slot that goes on', { openSlots: int(1) }],
    ['an open slot at an end', { openSlots: int(0) }],
    ['a slot that is open twice', { openStreams: int(0, 1), openSlots: int(2, 2) }],
    ['streams out of order', { openStreams: int(1, 0), openSlots: int(2, 0) }],
    ['a stream outside', { openStreams: int(65_536) }],
    ['a negative stream', { openStreams: int(-5) }],
  ])('refuses %s and changes nothing', (_, changes) => {
    const { storage, sampler } = wrapped().getState() as { storage: State; sampler: State };
    const replay = createReplay({ seed: 5 });
    replay.add(transition(20, 21));
    const before = replay.getState();
    expect(() => replay.setState({ storage: { ...storage, ...changes }, sampler })).toThrow(
      CheckpointError,
    );
    expect(replay.getState()).toEqual(before);
    replay.setState({ storage, sampler });
    expect(contents(replay)[3]).toBe('3 -> 4');
  });

  test('of another capacity is refused with both numbers and the way out', () => {
    const replay = createReplay({ capacity: 5 });
    expect(() => replay.setState(createReplay().getState())).toThrow(
      new CheckpointError(
        'The replay buffer was saved with a capacity of 4, but this one has 5. Make it with ' +
          'capacity 4, or load the agent without it: agent.load(store, { replay: false }).',
      ),
    );
  });

  test.each<[string, (state: State) => unknown]>([
    ['nothing', () => null],
    ['no sampler', ({ storage }) => ({ storage })],
    ['no random stream', ({ storage }) => ({ storage, sampler: { kind: 'uniform' } })],
    [
      'a random stream of zeros',
      ({ storage }) => {
        const random = { seed: 0, words: [0, 0, 0, 0] };
        return { storage, sampler: { kind: 'uniform', random } };
      },
    ],
    [
      'the state of another sampler',
      ({ storage, sampler }) => ({ storage, sampler: { ...(sampler as State), kind: 'ranked' } }),
    ],
  ])('refuses %s and changes nothing', (_, damage) => {
    const replay = createReplay();
    replay.add(transition(20, 21));
    const before = replay.getState();
    expect(() => replay.setState(damage(wrapped().getState()) as State)).toThrow(CheckpointError);
    expect(replay.getState()).toEqual(before);
  });
});

import { describe, expect, test } from 'vitest';
import { UsageError, ValueError } from '../../src/errors.ts';
import type { Transition } from '../../src/protocol/transition.ts';
import { ReplayBuffer } from '../../src/replay/replayBuffer.ts';
import type { SamplerSpec } from '../../src/replay/sampler.ts';
import { demonstrationBonus } from '../../src/replay/samplers/demonstrationBonus.ts';
import { prioritized } from '../../src/replay/samplers/prioritized.ts';
import { ranked } from '../../src/replay/samplers/ranked.ts';
import { uniform } from '../../src/replay/samplers/uniform.ts';
import { Discrete } from '../../src/spaces/discrete.ts';
import type { State, StateTensor } from '../../src/state/state.ts';

const environment = { observationSpace: new Discrete(100), actionSpace: new Discrete(2) };

function create(capacity: number, sampler: SamplerSpec = uniform()): ReplayBuffer {
  return new ReplayBuffer({ capacity, environment, sampler, seed: 1 });
}

function from(observation: number, more: Partial<Transition> = {}): Transition {
  return {
    observation,
    action: 0,
    reward: observation,
    nextObservation: observation + 1,
    terminated: false,
    truncated: false,
    ...more,
  };
}

/** What is stored, in the order of slots. */
const stored = (replay: ReplayBuffer): number[] => [
  ...((replay.getState()['storage'] as State)['rewards'] as StateTensor).data,
];

describe('demonstrations', () => {
  test('stay where they are while all else is overwritten', () => {
    const replay = create(5);
    for (const one of [1, 2]) replay.add(from(one, { demonstration: true }));
    for (let one = 10; one < 20; one++) replay.add(from(one));
    expect(replay.demonstrations).toBe(2);
    expect(stored(replay)).toEqual([1, 2, 19, 17, 18]);
    replay.checkValid();
  });

  test('are told apart in batches', () => {
    const replay = create(5);
    replay.add(from(1, { demonstration: true }));
    replay.add(from(2));
    const { demonstrations, rewards } = replay.sample(2);
    expect([...demonstrations!]).toEqual([...rewards].map((reward) => (reward === 1 ? 1 : 0)));
  });

  test('come before all others, and leave room for one', () => {
    const replay = create(3);
    for (const one of [1, 2]) replay.add(from(one, { demonstration: true }));
    expect(() => replay.add(from(3, { demonstration: true }))).toThrow(UsageError);
    replay.add(from(3));
    expect(() => replay.add(from(4, { demonstration: true }))).toThrow(
      /before all other transitions; the replay buffer holds 1 others/,
    );
    expect(() => replay.add(from(4, { demonstration: 1 as unknown as boolean }))).toThrow(
      ValueError,
    );
    expect(stored(replay)).toEqual([1, 2, 3]);
  });

  test('nothing is joined to them that will be overwritten before them', () => {
    const returns = { steps: 3, discount: 1 };
    const replay = new ReplayBuffer({ capacity: 3, environment, returns });
    replay.add(from(1, { demonstration: true }));
    replay.add(from(2));
    replay.add(from(3));
    const sums = new Set<number>();
    for (let draw = 0; draw < 50; draw++) sums.add(replay.sample(1).rewards[0]!);
    expect([...sums].sort()).toEqual([1, 3, 5]);
  });

  test('a state keeps them, and one that contradicts itself is refused', () => {
    const replay = create(4);
    replay.add(from(1, { demonstration: true }));
    for (const one of [2, 3, 4, 5]) replay.add(from(one));
    const state = replay.getState();
    const other = create(4);
    other.setState(state);
    for (const one of [6, 7, 8, 9]) other.add(from(one));
    expect(stored(other)).toEqual([1, 8, 9, 7]);
    for (const demonstrations of [2, 4, -1, 0.5]) {
      const storage = { ...(state['storage'] as State), demonstrations };
      expect(() => other.setState({ ...state, storage }), `${demonstrations}`).toThrow(
        /replay buffer/,
      );
    }
  });

  test('errors of a batch drawn before an overwriting go to the demonstrations alone', () => {
    const replay = create(2, prioritized({ alpha: 1, epsilon: 1 }));
    replay.add(from(1, { demonstration: true }));
    replay.add(from(2));
    const batch = replay.sample(2);
    const { indices, added } = batch;
    const drawn = { ...batch, indices: indices.slice(), added };
    replay.add(from(3));
    replay.learned(
      drawn,
      Float32Array.from(indices, () => 9),
    );
    expect(priorities(replay.getState()['sampler'] as State)).toEqual(
      [...drawn.indices].includes(0) ? [10, 1] : [1, 1],
    );
  });
});

const priorities = (sampler: State): number[] => [...(sampler['priorities'] as StateTensor).data];

describe('demonstrationBonus', () => {
  test('adds to the errors of demonstrations alone', () => {
    const sampler = demonstrationBonus(prioritized({ alpha: 1, epsilon: 0.25 }), { bonus: 2 });
    const replay = create(4, sampler);
    replay.add(from(1, { demonstration: true, priority: 3 }));
    replay.add(from(2, { demonstration: true }));
    replay.add(from(3, { priority: 4 }));
    const batch = replay.sample(3);
    const read = (): number[] =>
      priorities((replay.getState()['sampler'] as State)['sampler'] as State);
    // |3| + 2 + ¼; the largest so far; |4| + ¼.
    expect(read()).toEqual([5.25, 5.25, 4.25]);
    const all = { ...batch, indices: Int32Array.of(0, 1, 2) };
    replay.learned(all, Float32Array.of(-1, 0, -0.5));
    expect(read()).toEqual([3.25, 2.25, 0.75]);
    replay.checkValid();
  });

  test('goes on from its state, around any sampler', () => {
    for (const inner of [prioritized(), ranked(), uniform()]) {
      const make = (): ReplayBuffer => create(6, demonstrationBonus(inner));
      const replay = make();
      for (const one of [1, 2]) replay.add(from(one, { demonstration: true }));
      for (const one of [3, 4, 5]) replay.add(from(one));
      const other = make();
      other.setState(replay.getState());
      for (const each of [replay, other]) {
        each.add(from(6));
        each.learned(each.sample(4), Float32Array.of(1, -2, 3, 0.5));
        each.sample(4);
        each.checkValid();
      }
      expect(other.getState()).toEqual(replay.getState());
    }
  });

  test('a state of another sampler is refused', () => {
    const replay = create(4, demonstrationBonus(prioritized()));
    const other = create(4, prioritized());
    expect(() => replay.setState(other.getState())).toThrow(/'demonstrationBonus'/);
    const around = create(4, demonstrationBonus(ranked()));
    const before = replay.getState();
    expect(() => replay.setState(around.getState())).toThrow(/around 'ranked'/);
    expect(replay.getState()).toEqual(before);
  });
});

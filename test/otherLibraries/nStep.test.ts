import { describe, expect, test } from 'vitest';
import { expectNear } from '../heads/headLaws.ts';
import { everySlot, inRows, slotBySlot, write, type WrittenStep } from './written.ts';

/**
 * What other libraries' own tests of n-step returns expect: Tianshou 2 (test_returns.py),
 * Stable-Baselines3 2.7 (test_n_step_replay.py), PFRL 0.4 (test_replay_buffer.py), TorchRL
 * (test_postprocs.py), Dopamine (replay_buffer_regression_test.py).
 */

describe('Tianshou', () => {
  // A ring of 10 that is written 12 times; every fourth step ends an episode. A state is worth
  // the negative of the reward of the step that comes after the last one of the sum.
  const returns = (steps: number, isLimit: boolean): number[] => {
    const replay = slotBySlot({ capacity: 10, returns: { steps, discount: 0.1 } });
    const written = Array.from({ length: 12 }, (_, step): WrittenStep => {
      const ends = step % 4 === 3;
      const truncated = isLimit && step === 3;
      return { from: step, reward: step + 1, terminated: ends && !truncated, truncated };
    });
    write(replay, written);
    const { rewards, discounts, nextObservations, truncated } = everySlot(replay);
    const all = Array.from(rewards, (reward, row) => {
      const next = nextObservations[row]!;
      // Tianshou has no state behind the newest step, nor behind the end of an episode: there
      // it takes the last one.
      const value = -(truncated[row] || next === 12 ? next : next + 1);
      return reward + discounts[row]! * value;
    });
    return inRows(all, [2, 3, 4, 5, 6, 7, 8, 9, 0, 1]);
  };

  test.each([
    [1, false, [2.6, 4, 4.4, 5.3, 6.2, 8, 8, 8.9, 9.8, 12]],
    [2, false, [3.4, 4, 5.53, 6.62, 7.8, 8, 9.89, 10.98, 12.2, 12]],
    [10, false, [3.4, 4, 5.678, 6.78, 7.8, 8, 10.122, 11.22, 12.2, 12]],
    [1, true, [2.6, 3.6, 4.4, 5.3, 6.2, 8, 8, 8.9, 9.8, 12]],
    [2, true, [3.36, 3.6, 5.53, 6.62, 7.8, 8, 9.89, 10.98, 12.2, 12]],
    [10, true, [3.36, 3.6, 5.678, 6.78, 7.8, 8, 10.122, 11.22, 12.2, 12]],
  ])('%d steps, the first episode cut short: %s', (steps, isLimit, expected) => {
    expectNear(returns(steps, isLimit), expected, 5);
  });
});

describe('Stable-Baselines3', () => {
  /** Ten steps with a reward of 1, of which one ends. */
  const ten = (end: Pick<WrittenStep, 'terminated' | 'truncated'>, at: number): WrittenStep[] =>
    Array.from({ length: 10 }, (_, step) => ({ from: step, reward: 1, ...(step === at && end) }));
  const sum = (count: number, discount: number): number =>
    Array.from({ length: count }, (_, k) => discount ** k).reduce((total, each) => total + each);

  test.each(
    [1, 2].flatMap((at) => [3, 5].flatMap((steps) => [0, 2].map((base) => [at, steps, base]))),
  )('terminated at %d, %d steps, from %d', (at, steps, base) => {
    const discount = 0.98;
    const replay = slotBySlot({ capacity: 10, returns: { steps, discount } });
    write(replay, ten({ terminated: true }, at));
    const { rewards, terminated, discounts } = everySlot(replay);
    const inEpisode = base <= at;
    expect(rewards[base]).toBeCloseTo(sum(inEpisode ? at - base + 1 : steps, discount), 6);
    expect(terminated[base]).toBe(inEpisode ? 1 : 0);
    expect(discounts[base]).toBeCloseTo(inEpisode ? 0 : discount ** steps, 6);
  });

  test.each(
    [1, 2].flatMap((at) => [2, 5].flatMap((steps) => [0, 1].map((base) => [at, steps, base]))),
  )('truncated at %d, %d steps, from %d', (at, steps, base) => {
    const discount = 0.99;
    const replay = slotBySlot({ capacity: 10, returns: { steps, discount } });
    write(replay, ten({ truncated: true }, at));
    const { rewards, terminated, discounts } = everySlot(replay);
    const count = Math.min(steps, at - base + 1);
    expect(rewards[base]).toBeCloseTo(sum(count, discount), 6);
    expect(terminated[base]).toBe(0);
    expect(discounts[base]).toBeCloseTo(discount ** count, 6);
  });

  test.each([3, 5])('%d steps do not lead over the place that is written next', (steps) => {
    const discount = 0.99;
    const replay = slotBySlot({ capacity: 10, returns: { steps, discount } });
    write(replay, ten({}, -1));
    const full = everySlot(replay);
    expect(full.rewards[3]).toBeCloseTo(sum(steps, discount), 6);
    expect(full.discounts[3]).toBeCloseTo(discount ** steps, 6);
    // Two more overwrite the oldest two: from the first of them there are two steps.
    write(replay, [{ from: 0, reward: 1 }, { reward: 1 }]);
    const over = everySlot(replay);
    expect(over.rewards[0]).toBeCloseTo(sum(2, discount), 6);
    expect(over.discounts[0]).toBeCloseTo(discount ** 2, 6);
    expect(over.terminated[0]).toBe(0);
  });
});

describe('PFRL', () => {
  test('as many samples as steps, the last of an episode shorter', () => {
    const replay = slotBySlot({ capacity: 100, returns: { steps: 3, discount: 0.5 } });
    const [from, reward] = [0, 2];
    const stay = { from, to: 0, reward };
    write(replay, [stay, stay, stay, { from: 0, to: 3, reward, terminated: true }]);
    expect(replay.size).toBe(4);
    const { rewards, discounts, nextObservations } = everySlot(replay);
    expect([...rewards]).toEqual([3.5, 3.5, 3, 2]);
    expect([...discounts]).toEqual([0.125, 0, 0, 0]);
    expect([...nextObservations]).toEqual([0, 3, 3, 3]);
  });

  test('several environments at a time, of which one stops in the middle', () => {
    const replay = slotBySlot({ capacity: 100, returns: { steps: 5, discount: 1 } });
    const stay = { from: 0, to: 0, reward: 2 };
    const steps = (stream: number, count: number): WrittenStep[] =>
      Array.from({ length: count }, () => ({ ...stay, stream }));
    write(replay, steps(0, 2));
    write(replay, [...steps(1, 3), { ...stay, stream: 1, terminated: true }]);
    write(replay, steps(2, 9));
    replay.beginEpisode(0);
    write(replay, steps(0, 3));
    expect(replay.size).toBe(18);
    const { rewards } = everySlot(replay);
    expect([...rewards.slice(0, 2)]).toEqual([4, 2]);
    expect([...rewards.slice(2, 6)]).toEqual([8, 6, 4, 2]);
    expect([...rewards.slice(6, 15)]).toEqual([10, 10, 10, 10, 10, 8, 6, 4, 2]);
    expect([...rewards.slice(15)]).toEqual([6, 4, 2]);
  });

  test('γ counts the steps that were summed, ended or not', () => {
    const replay = slotBySlot({ capacity: 100, returns: { steps: 4, discount: 0.99 } });
    write(
      replay,
      [0, 1, 2].map((to) => ({ from: to, to: to + 1, reward: 1 })),
    );
    replay.beginEpisode();
    write(replay, [{ from: 50, reward: 1 }]);
    replay.beginEpisode();
    write(replay, [{ from: 60 }, {}, {}, { to: 5, terminated: true }]);
    const { discounts, terminated, nextObservations } = everySlot(replay);
    expectNear(inRows(discounts, [0, 3, 4]), [0.99 ** 3, 0.99, 0]);
    expect(inRows(terminated, [0, 3, 4])).toEqual([0, 0, 1]);
    expect(inRows(nextObservations, [0, 3, 4])).toEqual([3, 51, 5]);
  });
});

describe('TorchRL: the state of the target', () => {
  // An end in the middle, and at the last step or not: no state of a sum lies beyond an end.
  const cases = [10, 1, 2].flatMap((length) =>
    [4, 2, 1].flatMap((steps) => [true, false].map((lastEnds) => ({ length, steps, lastEnds }))),
  );
  test.each(cases)('%o', ({ length, steps, lastEnds }) => {
    const replay = slotBySlot({ capacity: 20, returns: { steps, discount: 0.98 } });
    const ends = (step: number): boolean =>
      step + 1 === Math.floor(length / 2) || (lastEnds && step === length - 1);
    const script = Array.from({ length }, (_, step) => ({ from: 10 * step, to: 10 * step + 10 }));
    write(
      replay,
      script.map((step, index) => ({ ...step, truncated: ends(index) })),
    );
    const expected = script.map((_, step) => {
      let last = step;
      while (last + 1 < Math.min(length, step + steps) && !ends(last)) last += 1;
      return script[last]!.to;
    });
    expect([...everySlot(replay).nextObservations]).toEqual(expected);
  });
});

test('Dopamine: five rewards of 2 are 10 all over a ring that was written five times', () => {
  const replay = slotBySlot({ capacity: 10, returns: { steps: 5, discount: 1 } });
  write(
    replay,
    Array.from({ length: 50 }, () => ({ reward: 2 })),
  );
  // The newest four have no five steps yet: Dopamine leaves them out.
  const newest = [6, 7, 8, 9];
  const { rewards } = everySlot(replay);
  expect(inRows(rewards, [0, 1, 2, 3, 4, 5])).toEqual([10, 10, 10, 10, 10, 10]);
  expect(inRows(rewards, newest)).toEqual([8, 6, 4, 2]);
});

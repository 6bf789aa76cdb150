import { describe, expect, test } from 'vitest';
import { fillReplay } from '../../src/offline/fillReplay.ts';
import type { RecordedEpisode } from '../../src/offline/recordedEpisode.ts';
import { createRandom } from '../../src/random/createRandom.ts';
import { everySlot, slotBySlot, write, type WrittenStep } from './written.ts';

/**
 * What other libraries' own tests of recorded episodes and of rings expect: d3rlpy
 * (test_transition_pickers.py), TorchRL (test_postprocs.py), keras-rl (test_memory.py), coax
 * (test_update of its prioritized replay: see priorities.test.ts for the rest).
 */

test.each([1, 3])('d3rlpy: %d steps of a recorded episode of a hundred', async (steps) => {
  const random = createRandom(1);
  const rewards = Array.from({ length: 100 }, () => random.normal());
  const actions = Array.from({ length: 100 }, () => random.integer(2));
  const observations = Array.from({ length: 101 }, (_, at) => at);
  const episode: RecordedEpisode = {
    ...{ observations, actions, rewards },
    ...{ terminated: true, truncated: false },
  };
  const discount = 0.99;
  const replay = slotBySlot({ capacity: 200, returns: { steps, discount } });
  expect(await fillReplay(replay, [episode])).toBe(100);
  const all = everySlot(replay);
  const sum = (from: number): number =>
    rewards.slice(from, from + steps).reduce((total, each, k) => total + discount ** k * each, 0);
  for (const [from, isLast] of [
    [0, false],
    [100 - steps, true],
  ] as const) {
    expect(all.observations[from]).toBe(from);
    expect(all.nextObservations[from]).toBe(from + steps);
    expect(all.actions[from]).toBe(actions[from]);
    expect(all.rewards[from]).toBeCloseTo(sum(from), 5);
    expect(all.terminated[from]).toBe(isLast ? 1 : 0);
    expect(all.discounts[from]).toBeCloseTo(isLast ? 0 : discount ** steps, 6);
  }
});

describe.each(Array.from({ length: 13 }, (_, index) => index + 1))('TorchRL: %d steps', (steps) => {
  // An episode of 11 that breaks off, and others that end one to four steps before.
  test.each([11, 10, 9, 8])('an episode that ends after %d', (length) => {
    const gamma = 0.9;
    const random = createRandom(steps);
    const rewards = Array.from({ length }, () => random.normal());
    const replay = slotBySlot({ capacity: 100, returns: { steps, discount: gamma } });
    const end = (at: number) => at === length - 1;
    write(
      replay,
      rewards.map((reward, at): WrittenStep => ({ from: at, reward, truncated: end(at) })),
    );
    const all = everySlot(replay);
    for (let at = 0; at < length; at++) {
      const taken = Math.min(steps, length - at);
      expect(all.nextObservations[at]).toBe(at + taken);
      expect(all.discounts[at]).toBeCloseTo(gamma ** taken, 6);
      const sum = rewards.slice(at, at + taken).reduce((total, r, k) => total + gamma ** k * r, 0);
      expect(all.rewards[at]).toBeCloseTo(sum, 5);
    }
  });
});

test('keras-rl: a ring of five holds the newest, whatever is added', () => {
  const replay = slotBySlot({ capacity: 5 });
  for (let added = 1; added <= 8; added++) {
    write(replay, [{ from: added, truncated: true }]);
    expect(replay.size).toBe(Math.min(added, 5));
    const held = [...everySlot(replay).observations].sort((a, b) => a - b);
    const expected = Array.from({ length: Math.min(added, 5) }, (_, index) => index);
    expect(held).toEqual(expected.map((index) => Math.max(1, added - 4) + index));
  }
});

test('keras-rl: no transition joins two episodes', () => {
  const replay = slotBySlot({ capacity: 100 });
  const flags = [false, false, true, false, false, false];
  write(
    replay,
    flags.map((terminated, from) => ({ from, terminated, reward: from / 10, action: from % 5 })),
  );
  const all = everySlot(replay);
  flags.forEach((terminated, slot) => {
    expect(all.observations[slot]).toBe(slot);
    expect(all.nextObservations[slot]).toBe(slot + 1);
    expect(all.actions[slot]).toBe(slot % 5);
    expect(all.rewards[slot]).toBeCloseTo(slot / 10, 6);
    expect(all.terminated[slot]).toBe(terminated ? 1 : 0);
  });
});

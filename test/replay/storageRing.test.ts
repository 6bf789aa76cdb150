import { expect, test } from 'vitest';
import { StorageRing } from '../../src/replay/storageRing.ts';
import type { Transition } from '../../src/protocol/transition.ts';
import { Discrete } from '../../src/spaces/discrete.ts';

function createRing(capacity: number): StorageRing {
  return new StorageRing(capacity, new Discrete(100), new Discrete(2));
}

function transition(from: number, to: number, terminated = false): Transition {
  return {
    observation: from,
    action: 0,
    reward: 0,
    nextObservation: to,
    terminated,
    truncated: false,
  };
}

test('add returns slots in turn', () => {
  const ring = createRing(3);
  const slots = [0, 1, 2, 3, 4].map((step) => ring.add(transition(step, step + 1), 0));
  expect(slots).toEqual([0, 1, 2, 0, 1]);
});

test('successor follows a stream to its end, and past nothing else', () => {
  const ring = createRing(10);
  ring.add(transition(0, 1), 0); // slot 0
  ring.add(transition(50, 51), 7); // slot 1
  ring.add(transition(1, 2, true), 0); // slot 2
  ring.add(transition(2, 3), 0); // slot 3, a new episode
  ring.add(transition(51, 52), 7); // slot 4
  ring.add(transition(99, 98), 7); // slot 5, after a gap
  ring.checkValid();
  expect([0, 1, 2, 3, 4, 5].map((slot) => ring.successor(slot))).toEqual([2, 4, -1, -1, -1, -1]);
});

test('a slot that is overwritten is not followed any more', () => {
  const ring = createRing(2);
  ring.add(transition(0, 1), 0);
  ring.add(transition(50, 51), 1);
  // Takes the slot of stream 0's newest transition.
  ring.add(transition(51, 52), 1);
  ring.checkValid();
  ring.add(transition(1, 2), 0);
  ring.checkValid();
  expect([0, 1].map((slot) => ring.successor(slot))).toEqual([-1, -1]);
});

test('many streams with episodes of one step fill the pool to the capacity', () => {
  const ring = createRing(37);
  for (let step = 0; step < 200; step++) {
    ring.add(transition(step % 90, (step * 7) % 90, step % 3 > 0), step % 65);
    ring.checkValid();
  }
  expect(ring.size).toBe(37);
});

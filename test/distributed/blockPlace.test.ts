import { expect, test } from 'vitest';
import type { Block } from '../../src/distributed/blocks/block.ts';
import { BlockPlace } from '../../src/distributed/blockPlace.ts';

function blockOf(sequence: number, steps: number): Block {
  return { session: 'a', sequence, steps } as Block;
}

test('goes through a block step by step, and leaves it at its end', () => {
  const place = new BlockPlace();
  const block = blockOf(0, 2);
  place.begin(block, '7-0');
  expect([place.block, place.position, place.step]).toEqual([block, '7-0', 0]);
  expect(place.advance()).toBe(true);
  expect(place.step).toBe(1);
  expect(place.getState()).toEqual({ session: 'a', sequence: 0, step: 1 });
  expect(place.advance()).toBe(false);
  expect(place.block).toBeNull();
  expect(place.getState()).toBeNull();
});

test('goes on in the block that a state was taken in, and there alone', () => {
  const place = new BlockPlace();
  place.begin(blockOf(4, 8), '');
  place.advance();
  const state = place.getState();

  const other = new BlockPlace();
  other.begin(blockOf(9, 8), '');
  other.setState(state);
  expect(other.block).toBeNull();
  expect(other.getState()).toEqual(state);
  expect(other.isPartial(blockOf(4, 8))).toBe(true);
  expect(other.isPartial(blockOf(5, 8))).toBe(false);
  expect(other.isPartial({ ...blockOf(4, 8), session: 'b' })).toBe(false);

  other.begin(blockOf(4, 8), '');
  expect(other.step).toBe(1);
  // Only once: the number of a session comes again after a server lost it.
  other.begin(blockOf(4, 8), '');
  expect(other.step).toBe(0);
});

test('stays within a block that is shorter than a state says', () => {
  const place = new BlockPlace();
  place.setState({ session: 'a', sequence: 0, step: 99 });
  place.begin(blockOf(0, 3), '');
  expect(place.step).toBe(2);
});

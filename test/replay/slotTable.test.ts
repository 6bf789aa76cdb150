import { expect, test } from 'vitest';
import { SlotTable, TERMINATED, TRUNCATED } from '../../src/replay/slotTable.ts';
import type { Transition } from '../../src/protocol/transition.ts';

function transition(parts: Partial<Transition>): Transition {
  const rest = { action: 0, reward: 0, terminated: false, truncated: false };
  return { observation: 0, nextObservation: 0, ...rest, ...parts };
}

test('gives back what was written, in the order of the indices', () => {
  const table = new SlotTable(3);
  table.write(0, transition({ action: 2, reward: -1.5, terminated: true }), 7, 0);
  table.write(1, transition({ action: 2 ** 31 - 1, reward: 0.1, truncated: true }), -9, 65_535);
  table.write(2, transition({ reward: -0, terminated: true, truncated: true }), 0, 1);
  const columns = table.toColumns(3);
  expect([...columns.actions]).toEqual([2, 2 ** 31 - 1, 0]);
  expect([...columns.rewards]).toEqual([-1.5, Math.fround(0.1), -0]);
  expect([...columns.terminated]).toEqual([1, 0, 1]);
  expect([...columns.truncated]).toEqual([0, 1, 1]);
  expect([...columns.next]).toEqual([7, -9, 0]);
  expect([0, 1, 2].map((slot) => table.stream(slot))).toEqual([0, 65_535, 1]);

  table.gather(Int32Array.of(1, 1, 0), columns);
  expect([...columns.next]).toEqual([-9, -9, 7]);
  expect([...columns.truncated]).toEqual([1, 1, 0]);
});

test('a slot that is written again keeps nothing', () => {
  const table = new SlotTable(1);
  table.write(0, transition({ terminated: true, truncated: true, reward: 3 }), 5, 9);
  table.write(0, transition({ action: 1 }), -1, 0);
  expect(table.toColumns(1)).toEqual({
    actions: Int32Array.of(1),
    rewards: Float32Array.of(0),
    terminated: Uint8Array.of(0),
    truncated: Uint8Array.of(0),
    next: Int32Array.of(-1),
  });
  expect(table.stream(0)).toBe(0);
});

test('reference and stream change by themselves', () => {
  const table = new SlotTable(2);
  table.write(1, transition({ action: 4, reward: 2, truncated: true }), -1, 3);
  const before = table.toColumns(2);
  table.setNext(1, 0);
  table.setStream(1, 65_535);
  expect([table.next(1), table.stream(1)]).toEqual([0, 65_535]);
  expect(table.toColumns(2)).toEqual({ ...before, next: Int32Array.of(0, 0) });
});

test('takes over tensors of fewer slots', () => {
  const table = new SlotTable(2);
  table.write(0, transition({ action: 4, reward: 2, terminated: true }), -1, 3);
  table.write(1, transition({ action: 5, reward: 1, truncated: true }), -2, 3);
  const other = new SlotTable(5);
  const { actions, rewards, next } = table.toTensors(2);
  const flags = Uint8Array.of(TERMINATED, TRUNCATED);
  other.setSlots({ actions, rewards, next: next.data, flags });
  expect(other.toColumns(2)).toEqual(table.toColumns(2));
  expect(other.stream(1)).toBe(0);
});

test('more than memory can hold is refused', () => {
  expect(() => new SlotTable(2 ** 40)).toThrow(expect.objectContaining({ name: 'OptionsError' }));
});

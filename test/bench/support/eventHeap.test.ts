import fc from 'fast-check';
import { expect, test } from 'vitest';
import { EventHeap } from '../../../bench/support/eventHeap.ts';

test('gives back what was added in the order of time, equals in the order of adding', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 9 })), (times) => {
      const heap = new EventHeap<number>();
      for (const [index, time] of times.entries()) heap.add(time, index);
      const expected = times
        .map((time, value) => ({ time, value }))
        .sort((one, other) => one.time - other.time || one.value - other.value);
      expect(heap.size).toBe(times.length);
      const taken = times.map(() => heap.take());
      expect(taken).toMatchObject(expected);
      expect(heap.take()).toBeUndefined();
    }),
  );
});

test('what is added in between takes its place', () => {
  const heap = new EventHeap<string>();
  heap.add(3, 'c');
  heap.add(1, 'a');
  expect(heap.take()?.value).toBe('a');
  heap.add(2, 'b');
  expect([heap.take()?.value, heap.take()?.value]).toEqual(['b', 'c']);
});

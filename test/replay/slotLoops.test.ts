import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  addFlags,
  findNegative,
  FLAGS,
  gatherFlags,
  gatherWords,
  NEXT,
  nextNegative,
  rankNegative,
  scatterSlots,
  scatterWords,
  WORDS,
} from '../../src/replay/slotLoops.ts';

/** Tables of any number of slots, and how many of the first are left out. */
const tables = fc
  .array(fc.tuple(fc.integer(), fc.integer(), fc.integer(), fc.integer()), { maxLength: 23 })
  .chain((slots) => fc.tuple(fc.constant(slots), fc.nat({ max: slots.length })));

test('columns are gathered slot by slot, whatever their number', () => {
  fc.assert(
    fc.property(
      tables,
      fc.nat({ max: WORDS - 1 }),
      fc.nat({ max: 31 }),
      ([slots, begin], word, bit) => {
        const table = Int32Array.from(slots.flat());
        const kept = slots.slice(begin);
        const first = begin * WORDS + word;
        const words = new Int32Array(kept.length + 2).fill(7);
        gatherWords(words, kept.length, table, first);
        expect([...words]).toEqual([...kept.map((slot) => slot[word]), 7, 7]);
        // Behind as many bytes as a 32-bit word has: a part may be a view.
        const bytes = new Uint8Array(kept.length + 6).fill(7);
        gatherFlags(bytes.subarray(4), kept.length, table, first, bit);
        const flags = kept.map((slot) => (slot[word]! >>> bit) & 1);
        expect([...bytes]).toEqual([7, 7, 7, 7, ...flags, 7, 7]);
      },
    ),
  );
});

test('negative numbers are counted from a rank on', () => {
  const table = Int32Array.of(0, 0, 5, 0, 0, 0, -9, 0, 0, 0, 0, 0, 0, 0, -1, 0);
  const part = new Int32Array(4);
  expect(rankNegative(part, 4, table, NEXT, 3)).toBe(5);
  expect([...part]).toEqual([5, -4, 0, -5]);
  fc.assert(
    fc.property(tables, fc.nat(9), ([slots, begin], rank) => {
      const kept = slots.slice(begin).map((slot) => slot[NEXT]);
      const ranked = new Int32Array(kept.length);
      const table = Int32Array.from(slots.flat());
      const end = rankNegative(ranked, kept.length, table, begin * WORDS + NEXT, rank);
      let count = rank;
      expect([...ranked]).toEqual(kept.map((next) => (next >= 0 ? next : -1 - count++)));
      expect(end).toBe(count);
    }),
  );
});

test('the next negative number is found, in a table as in a column', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(0, 1, 2, 3, -1), { maxLength: 23 }),
      fc.nat(24),
      (column, from) => {
        const start = Math.min(from, column.length);
        const index = column.findIndex((next, slot) => slot >= start && next < 0);
        const expected = index < 0 ? column.length : index;
        expect(nextNegative(Int32Array.from(column), start)).toBe(expected);
        if (index < 0) return;
        const table = Int32Array.from(column.flatMap((next) => [-5, -5, next, -5]));
        expect(findNegative(table, start * WORDS + NEXT)).toBe(expected);
      },
    ),
  );
});

test('flags are added to others, wherever they lie in memory', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(1), fc.nat(1)), { maxLength: 23 }),
      fc.nat(5),
      fc.nat(5),
      fc.integer({ min: 1, max: 7 }),
      (flags, begin, skip, bit) => {
        const into = Uint8Array.from([
          ...Array<number>(begin).fill(9),
          ...flags.map(([a]) => a),
          9,
        ]);
        const more = Uint8Array.from([...Array<number>(skip).fill(7), ...flags.map(([, b]) => b)]);
        addFlags(into, begin, more.subarray(skip), bit);
        const expected = flags.map(([a, b]) => a + b * 2 ** bit);
        expect([...into]).toEqual([...Array<number>(begin).fill(9), ...expected, 9]);
      },
    ),
  );
});

test('what is scattered is gathered again, and nothing beside it changes', () => {
  fc.assert(
    fc.property(tables, ([slots, begin]) => {
      const table = new Int32Array(slots.length * WORDS).fill(-7);
      const column = (word: number): Int32Array => Int32Array.from(slots, (slot) => slot[word]!);
      const flags = Uint8Array.from(slots, (slot) => slot[FLAGS] & 3);
      scatterSlots(column(0).subarray(begin), table, begin, column(NEXT), flags);
      scatterWords(column(1).subarray(begin), table, begin * WORDS + 1);
      const expected = slots.map(([action, reward, next], slot) =>
        slot < begin ? [-7, -7, -7, -7] : [action, reward, next, flags[slot]],
      );
      expect([...table]).toEqual(expected.flat());
    }),
  );
});

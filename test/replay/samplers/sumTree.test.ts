import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SumTree } from '../../../src/replay/samplers/sumTree.ts';

/** By going through all of them. */
function naiveFind(leaves: readonly number[], point: number): number {
  let rest = point;
  return leaves.findIndex((length) => {
    if (rest < length) return true;
    rest -= length;
    return false;
  });
}

function find(tree: SumTree, points: Float64Array): number[] {
  const leaves = new Int32Array(points.length);
  tree.find(points.slice(), leaves);
  return [...leaves];
}

const sizes = fc.constantFrom(1, 2, 7, 8, 9, 63, 64, 65, 200, 513);

/** A size, and leaves to set one after the other. */
const scripts = (value: fc.Arbitrary<number>) =>
  sizes.chain((size) =>
    fc.tuple(
      fc.constant(size),
      fc.array(fc.tuple(fc.nat(size - 1), value), { minLength: 1, maxLength: 60 }),
    ),
  );

function build(
  size: number,
  script: readonly (readonly [number, number])[],
): { tree: SumTree; leaves: number[] } {
  const tree = new SumTree(size);
  const leaves = new Array<number>(size).fill(0);
  for (const [leaf, value] of script) {
    tree.set(leaf, value);
    leaves[leaf] = value;
  }
  return { tree, leaves };
}

describe('of whole numbers, which have exact sums', () => {
  test('total, leaves and every point are those of a list', () => {
    fc.assert(
      fc.property(scripts(fc.integer({ min: 0, max: 9 })), ([size, script]) => {
        const { tree, leaves } = build(size, script);
        const total = leaves.reduce((sum, value) => sum + value, 0);
        expect(tree.total).toBe(total);
        expect([...tree.toArray(size)]).toEqual(leaves);
        const points = Float64Array.from({ length: 2 * total }, (_, index) => index / 2);
        const expected = Array.from(points, (point) => naiveFind(leaves, point));
        expect(find(tree, points)).toEqual(expected);
      }),
    );
  });
});

describe('of any numbers', () => {
  const value = fc.oneof(
    fc.double({ min: 0, max: 1e3, noNaN: true }),
    fc.constantFrom(0, 1e-300, 1e30, 2 ** 127),
  );

  test('filled at once it is as set one by one, to the bit', () => {
    fc.assert(
      fc.property(scripts(value), ([size, script]) => {
        const { tree } = build(size, script);
        const filled = new SumTree(size);
        // What was there before is gone.
        filled.set(size - 1, 5);
        filled.fill(tree.toArray(size));
        expect(filled.total).toBe(tree.total);
        expect(filled.toArray(size)).toEqual(tree.toArray(size));
        filled.set(0, 3);
        tree.set(0, 3);
        expect(filled.total).toBe(tree.total);
        filled.fill(Float64Array.of(2));
        expect(filled.total).toBe(2);
      }),
    );
  });

  test('every point of the total lies on a leaf above 0', () => {
    fc.assert(
      fc.property(
        scripts(value),
        fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
        ([size, script], share) => {
          const { tree, leaves } = build(size, script);
          if (tree.total === 0) return;
          // Even beyond the end, where rounding may lead.
          const points = Float64Array.of(0, share * tree.total, tree.total);
          for (const leaf of find(tree, points)) expect(leaves[leaf]).toBeGreaterThan(0);
        },
      ),
    );
  });
});

test('checkValid tells a leaf that is missing from one that is too many', () => {
  const { tree } = build(20, [
    [0, 1],
    [1, 2],
  ]);
  tree.checkValid(2);
  expect(() => tree.checkValid(3)).toThrow(/Leaf 2/);
  expect(() => tree.checkValid(1)).toThrow(/Leaf 1/);
});

test('more leaves than there is memory for are refused', () => {
  expect(() => new SumTree(2 ** 31 - 1)).toThrow(/lower the replay buffer's capacity/);
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FrozenLake } from '../../../src/environments/frozenLake/frozenLake.ts';
import { generateRandomMap } from '../../../src/environments/frozenLake/frozenLakeMap.ts';
import { OptionsError } from '../../../src/errors.ts';

/** The tiles that steps without slipping lead to from the first tile. */
function reached(desc: readonly string[]): Set<number> {
  const environment = new FrozenLake({ desc, isSlippery: false });
  const seen = new Set([0]);
  for (const tile of seen) {
    for (const action of [0, 1, 2, 3]) {
      for (const { nextState } of environment.transitions(tile, action)) seen.add(nextState);
    }
  }
  return seen;
}

describe('a random map', () => {
  test('is square, begins with S, ends with G, and has a way between them', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 12 }),
        fc.double({ min: 0.5, max: 1, noNaN: true }),
        fc.nat(),
        (size, frozenProbability, seed) => {
          const desc = generateRandomMap({ size, frozenProbability, seed });
          const letters = desc.join('');
          expect(desc).toHaveLength(size);
          expect(desc.every((row) => row.length === size)).toBe(true);
          expect(letters).toMatch(/^S[FH]*G$/);
          expect(reached(desc).has(size * size - 1)).toBe(true);
        },
      ),
    );
  });

  test('has a way even where hardly any map has one', () => {
    const maps = Array.from({ length: 300 }, (_, seed) =>
      generateRandomMap({ size: 3, frozenProbability: 0.35, seed }),
    );
    expect(maps.filter((desc) => !reached(desc).has(8))).toEqual([]);
    expect(new Set(maps.map(String)).size).toBeGreaterThan(20);
  });

  test('is decided by the seed, 0 by default, and of 8 rows by default', () => {
    expect(generateRandomMap()).toEqual(generateRandomMap({ size: 8, seed: 0 }));
    expect(generateRandomMap({ seed: 1 })).toEqual(generateRandomMap({ seed: 1 }));
    expect(generateRandomMap({ seed: 1 })).not.toEqual(generateRandomMap({ seed: 2 }));
    expect(generateRandomMap()).toHaveLength(8);
  });

  test('has as many holes as it should: of large maps with few holes hardly any is thrown away', () => {
    const letters = generateRandomMap({ size: 100, frozenProbability: 0.9, seed: 5 }).join('');
    const holes = letters.split('H').length - 1;
    expect(Math.abs(holes - 1000)).toBeLessThan(120); // 4 deviations
  });

  test('has every tile frozen with probability 1, and may be large', () => {
    expect(generateRandomMap({ size: 3, frozenProbability: 1 })).toEqual(['SFF', 'FFF', 'FFG']);
    const desc = generateRandomMap({ size: 300, seed: 1 });
    const environment = new FrozenLake({ desc });
    environment.reset();
    expect(environment.step(0).terminated).toBe(false);
  });

  test('that cannot be found is an error, and not an endless search', () => {
    expect(() => generateRandomMap({ frozenProbability: 0 })).toThrow(
      new OptionsError(
        'generateRandomMap found no map with a way to the goal among 262144 of size 8 with ' +
          'frozenProbability 0; raise frozenProbability.',
      ),
    );
  });

  test.each([
    [{ size: 1 }, 'generateRandomMap size must be a whole number from 2 to 1000; received 1.'],
    [{ size: 4.5 }, 'received 4.5'],
    [{ frozenProbability: 1.5 }, 'must be a finite number from 0 to 1; received 1.5.'],
    [{ p: 0.8 }, "has no option 'p' (write frozenProbability)"],
    [{ seed: -1 }, 'generateRandomMap seed must be a whole number'],
  ])('with %j is refused', (options, message) => {
    expect(() => generateRandomMap(options as object)).toThrow(OptionsError);
    expect(() => generateRandomMap(options as object)).toThrow(message);
  });
});

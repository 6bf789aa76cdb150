import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ValueError } from '../../src/errors.ts';
import { createRandom } from '../../src/random/createRandom.ts';
import type { Random, RandomState } from '../../src/random/random.ts';

const seeds = fc.integer({ min: 0, max: 0xffff_ffff });

/** The raw 32-bit words: with this bound nothing is rejected and nothing reduced. */
const words = (random: Random, count: number): number[] =>
  Array.from({ length: count }, () => random.integer(2 ** 32));

describe('the sequence', () => {
  test('from the words 1, 2, 3, 4 is the published one of xoshiro128**', () => {
    const random = createRandom(0);
    random.setState({ seed: 0, words: [1, 2, 3, 4] });

    // The test vector of the C reference, as rand_xoshiro (Rust) has it too.
    expect(words(random, 10)).toEqual([
      11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849, 3729100597,
      4258142804,
    ]);
  });

  test('from any seed is that of the reference', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        expect(words(createRandom(seed), 20)).toEqual(referenceWords(BigInt(seed), 20));
      }),
      { examples: [[0], [1], [0xffff_ffff]] },
    );
  });

  test('stays the same in every release', () => {
    expect(words(createRandom(42), 3)).toEqual([660444221, 3652823732, 77672526]);
    expect(words(createRandom(42).fork('replay'), 3)).toEqual([763005234, 370152639, 724840898]);
  });
});

describe('uniform', () => {
  test('takes 53 bits from two words', () => {
    const random = createRandom(5);
    const [high = 0, low = 0] = referenceWords(5n, 2);

    expect(random.uniform()).toBe(((high >>> 5) * 2 ** 26 + (low >>> 6)) / 2 ** 53);
  });

  test('is in [0, 1) and fills 64 bins evenly', () => {
    const random = createRandom(1);
    const draws = Array.from({ length: 64_000 }, () => random.uniform());

    expect(Math.min(...draws.slice(0, 50_000))).toBeGreaterThanOrEqual(0);
    expect(Math.max(...draws.slice(0, 50_000))).toBeLessThan(1);
    expect(chiSquare(draws.map((draw) => Math.floor(draw * 64)))).toBeLessThan(CHI_SQUARE_63);
  });
});

describe('integer', () => {
  test('is a whole number below its bound', () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 1, max: 2 ** 32 }), (seed, bound) => {
        const drawn = createRandom(seed).integer(bound);
        expect(Number.isInteger(drawn) && drawn >= 0 && drawn < bound).toBe(true);
      }),
    );
  });

  test('fills 64 values evenly', () => {
    const random = createRandom(2);
    const draws = Array.from({ length: 64_000 }, () => random.integer(64));

    expect(chiSquare(draws)).toBeLessThan(CHI_SQUARE_63);
  });

  test('has no bias where the bound does not divide 2³²', () => {
    // Plain `word % bound` would fall below 2³⁰ half of the time, not a third.
    const random = createRandom(3);
    const draws = Array.from({ length: 30_000 }, () => random.integer(3 * 2 ** 30));
    const share = draws.filter((draw) => draw < 2 ** 30).length / draws.length;

    expect(Math.abs(share - 1 / 3)).toBeLessThan(0.014); // five standard deviations
  });

  test.each([0, -1, 1.5, Number.NaN, Infinity, 2 ** 32 + 1])('refuses the bound %d', (bound) => {
    const random = createRandom(0);

    expect(() => random.integer(bound)).toThrow(ValueError);
    expect(() => random.integer(bound)).toThrow(`received ${bound}`);
    expect(random.getState()).toEqual(createRandom(0).getState());
  });
});

test('normal has the moments and the quantiles of the standard normal distribution', () => {
  const random = createRandom(4);
  const draws = Array.from({ length: 100_000 }, () => random.normal());
  const mean = (values: number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

  expect(draws.every(Number.isFinite)).toBe(true);
  expect(mean(draws)).toBeCloseTo(0, 1.8);
  expect(mean(draws.map((draw) => draw ** 2))).toBeCloseTo(1, 1.5);
  expect(mean(draws.map((draw) => draw ** 3))).toBeCloseTo(0, 1.2);
  expect(mean(draws.map((draw) => draw ** 4))).toBeCloseTo(3, 0.8);
  expect(mean(draws.map((draw) => (Math.abs(draw) < 1 ? 1 : 0)))).toBeCloseTo(0.6827, 1.9);
  expect(mean(draws.map((draw) => (draw < -1.6449 ? 1 : 0)))).toBeCloseTo(0.05, 2.1);
});

describe('fork', () => {
  test('is that of the reference', () => {
    fc.assert(
      fc.property(seeds, fc.string(), (seed, label) => {
        const forked = words(createRandom(seed).fork(label), 4);
        expect(forked).toEqual(referenceWords(referenceHash(label, BigInt(seed)), 4));
      }),
      { examples: [[0, '']] },
    );
  });

  test('depends on the seed and the label alone, not on what was drawn or forked before', () => {
    fc.assert(
      fc.property(seeds, fc.string(), fc.nat(20), (seed, label, draws) => {
        const parent = createRandom(seed);
        words(parent, draws);
        parent.fork('another');
        expect(parent.fork(label).getState()).toEqual(createRandom(seed).fork(label).getState());
      }),
    );
  });

  test('draws nothing from the parent', () => {
    const parent = createRandom(7);
    const before = parent.getState();
    parent.fork('replay').uniform();

    expect(parent.getState()).toEqual(before);
  });

  test('of different labels, seeds and depths are different streams', () => {
    const root = createRandom(7);
    const streams = [
      root,
      root.fork(''),
      root.fork('a'),
      root.fork('b'),
      root.fork('ab'),
      root.fork('ba'),
      root.fork('a').fork('a'),
      root.fork('a').fork('b'),
      createRandom(8).fork('a'),
    ].map((random) => words(random, 2).join());

    expect(new Set(streams).size).toBe(9);
  });

  test('without a label is another stream than its parent', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const parent = createRandom(seed);
        expect(parent.fork('').getState()).not.toEqual(parent.getState());
      }),
      { examples: [[0]] },
    );
  });

  test.each([[undefined], [null], [1], [{}]])('refuses the label %o', (label) => {
    const fork = (): unknown => createRandom(0).fork(label as never);
    expect(fork).toThrow(ValueError);
    expect(fork).toThrow("random.fork(label) needs a string, such as 'replay'; received");
  });

  test('after setState belongs to the seed of that state', () => {
    const random = createRandom(1);
    random.setState(createRandom(2).getState());

    expect(random.fork('a').getState()).toEqual(createRandom(2).fork('a').getState());
  });
});

describe('the state', () => {
  test('continues the stream, through JSON as well', () => {
    fc.assert(
      fc.property(seeds, seeds, fc.nat(30), (seed, otherSeed, draws) => {
        const random = createRandom(seed);
        words(random, draws);
        const text = JSON.stringify(random.getState());
        const expected = [words(random, 5), random.normal(), random.fork('a').uniform()];

        const other = createRandom(otherSeed);
        other.setState(JSON.parse(text) as RandomState);
        expect([words(other, 5), other.normal(), other.fork('a').uniform()]).toEqual(expected);
      }),
    );
  });

  test('is a copy', () => {
    const random = createRandom(0);
    const state = random.getState();
    const copy = structuredClone(state);
    random.uniform();

    expect(state).toEqual(copy);
  });

  test.each([
    ['no words', { seed: 1 }],
    ['no seed', { words: [1, 2, 3, 4] }],
    ['three words', { seed: 1, words: [1, 2, 3] }],
    ['five words', { seed: 1, words: [1, 2, 3, 4, 5] }],
    ['a negative word', { seed: 1, words: [1, 2, 3, -4] }],
    ['a fraction', { seed: 1, words: [1, 2, 3, 0.5] }],
    ['a word of 33 bits', { seed: 1, words: [1, 2, 3, 2 ** 32] }],
    ['zeros only', { seed: 1, words: [0, 0, 0, 0] }],
    ['a BigInt', { seed: 1n, words: [1, 2, 3, 4] }],
    ['a hole', { seed: 1, words: Object.assign(new Array(4), [1, 2]) }],
    ['nothing', undefined],
    ['a bad seed', { seed: -1, words: [1, 2, 3, 4] }],
  ])('refuses %s and stays as it was', (_, state) => {
    const random = createRandom(9);

    expect(() => {
      random.setState(state as unknown as RandomState);
    }).toThrow(ValueError);
    expect(random.getState()).toEqual(createRandom(9).getState());
  });

  test('says what it received', () => {
    expect(() => {
      createRandom(0).setState({ seed: 1, words: [0, 0, 0, 0] });
    }).toThrow(
      new ValueError(
        'random.setState(state) needs { seed, words } as random.getState() returned it: unsigned ' +
          '32-bit numbers, not all words zero; received {"seed":1,"words":[0,0,0,0]}.',
      ),
    );
  });
});

test.each([-1, 0.5, Number.NaN, Infinity, 2 ** 32])('refuses the seed %d', (seed) => {
  expect(() => createRandom(seed)).toThrow(
    new ValueError(`A seed must be a whole number from 0 to 4294967295; received ${seed}.`),
  );
});

/** The 0.9999 quantile of χ² with 63 degrees of freedom. */
const CHI_SQUARE_63 = 113.6;

/** χ² of draws from 64 equally likely bins. */
function chiSquare(bins: readonly number[]): number {
  const counts = new Array<number>(64).fill(0);
  for (const bin of bins) counts[bin] = (counts[bin] ?? 0) + 1;
  const expected = bins.length / 64;
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
}

// The same algorithms once more, as published, in arithmetic without tricks.

const MASK = 0xffff_ffffn;
const multiply = (a: bigint, b: bigint): bigint => (a * b) & MASK;
const rotate = (value: bigint, bits: bigint): bigint =>
  ((value << bits) | (value >> (32n - bits))) & MASK;

function referenceWords(seed: bigint, count: number): number[] {
  const s = [1n, 2n, 3n, 4n].map((index) => {
    let mixed = (seed + index * 0x9e37_79b9n) & MASK;
    mixed = multiply(mixed ^ (mixed >> 16n), 0x21f0_aaadn);
    mixed = multiply(mixed ^ (mixed >> 15n), 0x735a_2d97n);
    return mixed ^ (mixed >> 15n);
  }) as [bigint, bigint, bigint, bigint];
  return Array.from({ length: count }, () => {
    const result = multiply(rotate(multiply(s[1], 5n), 7n), 9n);
    const t = (s[1] << 9n) & MASK;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = rotate(s[3], 11n);
    return Number(result);
  });
}

function referenceHash(text: string, seed: bigint): bigint {
  let hash = seed;
  for (let index = 0; index < text.length; index++) {
    const block = multiply(BigInt(text.charCodeAt(index)), 0xcc9e_2d51n);
    hash ^= multiply(rotate(block, 15n), 0x1b87_3593n);
    hash = (rotate(hash, 13n) * 5n + 0xe654_6b64n) & MASK;
  }
  hash ^= text === '' ? 0x7f4a_7c15n : BigInt(text.length);
  hash = multiply(hash ^ (hash >> 16n), 0x85eb_ca6bn);
  hash = multiply(hash ^ (hash >> 13n), 0xc2b2_ae35n);
  return hash ^ (hash >> 16n);
}

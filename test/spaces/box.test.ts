import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { OptionsError } from '../../src/errors.ts';
import { createRandom } from '../../src/random/createRandom.ts';
import { Box, type BoxDtype, type BoxOptions } from '../../src/spaces/box.ts';

describe('construction', () => {
  test('takes the shape from the bounds', () => {
    const space = new Box({ low: [-1, -2], high: 3 });

    expect(space).toMatchObject({ kind: 'box', dtype: 'float32', shape: [2], size: 2 });
    expect(space.low).toEqual(Float32Array.of(-1, -2));
    expect(space.high).toEqual(Float32Array.of(3, 3));
  });

  test('spreads single bounds over a shape', () => {
    const space = new Box({ low: 0, high: 255, shape: [2, 3], dtype: 'uint8' });

    expect(space).toMatchObject({ dtype: 'uint8', shape: [2, 3], size: 6 });
    expect(space.high).toEqual(new Float32Array(6).fill(255));
    expect(String(space)).toBe('Box([2, 3], uint8)');
  });

  test('keeps a copy of what it was given', () => {
    const low = [0, 0];
    const shape = [2];
    const space = new Box({ low, high: 1, shape });
    low[0] = -5;
    shape[0] = 7;

    expect(space.low).toEqual(Float32Array.of(0, 0));
    expect(space.shape).toEqual([2]);
  });

  test.each<[string, BoxOptions<BoxDtype>, string]>([
    ['no shape', { low: 0, high: 1 }, 'needs a shape'],
    ['a shape with 0', { low: 0, high: 1, shape: [2, 0] }, 'received [2, 0]'],
    ['a fractional shape', { low: 0, high: 1, shape: [1.5] }, 'received [1.5]'],
    ['bounds of another length', { low: [0, 0, 0], high: 1, shape: [2] }, 'low has 3 elements'],
    ['bounds that disagree', { low: [0], high: [1, 2] }, 'high has 2 elements'],
    ['low above high', { low: [0, 3], high: [1, 2] }, 'at element 1 received low 3 and high 2'],
    ['NaN', { low: [Number.NaN], high: [1] }, 'at element 0 received low NaN'],
    ['negative bytes', { low: [-1], high: [1], dtype: 'uint8' }, 'received -1 to 1'],
    ['bytes above 255', { low: [0], high: [256], dtype: 'uint8' }, 'received 0 to 256'],
    ['fractional bytes', { low: [0], high: [0.5], dtype: 'uint8' }, 'received 0 to 0.5'],
    ['another dtype', { low: [0], high: [1], dtype: 'int8' as 'uint8' }, "received 'int8'"],
    ['no options', undefined as never, 'received undefined'],
    ['a misspelt option', { low: [0], high: [1], dtpye: 'uint8' } as never, "no option 'dtpye'"],
    ['text as shape', { low: 0, high: 1, shape: '4' as never }, "received '4'"],
    ['a number as shape', { low: 0, high: 1, shape: 4 as never }, 'must be an array of lengths'],
    ['text in the shape', { low: 0, high: 1, shape: ['4'] as never }, "received ['4']"],
    ['a hole in the shape', { low: 0, high: 1, shape: [2, , 2] as never }, 'undefined'],
    ['too many elements', { low: 0, high: 1, shape: [65_536, 65_536] }, 'at most 134217728'],
    ['low null', { low: null as never, high: [1] }, 'Box: low must be a value'],
    ['high missing', { low: [0] } as never, 'Box high must be a number, or an array'],
    ['text as low', { low: '0' as never, high: [1] }, "received '0'"],
    ['text in high', { low: [0], high: ['1'] as never }, "received '1' at element 0"],
    ['low of ∞', { low: [Infinity], high: [Infinity] }, 'received Infinity at element 0'],
    ['high of −∞', { low: -Infinity, high: -Infinity, shape: [1] }, 'received -Infinity'],
    ['high beyond float32', { low: [0, 0], high: [1, 1e39] }, 'received 1e+39 at element 1'],
    ['low beyond float32', { low: -1e39, high: 0, shape: [1] }, 'received -1e+39'],
  ])('refuses %s', (_, options, message) => {
    expect(() => new Box(options)).toThrow(OptionsError);
    expect(() => new Box(options)).toThrow(message);
  });
});

describe('contains', () => {
  const space = new Box({ low: [-1, -Infinity], high: [1, 0.1] });
  // 0.1 as a float32 is more than 0.1: the bound has to be rounded the same way.
  test.each<[string, unknown, boolean]>([
    ['a value inside', Float32Array.of(0, -1e30), true],
    ['the bounds', Float32Array.of(1, 0.1), true],
    ['an infinite bound', Float32Array.of(-1, -Infinity), true],
    ['an element above', Float32Array.of(1.001, 0), false],
    ['an element below', Float32Array.of(-1.001, 0), false],
    ['NaN', Float32Array.of(0, Number.NaN), false],
    ['too few elements', Float32Array.of(0), false],
    ['too many elements', Float32Array.of(0, 0, 0), false],
    ['a plain array', [0, 0], false],
    ['bytes', Uint8Array.of(0, 0), false],
    ['doubles', Float64Array.of(0, 0), false],
    ['a number', 0, false],
    ['null', null, false],
  ])('%s', (_, value, expected) => {
    expect(space.contains(value)).toBe(expected);
  });

  test('takes bytes where the dtype is uint8', () => {
    const bytes = new Box({ low: 0, high: 9, shape: [2], dtype: 'uint8' });

    expect(bytes.contains(Uint8Array.of(0, 9))).toBe(true);
    expect(bytes.contains(Uint8Array.of(0, 10))).toBe(false);
    expect(bytes.contains(Float32Array.of(0, 9))).toBe(false);
  });
});

describe('sample', () => {
  const bound = fc.oneof(
    fc.double({ min: -1e30, max: 1e30, noNaN: true }),
    fc.constantFrom(-Infinity, Infinity, 0, 0.1),
  );
  const pair = fc.tuple(bound, bound).map(([a, b]) => (a <= b ? [a, b] : [b, a]));
  const pairs = fc
    .array(pair as fc.Arbitrary<[number, number]>, { minLength: 1, maxLength: 5 })
    .filter((list) => list.every(([a, b]) => a !== b || Number.isFinite(a)));

  test('of float32 is contained', () => {
    fc.assert(
      fc.property(fc.nat(0xffff_ffff), pairs, (seed, list) => {
        const space = new Box({ low: list.map(([a]) => a), high: list.map(([, b]) => b) });
        expect(space.contains(space.sample(createRandom(seed)))).toBe(true);
      }),
    );
  });

  test('of uint8 is contained', () => {
    const bytes = fc.tuple(fc.nat(255), fc.nat(255));
    fc.assert(
      fc.property(fc.nat(0xffff_ffff), bytes, (seed, [a, b]) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)];
        const space = new Box({ low, high, shape: [3], dtype: 'uint8' });
        expect(space.contains(space.sample(createRandom(seed)))).toBe(true);
      }),
    );
  });

  test('reaches both ends of uint8', () => {
    const space = new Box({ low: 3, high: 5, shape: [200], dtype: 'uint8' });

    expect(new Set(space.sample(createRandom(0)))).toEqual(new Set([3, 4, 5]));
  });

  // Where a sixth, a half and five sixths of the draws lie below.
  test.each([
    ['uniform between two bounds', 2, 4, [2 + 1 / 3, 3, 4 - 1 / 3]],
    ['exponential above one', 2, Infinity, [2 + Math.log(6 / 5), 2 + Math.log(2), 2 + Math.log(6)]],
    [
      'exponential below one',
      -Infinity,
      2,
      [2 - Math.log(6), 2 - Math.log(2), 2 - Math.log(6 / 5)],
    ],
    ['normal without', -Infinity, Infinity, [-0.967422, 0, 0.967422]],
  ])('is %s', (_, low, high, quantiles) => {
    const draws = new Box({ low, high, shape: [20_000], dtype: 'float32' }).sample(createRandom(1));
    const shares = quantiles.map((limit) => draws.filter((draw) => draw < limit).length / 20_000);

    // Five standard deviations at most.
    for (const [index, share] of [1 / 6, 1 / 2, 5 / 6].entries()) {
      expect(Math.abs(shares[index]! - share)).toBeLessThan(0.0177);
    }
  });
});

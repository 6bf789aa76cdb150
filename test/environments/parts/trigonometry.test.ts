import { describe, expect, test } from 'vitest';
import { cosine, sine } from '../../../src/environments/parts/trigonometry.ts';
import { createRandom } from '../../../src/random/createRandom.ts';

const BITS = 160n;
const ONE = 1n << BITS;
// The first 50 digits of π.
const PI = (314159265358979323846264338327950288419716939937510n * ONE) / 10n ** 50n;

/** A number in units of 2^-160, exactly. */
function exactly(x: number): bigint {
  let exponent = 0;
  let mantissa = x;
  while (!Number.isInteger(mantissa)) {
    mantissa *= 2;
    exponent++;
  }
  return (BigInt(mantissa) << BITS) >> BigInt(exponent);
}

/** The sine by its Taylor series in 160 bits, in units of 2^-160. */
function exactSine(x: bigint): bigint {
  const turns = (2n * x + PI) / (2n * PI) - (2n * x + PI < 0n ? 1n : 0n);
  const near = x - turns * PI;
  let [sum, term] = [near, near];
  for (let n = 2n; term !== 0n && n < 200n; n += 2n) {
    term = -((term * near) >> BITS);
    term = ((term * near) >> BITS) / (n * (n + 1n));
    sum += term;
  }
  return turns % 2n === 0n ? sum : -sum;
}

/** How far a result is from the exact value, in units of its last bit. */
function error(result: number, exact: bigint): number {
  const lastBit = 2 ** (Math.floor(Math.log2(Math.abs(result))) - 52);
  const units = exactly(result) - exact;
  return Number(units) / Number(ONE) / lastBit;
}

describe.each([
  ['sine', sine, (x: number) => exactSine(exactly(x))],
  ['cosine', cosine, (x: number) => exactSine(exactly(x) + PI / 2n)],
] as const)('%s', (_, ours, exact) => {
  test.each([0.01, 0.8, 12, 1000, 1_000_000])('is correctly rounded within ±%d', (range) => {
    const random = createRandom(1);
    const count = 8000;
    let [wrong, worst] = [0, 0];
    for (let i = 0; i < count; i++) {
      const x = (2 * random.uniform() - 1) * range;
      const off = Math.abs(error(ours(x), exact(x)));
      worst = Math.max(worst, off);
      if (off > 0.5) wrong++;
    }
    expect(wrong).toBeLessThan(count / 1000);
    expect(worst).toBeLessThan(0.51);
  });
});

test('special values are those of Math.sin and Math.cos', () => {
  expect([sine(0), sine(-0), cosine(0), cosine(-0)]).toEqual([0, -0, 1, 1]);
  expect([sine(Math.PI), cosine(Math.PI / 2)]).toEqual([
    1.2246467991473532e-16, 6.123233995736766e-17,
  ]);
  for (const x of [Number.NaN, Infinity, -Infinity]) {
    expect(sine(x)).toBeNaN();
    expect(cosine(x)).toBeNaN();
  }
  for (const x of [2 ** 20, -1e15, 1e300]) {
    expect([sine(x), cosine(x)]).toEqual([Math.sin(x), Math.cos(x)]);
  }
});

import { describe, expect, test, vi } from 'vitest';
import { OptionsError, ValueError } from '../../src/errors.ts';
import { drawZeta, epsilonZGreedy } from '../../src/policies/epsilonZGreedy.ts';
import type { PolicyContext } from '../../src/policies/policy.ts';
import { createRandom } from '../../src/random/createRandom.ts';
import { checkPolicyLaws, chiSquare, contextOf } from './laws.ts';

const values = Float32Array.of(1, 2, 3);

/** A context whose memory holds an action. */
function holding(
  actions: number,
  { action, steps } = { action: 0, steps: 0 },
  mask?: readonly number[],
): PolicyContext & { memory: Float64Array } {
  const memory = Float64Array.of(action, steps);
  return { ...contextOf(actions, mask ? { mask } : {}), memory };
}

describe.each([0, 0.25, 0.9])('with ε = %d and nothing to hold with', (epsilon) => {
  checkPolicyLaws(epsilonZGreedy({ epsilon }));
});

test('takes a held action as often as it is held, without a look at the values', () => {
  const policy = epsilonZGreedy({ epsilon: 0 });
  const compute = vi.fn(() => values);
  const context = holding(3, { action: 1, steps: 2 });
  expect(policy.probabilities(compute, context)).toEqual(Float32Array.of(0, 1, 0));
  const random = context.random.getState();
  expect([policy.select(compute, context), policy.select(compute, context)]).toEqual([1, 1]);
  expect(compute).not.toHaveBeenCalled();
  expect(context.random.getState()).toEqual(random);
  expect(policy.select(compute, context)).toBe(2);
  expect(policy.probabilities(compute, context)).toEqual(Float32Array.of(0, 0, 1));
});

test('lets go of an action that is not allowed any more, or does not exist', () => {
  const policy = epsilonZGreedy({ epsilon: 0 });
  for (const context of [
    holding(3, { action: 1, steps: 5 }, [1, 0, 0]),
    holding(3, { action: 7, steps: 5 }, [1, 0, 0]),
  ]) {
    expect(policy.probabilities(values, context)).toEqual(Float32Array.of(1, 0, 0));
    expect(policy.select(values, context)).toBe(0);
    expect(context.memory[1]).toBe(0);
  }
});

test('runs of exploring are as long as the zeta distribution has them', () => {
  const policy = epsilonZGreedy({ epsilon: 1, maxSteps: 4 });
  const context = holding(1000);
  const lengths = [0, 0, 0, 0];
  for (let run = 0; run < 20_000; run++) {
    const action = policy.select(new Float32Array(1000), context);
    let length = 1;
    while (context.memory[1]! > 0) {
      expect(policy.select(new Float32Array(1000), context)).toBe(action);
      length++;
    }
    lengths[length - 1]!++;
  }
  expect(chiSquare(lengths, zetaShares(2, 4))).toBeLessThan(4);
});

/** The power law within 1…max: `n ** -exponent`, in proportion. */
function zetaShares(exponent: number, max: number): readonly number[] {
  const weights = Array.from({ length: max }, (_, index) => (index + 1) ** -exponent);
  const total = weights.reduce((sum, weight) => sum + weight);
  return weights.map((weight) => weight / total);
}

test.each([
  [1.000_000_001, 10],
  [1.01, 10],
  [1.5, 10],
  [2, 1],
  [2, 2],
  [2, 50],
  [3.5, 10],
])('a zeta draw of exponent %d up to %d has its probabilities', (exponent, max) => {
  const random = createRandom(3);
  const counts = new Array<number>(max).fill(0);
  for (let draw = 0; draw < 50_000; draw++) counts[drawZeta(random, exponent, max) - 1]!++;
  expect(chiSquare(counts, zetaShares(exponent, max))).toBeLessThan(2);
});

test('the longest hold of 50 is as rare as the power law has it, not all longer ones together', () => {
  const random = createRandom(4);
  let longest = 0;
  for (let draw = 0; draw < 200_000; draw++) if (drawZeta(random, 2, 50) === 50) longest++;
  // 50 ** -2 / 1.625 is 0.0246 %: 49 draws, give or take 7. Cut to 50 there would be 2,400.
  expect(longest).toBeGreaterThan(25);
  expect(longest).toBeLessThan(75);
});

test('begins to explore with probability ε, counted where nothing is held', () => {
  const policy = epsilonZGreedy({ epsilon: 0.25 });
  const context = holding(3);
  const compute = vi.fn(() => values);
  const draws = 10_000;
  for (let draw = 0; draw < draws; draw++) {
    policy.select(compute, context);
    context.memory[1] = 0;
  }
  const exploited = compute.mock.calls.length;
  expect(chiSquare([exploited, draws - exploited], [0.75, 0.25])).toBeLessThan(4);
});

test.each([
  [{ epsilon: 2 }, 'epsilonZGreedy.epsilon must be a number from 0 to 1'],
  [{ epsilon: 1, exponent: 1 }, 'exponent must be above 1'],
  [{ epsilon: 1, exponent: NaN }, 'exponent'],
  [{ epsilon: 1, maxSteps: 0 }, 'maxSteps must be a whole number'],
  [{ epsilon: 1, length: 3 }, "'length'"],
])('refuses %o', (options, message) => {
  expect(() => epsilonZGreedy(options as never)).toThrow(OptionsError);
  expect(() => epsilonZGreedy(options as never)).toThrow(message);
});

test('a schedule out of range is found when it is used', () => {
  const policy = epsilonZGreedy({ epsilon: () => -1 });
  expect(() => policy.select(values, contextOf(3))).toThrow(ValueError);
  expect(() => policy.exploration(3)).toThrow('epsilonZGreedy.epsilon returned -1 at count 3');
});

test.each([
  [[1, 1], 'must have one element for each of 3 actions'],
  [[0, 0, 0], 'allows none of 3 actions'],
])('a mask that is none does not shorten a hold: %o', (mask, message) => {
  const policy = epsilonZGreedy({ epsilon: 0 });
  const context = holding(3, { action: 0, steps: 5 }, mask);
  expect(() => policy.select(values, context)).toThrow(message);
  expect(context.memory).toEqual(Float64Array.of(0, 5));
});

test('the largest exponents never hold', () => {
  const random = createRandom(1);
  for (const exponent of [900, 1025, 2000, 1e300]) {
    expect(drawZeta(random, exponent, 10)).toBe(1);
  }
});

test('with an exponent near 1 long holds are as likely as they should be', () => {
  // The tail of n ** -1.01 by Euler and Maclaurin: it is nearly 100 · n ** -0.01.
  const tail = (from: number): number => 100 * from ** -0.01 + from ** -1.01 / 2;
  const max = 2 ** 31 - 1;
  let head = 0;
  for (let n = 1; n < 10_000; n++) head += n ** -1.01;
  const long = tail(10_000) - tail(max + 1);
  const expected = long / (head + long);
  const random = createRandom(2);
  const draws = 20_000;
  let found = 0;
  for (let draw = 0; draw < draws; draw++) if (drawZeta(random, 1.01, max) >= 10_000) found++;
  const deviation = Math.sqrt((expected * (1 - expected)) / draws);
  expect(Math.abs(found / draws - expected)).toBeLessThan(4 * deviation);
});

test('tells which memories it cannot have written', () => {
  const policy = epsilonZGreedy({ epsilon: 1 });
  expect(policy.memorySize).toBe(2);
  const accepts = (...memory: number[]): boolean | undefined =>
    policy.acceptsMemory?.(Float64Array.from(memory), 3);
  expect(accepts(2, 7)).toBe(true);
  expect(accepts(0, 0)).toBe(true);
  for (const memory of [
    [3, 1],
    [-1, 0],
    [0, -1],
    [0.5, 1],
    [0, NaN],
  ]) {
    expect(accepts(...memory)).toBe(false);
  }
});

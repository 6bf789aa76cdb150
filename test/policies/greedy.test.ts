import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { greedy } from '../../src/policies/greedy.ts';
import { createRandom } from '../../src/random/createRandom.ts';
import { checkPolicyLaws, chiSquare, contextOf, countSelections } from './laws.ts';

const policy = greedy();

checkPolicyLaws(policy);

test.each([
  { values: [0.1, 0.7, 0.2], mask: undefined, best: 1 },
  { values: [-3, -2, -1], mask: undefined, best: 2 },
  { values: [5], mask: undefined, best: 0 },
  { values: [9, 1, 2], mask: [0, 1, 1], best: 2 },
  { values: [9, -1, 9], mask: [0, 1, 0], best: 1 },
])('takes the best of $values under the mask $mask', ({ values, mask, best }) => {
  const context = contextOf(values.length, mask ? { mask } : {});
  expect(policy.select(Float32Array.from(values), context)).toBe(best);
});

test('reports equal probabilities for ties among the allowed', () => {
  const values = Float32Array.of(4, 4, 1, 4);
  expect([...policy.probabilities(values, contextOf(4, { mask: [1, 0, 1, 1] }))]).toEqual([
    0.5, 0, 0, 0.5,
  ]);
});

test('breaks ties uniformly', () => {
  const counts = countSelections(policy, Float32Array.of(4, 4, 1, 4), contextOf(4), 30_000);
  expect(counts[2]).toBe(0);
  expect(chiSquare(counts, [1 / 3, 1 / 3, 0, 1 / 3])).toBeLessThan(4);
});

test('takes one of those that a list of the allowed has as its best', () => {
  const choices = fc.array(
    fc.record({ value: fc.integer({ min: -2, max: 2 }), ok: fc.boolean() }),
    {
      minLength: 1,
      maxLength: 9,
    },
  );
  fc.assert(
    fc.property(choices, fc.boolean(), fc.nat(1000), (given, asBytes, seed) => {
      const flags = given.map(({ ok }) => (ok ? 1 : 0));
      fc.pre(flags.includes(1));
      const context = contextOf(given.length, { mask: asBytes ? Uint8Array.from(flags) : flags });
      const random = createRandom(seed);
      const values = Float32Array.from(given, ({ value }) => value);
      const allowed = given.flatMap(({ ok }, action) => (ok ? [action] : []));
      const best = Math.max(...allowed.map((action) => values[action]!));
      const ties = allowed.filter((action) => values[action] === best);
      const drawn = ties.length > 1 ? createRandom(seed).integer(ties.length) : 0;
      expect(policy.select(values, { ...context, random })).toBe(ties[drawn]);
    }),
    { numRuns: 200 },
  );
});

test('draws no random number where there is no tie', () => {
  const context = contextOf(2);
  const before = context.random.getState();
  policy.select(Float32Array.of(1, 2), context);
  expect(context.random.getState()).toEqual(before);
});

test('computes the values once, and does not explore', () => {
  const values = vi.fn(() => Float32Array.of(1, 2));
  policy.select(values, contextOf(2));
  expect(values).toHaveBeenCalledTimes(1);
  expect(policy.exploration(0)).toBeNull();
});

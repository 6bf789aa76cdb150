import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { ShapeError, ValueError } from '../../src/errors.ts';
import type { Policy, PolicyContext } from '../../src/policies/policy.ts';
import { createRandom } from '../../src/random/createRandom.ts';

/** A context with a generator of its own. */
export function contextOf(
  actions: number,
  {
    mask,
    seed = 1,
    environmentSteps = 0,
  }: {
    mask?: ArrayLike<number>;
    seed?: number;
    environmentSteps?: number;
  } = {},
): PolicyContext {
  const context = { random: createRandom(seed), environmentSteps, actions };
  return mask === undefined ? context : { ...context, actionMask: mask };
}

/** How often each action is selected in `draws` draws. */
export function countSelections(
  policy: Policy,
  values: Float32Array,
  context: PolicyContext,
  draws: number,
): number[] {
  const counts = new Array<number>(context.actions).fill(0);
  for (let draw = 0; draw < draws; draw++) {
    const action = policy.select(values, context);
    counts[action] = (counts[action] ?? 0) + 1;
  }
  return counts;
}

/**
 * Pearson's χ² of the counts, divided by its degrees of freedom: about 1 if
 * they come from `probabilities`; above 4 with a chance of less than 1 in
 * 10,000 (the seed is fixed, so it either is or is not).
 */
export function chiSquare(counts: readonly number[], probabilities: ArrayLike<number>): number {
  const draws = counts.reduce((sum, count) => sum + count, 0);
  let sum = 0;
  let cells = 0;
  for (const [action, count] of counts.entries()) {
    const expected = draws * (probabilities[action] ?? 0);
    if (expected === 0) {
      expect(count, `selections of action ${action}, whose probability is 0`).toBe(0);
      continue;
    }
    sum += (count - expected) ** 2 / expected;
    cells++;
  }
  return sum / Math.max(1, cells - 1);
}

const cases = fc.integer({ min: 1, max: 8 }).chain((actions) =>
  fc.record({
    values: fc.float32Array({
      minLength: actions,
      maxLength: actions,
      noNaN: true,
      noDefaultInfinity: true,
    }),
    mask: fc
      .uint8Array({ minLength: actions, maxLength: actions, max: 1 })
      .filter((mask) => mask.some((allowed) => allowed === 1)),
    seed: fc.nat(),
  }),
);

/** What holds of every policy that looks at the values. */
export function checkPolicyLaws(policy: Policy): void {
  describe('as a policy', () => {
    test('gives probabilities that sum to 1, and exactly 0 where the mask forbids', () => {
      fc.assert(
        fc.property(cases, ({ values, mask }) => {
          const probabilities = policy.probabilities(values, contextOf(values.length, { mask }));
          expect(probabilities).toHaveLength(values.length);
          expect(probabilities.reduce((sum, each) => sum + each, 0)).toBeCloseTo(1, 5);
          for (const [action, probability] of probabilities.entries()) {
            expect(probability).toBeGreaterThanOrEqual(0);
            if (mask[action] === 0) expect(probability).toBe(0);
          }
        }),
      );
    });

    test('selects only actions whose probability is not 0', () => {
      fc.assert(
        fc.property(cases, ({ values, mask, seed }) => {
          const context = contextOf(values.length, { mask, seed });
          const probabilities = policy.probabilities(values, context);
          for (let draw = 0; draw < 20; draw++) {
            expect(probabilities[policy.select(values, context)]).toBeGreaterThan(0);
          }
        }),
      );
    });

    test('selects with the probabilities that it reports', () => {
      const values = Float32Array.of(0.5, 2, -1, 2, 1.5);
      for (const mask of [undefined, [1, 1, 0, 1, 1], [1, 0, 1, 0, 1]]) {
        const context = contextOf(5, mask ? { mask } : {});
        const counts = countSelections(policy, values, context, 20_000);
        expect(chiSquare(counts, policy.probabilities(values, context))).toBeLessThan(4);
      }
    });

    test('does not care whether the values are computed early or late', () => {
      const values = Float32Array.of(1, 3, 3);
      const early = countSelections(policy, values, contextOf(3), 50);
      const context = contextOf(3);
      const late = [0, 0, 0];
      for (let draw = 0; draw < 50; draw++) {
        const action = policy.select(() => values, context);
        late[action] = (late[action] ?? 0) + 1;
      }
      expect(late).toEqual(early);
      expect(policy.probabilities(() => values, contextOf(3))).toEqual(
        policy.probabilities(values, contextOf(3)),
      );
    });

    test('changes neither values nor mask', () => {
      const values = Float32Array.of(1, 3, 2);
      const mask = Uint8Array.of(1, 0, 1);
      policy.select(values, contextOf(3, { mask }));
      policy.probabilities(values, contextOf(3, { mask }));
      expect([...values]).toEqual([1, 3, 2]);
      expect([...mask]).toEqual([1, 0, 1]);
    });

    test.each([NaN, Infinity, -Infinity])('refuses a value of %d, unless it is masked', (bad) => {
      const values = Float32Array.of(1, bad, 2);
      const error = `The value of action 1 is ${bad}`;
      expect(() => policy.probabilities(values, contextOf(3))).toThrow(ValueError);
      expect(() => policy.probabilities(values, contextOf(3))).toThrow(error);
      expect(() => countSelections(policy, values, contextOf(3), 100)).toThrow(error);
      const masked = contextOf(3, { mask: [1, 0, 1] });
      expect(policy.probabilities(values, masked)[1]).toBe(0);
      expect(countSelections(policy, values, masked, 100)[1]).toBe(0);
    });

    test('refuses values and masks of the wrong length, and a mask that allows nothing', () => {
      const compute = vi.fn(() => Float32Array.of(1, 2));
      for (const use of ['select', 'probabilities'] as const) {
        const call = (values: Float32Array, context: PolicyContext) => (): unknown =>
          // Many times, because a policy that explores need not look.
          Array.from({ length: 100 }, () => policy[use](values, context));
        expect(call(Float32Array.of(1, 2), contextOf(3))).toThrow(ShapeError);
        expect(call(Float32Array.of(1, 2), contextOf(2, { mask: [1] }))).toThrow(
          'actionMask must have one element for each of 2 actions; received 1.',
        );
        expect(call(Float32Array.of(1, 2), contextOf(2, { mask: [0, 0] }))).toThrow(ValueError);
        expect(call(Float32Array.of(1, 2), contextOf(2, { mask: [0, 0] }))).toThrow(
          'allows none of 2 actions',
        );
        expect(call(new Float32Array(0), contextOf(0))).toThrow('received 0');
      }
      expect(() => policy.probabilities(compute, contextOf(2, { mask: [1] }))).toThrow(ShapeError);
      expect(compute).not.toHaveBeenCalled();
    });
  });
}

import { describe, expect, test, vi } from 'vitest';
import { OptionsError, ValueError } from '../../src/errors.ts';
import { epsilonGreedy } from '../../src/policies/epsilonGreedy.ts';
import { linear } from '../../src/schedules/linear.ts';
import { checkPolicyLaws, chiSquare, contextOf, countSelections } from './laws.ts';

describe.each([0, 0.25, 0.9])('with ε = %d', (epsilon) => {
  checkPolicyLaws(epsilonGreedy({ epsilon }));
});

test('spreads ε over the allowed actions, the best one included', () => {
  const policy = epsilonGreedy({ epsilon: 0.3 });
  const mask = [1, 1, 0, 1];
  const probabilities = policy.probabilities(Float32Array.of(1, 3, 9, 3), contextOf(4, { mask }));
  // 0.1 each for exploring; 0.7 shared by the two best.
  expect(probabilities).toEqual(Float32Array.of(0.1, 0.45, 0, 0.45));
});

test('never computes the values where it explores', () => {
  const values = vi.fn(() => Float32Array.of(1, 2, 3));
  const always = epsilonGreedy({ epsilon: 1 });
  const context = contextOf(3, { mask: [1, 0, 1] });
  for (let draw = 0; draw < 100; draw++) always.select(values, context);
  expect([...always.probabilities(values, context)]).toEqual([0.5, 0, 0.5]);
  expect(values).not.toHaveBeenCalled();

  const sometimes = epsilonGreedy({ epsilon: 0.25 });
  const draws = 10_000;
  for (let draw = 0; draw < draws; draw++) sometimes.select(values, context);
  const computed = values.mock.calls.length;
  expect(chiSquare([computed, draws - computed], [0.75, 0.25])).toBeLessThan(4);
});

test('always computes the values with ε = 0', () => {
  const values = vi.fn(() => Float32Array.of(1, 2, 3));
  const context = contextOf(3);
  const policy = epsilonGreedy({ epsilon: 0 });
  for (let draw = 0; draw < 100; draw++) expect(policy.select(values, context)).toBe(2);
  expect(values).toHaveBeenCalledTimes(100);
});

test('explores uniformly among many allowed actions', () => {
  const mask = Array.from({ length: 50 }, (_, action) => (action % 3 === 1 ? 1 : 0));
  const context = contextOf(50, { mask });
  const allowed = mask.filter((each) => each === 1).length;
  const policy = epsilonGreedy({ epsilon: 1 });
  const counts = countSelections(policy, new Float32Array(50), context, 20_000);
  expect(
    chiSquare(
      counts,
      mask.map((each) => each / allowed),
    ),
  ).toBeLessThan(4);
});

test('follows its schedule in environment steps', () => {
  const policy = epsilonGreedy({ epsilon: linear({ from: 1, to: 0.1, over: 100 }) });
  expect(policy.exploration(50)).toEqual({ name: 'epsilon', value: 0.55 });
  const at = (environmentSteps: number): number[] => [
    ...policy.probabilities(Float32Array.of(0, 1), contextOf(2, { environmentSteps })),
  ];
  expect(at(0)).toEqual([0.5, 0.5]);
  expect(at(100)[0]).toBeCloseTo(0.05, 7);
});

test.each([-0.1, 1.1, NaN, Infinity])('refuses ε = %d', (epsilon) => {
  const message = `must be a number from 0 to 1, or a schedule that returns one; received ${epsilon}`;
  expect(() => epsilonGreedy({ epsilon })).toThrow(OptionsError);
  expect(() => epsilonGreedy({ epsilon })).toThrow(message);

  const policy = epsilonGreedy({ epsilon: () => epsilon });
  const context = contextOf(2, { environmentSteps: 7 });
  const error = `epsilonGreedy.epsilon returned ${epsilon} at count 7`;
  expect(() => policy.select(Float32Array.of(1, 2), context)).toThrow(ValueError);
  expect(() => policy.select(Float32Array.of(1, 2), context)).toThrow(error);
  expect(() => policy.probabilities(Float32Array.of(1, 2), context)).toThrow(error);
  expect(() => policy.exploration(7)).toThrow(error);
});

test('refuses unknown options', () => {
  expect(() => epsilonGreedy({ epsilon: 0.1, epsilom: 1 } as never)).toThrow("'epsilom'");
});

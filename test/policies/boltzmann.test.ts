import { describe, expect, test } from 'vitest';
import { OptionsError, ValueError } from '../../src/errors.ts';
import { boltzmann } from '../../src/policies/boltzmann.ts';
import { linear } from '../../src/schedules/linear.ts';
import { checkPolicyLaws, contextOf, countSelections } from './laws.ts';

describe.each([0.1, 1, 50])('with τ = %d', (temperature) => {
  checkPolicyLaws(boltzmann({ temperature }));
});

test('is the softmax of the values over the temperature', () => {
  const policy = boltzmann({ temperature: 2 });
  // e^(2 ln 3 / 2) = 3 and e^(2 ln 6 / 2) = 6, so the weights are 1 : 3 : 6.
  const values = Float32Array.of(0, 2 * Math.log(3), 2 * Math.log(6));
  const probabilities = policy.probabilities(values, contextOf(3));
  expect(probabilities[0]).toBeCloseTo(0.1, 6);
  expect(probabilities[1]).toBeCloseTo(0.3, 6);
  expect(probabilities[2]).toBeCloseTo(0.6, 6);
});

test('leaves masked actions out of the softmax', () => {
  const policy = boltzmann({ temperature: 1 });
  const context = contextOf(3, { mask: [1, 0, 1] });
  const values = Float32Array.of(Math.log(2), 3e38, Math.log(6));
  expect([...policy.probabilities(values, context)].map((each) => Math.fround(each))).toEqual([
    0.25, 0, 0.75,
  ]);
});

test('does not overflow, whatever the size of the values', () => {
  const policy = boltzmann({ temperature: 1e-300 });
  const values = Float32Array.of(-3e38, 3e38, 3e38);
  expect([...policy.probabilities(values, contextOf(3))]).toEqual([0, 0.5, 0.5]);
  const counts = countSelections(policy, values, contextOf(3), 200);
  expect(counts[0]).toBe(0);
  expect(counts[1]).toBeGreaterThan(50);
  expect(counts[2]).toBeGreaterThan(50);
});

test('grows greedier as the temperature falls', () => {
  const values = Float32Array.of(0, 1);
  const best = [10, 1, 0.1].map(
    (temperature) => boltzmann({ temperature }).probabilities(values, contextOf(2))[1] ?? 0,
  );
  expect(best[0]).toBeGreaterThan(0.5);
  expect(best[1]).toBeGreaterThan(best[0] ?? 1);
  expect(best[2]).toBeGreaterThan(best[1] ?? 1);
});

test('never selects an action of no weight, not even at the end of the range', () => {
  const policy = boltzmann({ temperature: 1 });
  const context = contextOf(3);
  const highest = { ...context, random: { ...context.random, uniform: () => 1 } };
  expect(policy.select(Float32Array.of(1, 1, -1e30), highest)).toBe(1);
  const lowest = { ...context, random: { ...context.random, uniform: () => 0 } };
  expect(policy.select(Float32Array.of(-1e30, 1, 1), lowest)).toBe(1);
});

test('follows its schedule in environment steps', () => {
  const policy = boltzmann({ temperature: linear({ from: 2, to: 1, over: 10 }) });
  expect(policy.exploration(5)).toEqual({ name: 'temperature', value: 1.5 });
  const values = Float32Array.of(0, Math.log(3));
  const late = policy.probabilities(values, contextOf(2, { environmentSteps: 10 }));
  expect(late[1]).toBeCloseTo(0.75, 6);
});

test.each([0, -1, NaN, Infinity])('refuses τ = %d', (temperature) => {
  expect(() => boltzmann({ temperature })).toThrow(OptionsError);
  expect(() => boltzmann({ temperature })).toThrow('must be a finite number above 0');

  const policy = boltzmann({ temperature: () => temperature });
  const context = contextOf(2, { environmentSteps: 7 });
  const error = `boltzmann.temperature returned ${temperature} at count 7`;
  expect(() => policy.select(Float32Array.of(1, 2), context)).toThrow(ValueError);
  expect(() => policy.select(Float32Array.of(1, 2), context)).toThrow(error);
  expect(() => policy.probabilities(Float32Array.of(1, 2), context)).toThrow(error);
});

test('refuses unknown options', () => {
  expect(() => boltzmann({ temperatur: 1 } as never)).toThrow("did you mean 'temperature'?");
});

import fc from 'fast-check';
import { expect, expectTypeOf, test } from 'vitest';
import { CartPole } from '../../src/environments/cartPole/cartPole.ts';
import { checkEnvironment } from '../../src/conformance/checkEnvironment.ts';
import type { Environment } from '../../src/protocol/environment.ts';
import { EnvironmentError, ValueError } from '../../src/errors.ts';
import { Box } from '../../src/spaces/box.ts';
import { Discrete } from '../../src/spaces/discrete.ts';
import { OneHot } from '../../src/wrappers/oneHot.ts';
import { Rover } from '../support/rover.ts';

function at(state: number, states: number): Environment<number> {
  return {
    observationSpace: new Discrete(states),
    actionSpace: new Discrete(1),
    reset: () => ({ observation: state, info: {} }),
    step: () => ({ observation: state, reward: 1, terminated: false, truncated: true, info: {} }),
  };
}

test('has a 1 at the index of the state, at reset and step', () => {
  const environment = new OneHot(at(2, 4));
  expectTypeOf(environment).toExtend<Environment<Float32Array>>();

  expect(environment.observationSpace).toEqual(new Box({ low: 0, high: 1, shape: [4] }));
  expect(environment.reset().observation).toEqual(Float32Array.of(0, 0, 1, 0));
  expect(environment.step(0)).toEqual({
    observation: Float32Array.of(0, 0, 1, 0),
    ...{ reward: 1, terminated: false, truncated: true, info: {} },
  });
});

test('the index comes back, in every space', () => {
  const cases = fc
    .integer({ min: 1, max: 50 })
    .chain((states) => fc.tuple(fc.constant(states), fc.integer({ min: 0, max: states - 1 })));
  fc.assert(
    fc.property(cases, ([states, state]) => {
      const { observation } = new OneHot(at(state, states)).reset();
      expect(observation.indexOf(1)).toBe(state);
      expect(observation.reduce((sum, value) => sum + value)).toBe(1);
    }),
  );
});

test('keeps the rules of environments', () => {
  expect(() => {
    checkEnvironment(new OneHot(new Rover()));
  }).not.toThrow();
});

test.each([4, -1, 0.5, Number.NaN])('refuses the state %d of 4', (state) => {
  expect(() => new OneHot(at(state, 4)).reset()).toThrow(ValueError);
});

test('refuses arrays of a Box', () => {
  const make = (): unknown => new OneHot(new CartPole() as never);
  expect(make).toThrow(EnvironmentError);
  expect(make).toThrow('OneHot needs observations of a Discrete; received an environment with the');
});

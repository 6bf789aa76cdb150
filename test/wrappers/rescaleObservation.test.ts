import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CartPole } from '../../src/environments/cartPole/cartPole.ts';
import { checkEnvironment } from '../../src/conformance/checkEnvironment.ts';
import type { Environment } from '../../src/protocol/environment.ts';
import { MountainCar } from '../../src/environments/mountainCar/mountainCar.ts';
import { EnvironmentError, OptionsError } from '../../src/errors.ts';
import { Box, type BoxDtype } from '../../src/spaces/box.ts';
import { Discrete } from '../../src/spaces/discrete.ts';
import { RescaleObservation } from '../../src/wrappers/rescaleObservation.ts';
import { Rover } from '../support/rover.ts';

/** An environment that shows an array. */
function showing<O extends Float32Array | Uint8Array>(
  observationSpace: Box<BoxDtype>,
  observation: O,
): Environment<O> {
  return {
    observationSpace,
    actionSpace: new Discrete(1),
    reset: () => ({ observation, info: {} }),
    step: () => ({ observation, reward: 0, terminated: true, truncated: false, info: {} }),
  };
}

test('stretches each element from its own bounds', () => {
  const space = new Box({ low: [-1.2, -0.07, 5], high: [0.6, 0.07, 5] });
  const inside = showing(space, Float32Array.of(-0.3, 0.035, 5));
  const environment = new RescaleObservation(inside);
  expect(environment.observationSpace).toEqual(new Box({ low: -1, high: 1, shape: [3] }));
  const [position, velocity, still] = environment.reset().observation;
  expect(position).toBeCloseTo(0, 6);
  expect(velocity).toBeCloseTo(0.5, 6);
  expect(still).toBe(-1);
  expect(environment.step(0).observation).toEqual(environment.reset().observation);
});

test('takes bytes, other ranges, and goes on beyond the bounds', () => {
  const bytes = new Box({ low: 0, high: 255, shape: [2, 2], dtype: 'uint8' });
  const inside = showing(bytes, Uint8Array.of(0, 51, 255, 102));
  const { observation } = new RescaleObservation(inside, { low: 0, high: 5 }).reset();
  expect(observation).toEqual(Float32Array.of(0, 1, 5, 2));
  const beyond = showing(new Box({ low: [0], high: [2] }), Float32Array.of(3));
  expect(new RescaleObservation(beyond).reset().observation).toEqual(Float32Array.of(2));
});

test('bounds become bounds, and nothing inside leaves them by more than rounding', () => {
  const bound = fc.float({ min: -1e6, max: 1e6, noNaN: true });
  fc.assert(
    fc.property(bound, bound, fc.double({ min: 0, max: 1, noNaN: true }), (one, other, share) => {
      const [low, high] = [Math.min(one, other), Math.max(one, other)];
      fc.pre(high - low > 1e-3 * Math.max(Math.abs(low), Math.abs(high)) && high - low > 1e-20);
      const value = Math.fround(low + share * (high - low));
      const space = new Box({ low: [low, low, low], high: [high, high, high] });
      const inside = showing(space, Float32Array.of(low, high, value));
      const { observation } = new RescaleObservation(inside).reset();
      expect(observation[0]).toBeCloseTo(-1, 5);
      expect(observation[1]).toBeCloseTo(1, 5);
      expect(Math.abs(observation[2]!)).toBeLessThanOrEqual(1 + 1e-6);
    }),
  );
});

test('keeps the rules of environments, and lends state and picture', () => {
  const environment = new RescaleObservation(new MountainCar());
  expect(() => {
    checkEnvironment(environment);
  }).not.toThrow();
  environment.reset({ seed: 3 });
  const state = environment.getState!();
  const expected = environment.step(2);
  environment.setState!(state);
  expect(environment.step(2)).toEqual(expected);
  expect(environment.render!().width).toBe(600);
  const closed: string[] = [];
  const inside = Object.assign(new MountainCar(), { close: () => closed.push('inside') });
  new RescaleObservation(inside).close();
  expect(closed).toEqual(['inside']);
});

test('refuses infinite bounds, numbers, and options that make no sense', () => {
  expect(() => new RescaleObservation(new CartPole())).toThrow(EnvironmentError);
  expect(() => new RescaleObservation(new CartPole())).toThrow(
    /needs finite bounds, and element 1 of Box\(\[4\], float32\) is from -Infinity to Infinity/,
  );
  expect(() => new RescaleObservation(new Rover() as never)).toThrow(/needs observations of a Box/);
  const inside = showing(new Box({ low: [0], high: [2] }), Float32Array.of(1));
  for (const [options, message] of [
    [{ low: 1 }, /low must be below high; received low 1 and high 1/],
    [{ high: NaN }, /high/],
    [{ min: 0 }, /'min'/],
  ] as const) {
    expect(() => new RescaleObservation(inside, options as never)).toThrow(OptionsError);
    expect(() => new RescaleObservation(inside, options as never)).toThrow(message);
  }
});

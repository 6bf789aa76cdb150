import { expect, expectTypeOf, test } from 'vitest';
import { CartPole } from '../../src/environments/cartPole/cartPole.ts';
import type { StepResult } from '../../src/protocol/environment.ts';
import { OptionsError, ShapeError, ValueError } from '../../src/errors.ts';
import { Box } from '../../src/spaces/box.ts';
import { Discrete } from '../../src/spaces/discrete.ts';
import { TransformObservation } from '../../src/wrappers/transformObservation.ts';

const pair = new Box({ low: [-4.8, -0.42], high: [4.8, 0.42] });

test('puts every observation through the function, and has the space of the options', () => {
  const environment = new TransformObservation(new CartPole(), {
    observationSpace: pair,
    transform: ([position, , angle]) => Float32Array.of(position!, angle!),
  });
  const plain = new CartPole();
  expectTypeOf(environment.step).returns.toExtend<StepResult<Float32Array>>();

  expect(environment.observationSpace).toBe(pair);
  const [x, , angle] = plain.reset({ seed: 4 }).observation;
  expect([...environment.reset({ seed: 4 }).observation]).toEqual([x, angle]);
  const expected = plain.step(1);
  const { observation, ...rest } = environment.step(1);
  expect([...observation]).toEqual([expected.observation[0], expected.observation[2]]);
  expect(rest).toEqual({ reward: 1, terminated: false, truncated: false, info: {} });
});

test('can change the kind of observation', () => {
  const environment = new TransformObservation(new CartPole(), {
    observationSpace: new Discrete(2),
    transform: ([position]) => (position! < 0 ? 0 : 1),
  });
  expect([0, 1]).toContain(environment.reset().observation);
});

test.each<[string, unknown, new (message: string) => Error]>([
  ['an array', [1, 2], ValueError],
  ['too many elements', Float32Array.of(1, 2, 3), ShapeError],
  ['NaN', Float32Array.of(1, Number.NaN), ValueError],
  ['bytes', Uint8Array.of(1, 2), ValueError],
])('refuses %s, which does not fit the space', (_, observation, Expected) => {
  const environment = new TransformObservation(new CartPole(), {
    observationSpace: pair,
    transform: () => observation as Float32Array,
  });
  expect(() => environment.reset()).toThrow(Expected);
  expect(() => environment.step(0)).toThrow('TransformObservation transform(observation)');
});

const transform = (observation: Float32Array): Float32Array => observation;
test.each<[unknown, string]>([
  [{ observationSpace: pair }, 'transform must be a function; received undefined'],
  [{ transform }, 'observationSpace must be a Box or a Discrete; received undefined'],
  [{ transform, observationSpace: {} }, 'must be a Box or a Discrete; received an object'],
  [{ transform, observationSpace: pair, space: 1 }, "has no option 'space'"],
])('refuses %o', (options, message) => {
  const make = (): unknown => new TransformObservation(new CartPole(), options as never);
  expect(make).toThrow(OptionsError);
  expect(make).toThrow(message);
});

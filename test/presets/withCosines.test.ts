import { expect, test } from 'vitest';
import { makeEnvironment, presets } from '../../src/environments.ts';
import { Box, Discrete, type Environment } from '../../src/index.ts';
import { withCosines } from '../../src/presets/withCosines.ts';

/** An environment that shows the same numbers for ever. */
function showing(numbers: readonly number[]): Environment<Float32Array> {
  const observation = Float32Array.from(numbers);
  return {
    observationSpace: new Box({ low: -1, high: 1, shape: [numbers.length] }),
    actionSpace: new Discrete(2),
    reset: () => ({ observation, info: {} }),
    step: () => ({ observation, reward: 0, terminated: false, truncated: false, info: {} }),
  };
}

const features = (numbers: readonly number[], order: number): number[] =>
  Array.from(withCosines(showing(numbers), order).reset().observation as Float32Array);

test('two numbers and the waves of order 1, by hand', () => {
  // u = (1/3, 1): cosines of π, π/3 and 4π/3, in the order (0, 1), (1, 0), (1, 1).
  const found = features([-1 / 3, 1], 1);
  [-1 / 3, 1, -1, 0.5, -0.5].forEach((value, index) => expect(found[index]).toBeCloseTo(value, 6));
  expect(found).toHaveLength(5);
});

test('one number and the waves of order 3, by hand', () => {
  // u = 1/2: a quarter, a half and three quarters of a turn.
  const found = features([0], 3);
  [0, 0, -1, 0].forEach((value, index) => expect(found[index]).toBeCloseTo(value, 6));
  expect(found).toHaveLength(4);
});

test('three numbers have a wave for every combination but that of zeros', () => {
  const { observationSpace } = withCosines(showing([0, 0, 0]), 2);
  expect((observationSpace as Box).shape).toEqual([3 + 26]);
  // All at their lowest: u is 0, and each wave is at its crest.
  expect(features([-1, -1, -1], 2)).toEqual([-1, -1, -1, ...Array<number>(26).fill(1)]);
});

test("MountainCar's preset learns and is judged by the same observations, in their space", () => {
  const { training, evaluation } = presets['MountainCar-v0'];
  const [first, second] = [training, evaluation].map((wrap) => {
    const environment = wrap(makeEnvironment('MountainCar-v0'));
    const { observation } = environment.reset({ seed: 3 });
    expect(environment.observationSpace.contains(observation)).toBe(true);
    return observation;
  });
  expect(first).toEqual(second);
  expect(first).toHaveLength(17);
});

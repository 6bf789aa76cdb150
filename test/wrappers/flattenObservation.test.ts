import { expect, test } from 'vitest';
import type { Environment } from '../../src/protocol/environment.ts';
import { EnvironmentError } from '../../src/errors.ts';
import { Box } from '../../src/spaces/box.ts';
import { Discrete } from '../../src/spaces/discrete.ts';
import { FlattenObservation } from '../../src/wrappers/flattenObservation.ts';
import { Rover } from '../support/rover.ts';

test('puts all elements into one dimension, with their bounds and dtype, and copies nothing', () => {
  const observation = Uint8Array.of(0, 1, 2, 3, 4, 5);
  const high = [9, 8, 7, 6, 5, 5];
  const inside: Environment<Uint8Array> = {
    observationSpace: new Box({ low: 0, high, shape: [1, 2, 3], dtype: 'uint8' }),
    actionSpace: new Discrete(1),
    reset: () => ({ observation, info: {} }),
    step: () => ({ observation, reward: 0, terminated: true, truncated: false, info: {} }),
  };
  const environment = new FlattenObservation(inside);

  expect(environment.observationSpace).toEqual(
    new Box({ low: 0, high, shape: [6], dtype: 'uint8' }),
  );
  expect(environment.reset().observation).toBe(observation);
  expect(environment.step(0).observation).toBe(observation);
});

test('refuses numbers of a Discrete', () => {
  const make = (): unknown => new FlattenObservation(new Rover() as never);
  expect(make).toThrow(EnvironmentError);
  expect(make).toThrow(
    'FlattenObservation needs observations of a Box; received an environment with the ' +
      'observationSpace Discrete(8). Where they are numbers of a Discrete, wrap the environment in OneHot',
  );
});

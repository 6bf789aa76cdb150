import { describe, expect, test } from 'vitest';
import { ShapeError, ValueError } from '../../src/errors.ts';
import { Box } from '../../src/spaces/box.ts';
import { Discrete } from '../../src/spaces/discrete.ts';
import type { ObservationSpace } from '../../src/spaces/space.ts';
import { checkObservation } from '../../src/spaces/checkObservation.ts';

const floats = new Box({ low: -1, high: 1, shape: [2, 2] });
const bytes = new Box({ low: 0, high: 255, shape: [3], dtype: 'uint8' });
const states = new Discrete(16);

describe('checkObservation', () => {
  test.each<[string, ObservationSpace, unknown]>([
    ['floats', floats, Float32Array.of(0, 1, -1, 0.5)],
    ['floats beyond the bounds', floats, new Float32Array(4).fill(7)],
    ['a view into a larger array', floats, new Float32Array(8).subarray(4)],
    ['bytes', bytes, Uint8Array.of(0, 128, 255)],
    ['a state', states, 15],
  ])('takes %s', (_, space, observation) => {
    expect(() => checkObservation(space, observation, 'observation')).not.toThrow();
  });

  test.each<[string, ObservationSpace, unknown, new () => Error, RegExp]>([
    ['a list', floats, [0, 0, 0, 0], ValueError, /Float32Array of 4 .* received an array of 4/],
    ['a number', floats, 1, ValueError, /received 1\./],
    ['undefined', bytes, undefined, ValueError, /Uint8Array of 3 .* received undefined/],
    ['doubles', floats, new Float64Array(4), ValueError, /received Float64Array/],
    ['floats for bytes', bytes, new Float32Array(3), ValueError, /Uint8Array\.from/],
    ['too few', floats, new Float32Array(3), ShapeError, /4 elements.*received 3/],
    ['too many bytes', bytes, new Uint8Array(4), ShapeError, /3 elements.*received 4/],
    ['NaN', floats, Float32Array.of(0, 0, NaN, 0), ValueError, /observation\[2\].*NaN/],
    ['−∞', floats, Float32Array.of(0, 0, 0, -Infinity), ValueError, /\[3\].*-Infinity/],
    ['a state outside', states, 16, ValueError, /from 0 to 15.*received 16/],
    ['half a state', states, 1.5, ValueError, /received 1\.5/],
    ['an array for a state', states, Float32Array.of(1), ValueError, /received Float32Array/],
  ])('refuses %s', (_, space, observation, expected, message) => {
    const check = (): void => checkObservation(space, observation, 'observation');
    expect(check).toThrow(expected);
    expect(check).toThrow(message);
  });
});

import { fileURLToPath } from 'node:url';
import h5wasm from 'h5wasm/node';
import { expect, test } from 'vitest';
import { readHdf5 } from '../../src/offline/readHdf5.ts';
import type { Transition } from '../../src/protocol/transition.ts';
import { Box } from '../../src/spaces/box.ts';
import { Discrete } from '../../src/spaces/discrete.ts';

await h5wasm.ready;

const space = (size: number, actions = 3) => ({
  observationSpace: new Box({ low: -Infinity, high: Infinity, shape: [size] }),
  actionSpace: new Discrete(actions),
});

/** Reads a file that h5py wrote. */
function read(name: string, environment = space(2)): Transition[] {
  const path = fileURLToPath(new URL(`../fixtures/${name}.hdf5`, import.meta.url));
  const file = new h5wasm.File(path, 'r');
  try {
    return [...readHdf5(file, { environment })];
  } finally {
    file.close();
  }
}

const short = (one: Transition): unknown[] => [
  ...[...(one.observation as Float32Array)],
  ...[one.action, one.reward, ...(one.nextObservation as Float32Array)],
  one.terminated ? 'terminated' : one.truncated ? 'truncated' : '',
];

test('episodes of Minari, in the order of their numbers', () => {
  expect(read('minari').map(short)).toEqual([
    [0, 0, 0, 0.5, 0.25, -1, ''],
    [0.25, -1, 1, 1.5, 0.5, -2, 'terminated'],
    [2, 0, 2, 0.5, 2.25, -1, ''],
    [2.25, -1, 0, 1.5, 2.5, -2, ''],
    [2.5, -2, 1, 2.5, 2.75, -3, 'truncated'],
    [10, 0, 1, 0.5, 10.25, -1, 'terminated'],
  ]);
});

test('rows of D4RL: what has no final observation is left out', () => {
  expect(read('d4rl').map(short)).toEqual([
    [0, 0, 0, 0, 1, 0.5, ''],
    [1, 0.5, 1, 1, 2, 1, ''],
    [2, 1, 2, 2, 2, 1, 'terminated'],
    // Row 4 was cut short, row 6 is the last of the file.
    [3, 1.5, 0, 3, 4, 2, 'truncated'],
    [5, 2.5, 2, 5, 6, 3, 'truncated'],
  ]);
});

test('what does not fit is refused, with its place', () => {
  expect(() => read('minari', space(3))).toThrow(/Episode 0: .*'observations' must have 3/);
  expect(() => read('minari', space(2, 2))).toThrow(/Episode 2: action must be/);
  expect(() => read('d4rl', space(1))).toThrow(/its shape is \[7, 2\]/);
  expect(() => read('d4rl', space(2, 2))).toThrow(/Row 2: action must be/);
  const environment = space(2);
  expect(() => [...readHdf5('path' as never, { environment })]).toThrow(/open HDF5 file/);
  const empty = { keys: () => ['other'], get: () => null };
  expect(() => [...readHdf5(empty, { environment })]).toThrow(/it has other/);
  const hollow = { keys: () => ['observations'], get: () => null };
  expect(() => [...readHdf5(hollow, { environment })]).toThrow(/needs a dataset 'observations'/);
});

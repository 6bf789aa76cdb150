import { expect, test } from 'vitest';
import { OptionsError } from '../../src/errors.ts';
import { resolveFrames } from '../../src/replay/frameLayout.ts';
import { Box, type BoxDtype } from '../../src/spaces/box.ts';
import { Discrete } from '../../src/spaces/discrete.ts';

const box = (dtype: BoxDtype, ...shape: number[]): Box<BoxDtype> =>
  new Box<BoxDtype>({ low: 0, high: 255, shape, dtype });

test.each<[Box<BoxDtype> | Discrete, number]>([
  [box('uint8', 4, 84, 84), 4],
  [box('uint8', 2, 3, 5), 2],
  [box('uint8', 1, 84, 84), 1],
  [box('uint8', 84, 84, 4), 1],
  [box('uint8', 4, 4, 84), 1],
  [box('uint8', 4, 84, 4), 1],
  [box('uint8', 4, 84), 1],
  [box('uint8', 4, 84, 84, 3), 1],
  [box('float32', 4, 84, 84), 1],
  [new Discrete(7), 1],
])('auto: %s is a stack of %i', (space, frames) => {
  expect(resolveFrames(space, 'auto')?.count ?? 1).toBe(frames);
});

test.each<[Box<BoxDtype>, number, readonly number[]]>([
  [box('uint8', 4, 84, 84), 4, [84, 84]],
  [box('uint8', 12, 84, 84), 4, [3, 84, 84]],
  [box('float32', 4, 8), 2, [2, 8]],
  [box('float32', 6), 6, []],
])('%s in %i frames has frames of shape %j', (space, frames, shape) => {
  const size = shape.reduce((product, length) => product * length, 1);
  const { dtype } = space;
  expect(resolveFrames(space, frames)).toEqual({ count: frames, shape, size, dtype });
});

test.each([new Discrete(7), box('uint8', 4, 84, 84)])('one frame of %s is all of it', (space) => {
  expect(resolveFrames(space, 1)).toBeNull();
});

test.each<[Box<BoxDtype> | Discrete, unknown, RegExp]>([
  [box('uint8', 4, 84, 84), 3, /frames must divide.*Box\(\[4, 84, 84\], uint8\).*received 3/],
  [box('uint8', 4, 84, 84), 8, /received 8.*1 to keep observations whole/],
  [new Discrete(4), 4, /frames must divide.*Discrete\(4\)/],
  [box('uint8', 4, 84, 84), 0, /frames must be a whole number of at least 1; received 0/],
  [box('uint8', 4, 84, 84), 1.5, /received 1.5/],
  [box('uint8', 4, 84, 84), 'Auto', /frames must be 'auto' or a whole number.*received 'Auto'/],
  [box('uint8', 4, 84, 84), null, /received null/],
])('%s does not fall into %j frames', (space, frames, message) => {
  expect(() => resolveFrames(space, frames)).toThrow(OptionsError);
  expect(() => resolveFrames(space, frames)).toThrow(message);
});

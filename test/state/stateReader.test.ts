import { describe, expect, test } from 'vitest';
import { StateReader } from '../../src/state/stateReader.ts';
import { CheckpointError } from '../../src/errors.ts';

const reader = new StateReader('agent', {
  updates: 3,
  name: 'x',
  ratio: 0.5,
  running: true,
  random: { seed: 1, words: [1, 2, 3, 4] },
  badRandom: { seed: 1, words: [0, 0, 0, 0] },
  inner: { a: 1 },
  weights: { shape: [2, 1], data: Float32Array.of(1, 2) },
  liar: { shape: [3], data: Float32Array.of(1, 2) },
});

test('reads what is there', () => {
  expect(reader.integer('updates', { min: 0, max: 3 })).toBe(3);
  expect(reader.number('ratio')).toBe(0.5);
  expect(reader.boolean('running')).toBe(true);
  expect(reader.random('random').getState()).toEqual({ seed: 1, words: [1, 2, 3, 4] });
  expect(reader.string('name')).toBe('x');
  expect(reader.record('inner')).toEqual({ a: 1 });
  expect(reader.tensor('weights', Float32Array, [2, 1])).toEqual(Float32Array.of(1, 2));
  expect(reader.tensor('weights', Float32Array, [null, 1])).toEqual(Float32Array.of(1, 2));
});

describe('refuses', () => {
  test.each<[string, () => unknown, RegExp]>([
    [
      'a number out of range',
      () => reader.integer('updates', { min: 4, max: 9 }),
      /updates .* 4 to 9; received 3/,
    ],
    ['text for a number', () => reader.integer('name', { min: 0, max: 9 }), /received 'x'/],
    ['text for a fraction', () => reader.number('name'), /name must be a finite number/],
    ['a number for a flag', () => reader.boolean('ratio'), /ratio must be true or false/],
    ['no stream', () => reader.random('absent'), /absent must be .* random stream/],
    ['a bad stream', () => reader.random('badRandom'), /received an object/],
    ['what is missing', () => reader.string('absent'), /received undefined/],
    ['what only the prototype has', () => reader.string('constructor'), /received undefined/],
    ['a tensor for a record', () => reader.record('weights'), /weights must be a record/],
    [
      'a record for a tensor',
      () => reader.tensor('inner', Float32Array, []),
      /inner must be a Float32Array/,
    ],
    [
      'another type',
      () => reader.tensor('weights', Int32Array, [2, 1]),
      /received Float32Array of shape \[2, 1\]/,
    ],
    ['another shape', () => reader.tensor('weights', Float32Array, [2]), /of shape \[2\]/],
    [
      'data that does not fill the shape',
      () => reader.tensor('liar', Float32Array, [3]),
      /liar .*; received .*\b2\b.* of shape \[3\]/,
    ],
    ['a state that is none', () => new StateReader('agent', [1]), /State of the agent/],
  ])('%s', (_, read, message) => {
    expect(read).toThrow(CheckpointError);
    expect(read).toThrow(message);
  });
});

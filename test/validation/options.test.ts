import { describe, expect, test } from 'vitest';
import { OptionsError } from '../../src/errors.ts';
import {
  rejectUnknownOptions,
  requireChoice,
  requireInteger,
  requireNumber,
  show,
} from '../../src/validation/options.ts';

describe('rejectUnknownOptions', () => {
  const reject = (options: object) => () => {
    rejectUnknownOptions('DQNAgent', options, ['batchSize', 'discount', 'doubleQ']);
  };

  test('lets known options pass, in any number', () => {
    expect(reject({})).not.toThrow();
    expect(reject({ discount: 1, batchSize: undefined })).not.toThrow();
  });

  test('names the unknown option, the nearest known one and all of them', () => {
    expect(reject({ discount: 1, batchsize: 32 })).toThrow(
      new OptionsError(
        "DQNAgent has no option 'batchsize' (did you mean 'batchSize'?); " +
          'known options: batchSize, discount, doubleQ.',
      ),
    );
    expect(reject({ discuont: 1 })).toThrow("(did you mean 'discount'?)");
  });

  test('suggests nothing where nothing is near', () => {
    expect(reject({ temperature: 1 })).toThrow(
      "DQNAgent has no option 'temperature'; known options: batchSize, discount, doubleQ.",
    );
  });
});

describe('requireNumber', () => {
  test('returns what is in range, ends included', () => {
    expect(requireNumber('x', -1e9)).toBe(-1e9);
    expect(requireNumber('x', 0, { min: 0, max: 1 })).toBe(0);
    expect(requireNumber('x', 1, { min: 0, max: 1 })).toBe(1);
    expect(requireNumber('x', 0.1, { min: 0, exclusiveMin: true })).toBe(0.1);
  });

  test.each([
    [Number.NaN, {}, 'x must be a finite number; received NaN.'],
    [Infinity, {}, 'x must be a finite number; received Infinity.'],
    ['1', {}, "x must be a finite number; received '1'."],
    [undefined, { min: 0 }, 'x must be a finite number of at least 0; received undefined.'],
    [2, { max: 1 }, 'x must be a finite number of at most 1; received 2.'],
    [-1, { min: 0, max: 1 }, 'x must be a finite number from 0 to 1; received -1.'],
    [1.1, { min: 0, max: 1 }, 'x must be a finite number from 0 to 1; received 1.1.'],
    [0, { min: 0, exclusiveMin: true }, 'x must be a finite number above 0; received 0.'],
    [
      0,
      { min: 0, max: 1, exclusiveMin: true },
      'x must be a finite number above 0 and at most 1; received 0.',
    ],
  ])('refuses %s in %j', (value, range, message) => {
    expect(() => requireNumber('x', value, range)).toThrow(new OptionsError(message));
  });
});

describe('requireInteger', () => {
  test('returns what is in range', () => {
    expect(requireInteger('n', 1, { min: 1 })).toBe(1);
    expect(requireInteger('n', -3)).toBe(-3);
  });

  test.each([
    [0.5, {}, 'n must be a whole number; received 0.5.'],
    [2 ** 53, {}, 'n must be a whole number; received 9007199254740992.'],
    [0, { min: 1 }, 'n must be a whole number of at least 1; received 0.'],
    [[1], { min: 1 }, 'n must be a whole number of at least 1; received an array of 1.'],
    [null, { min: 1, max: 2 }, 'n must be a whole number from 1 to 2; received null.'],
  ])('refuses %s in %j', (value, range, message) => {
    expect(() => requireInteger('n', value, range)).toThrow(new OptionsError(message));
  });
});

test('requireChoice returns a choice and refuses anything else', () => {
  expect(requireChoice('engine', 'simd', ['simd', 'tfjs'])).toBe('simd');
  expect(() => requireChoice('engine', 'cuda', ['simd', 'tfjs'])).toThrow(
    new OptionsError("engine must be 'simd' or 'tfjs'; received 'cuda'."),
  );
  expect(() => requireChoice('engine', 0, ['simd'])).toThrow("engine must be 'simd'; received 0.");
});

test.each([
  ['text', "'text'"],
  [1.5, '1.5'],
  [undefined, 'undefined'],
  [null, 'null'],
  [true, 'true'],
  [() => 0, 'a function'],
  [[1, 2], 'an array of 2'],
  [{ a: 1 }, 'an object'],
  [new Float32Array(2), 'Float32Array of 2'],
])('show(%s) is %s', (value, expected) => {
  expect(show(value)).toBe(expected);
});

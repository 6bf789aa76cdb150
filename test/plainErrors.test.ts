import { describe, expect, test } from 'vitest';
import * as errors from '../src/errors.ts';
import { fromPlainError, toPlainError } from '../src/plainErrors.ts';

const classes = Object.values(errors);

/** As `postMessage` does it. */
const send = <T>(value: T): T => structuredClone(value);

describe.each(classes)('%o', (Class) => {
  test('keeps class, message, stack and cause on the way to another thread', () => {
    const error = new Class('wrong; mend it', { cause: new TypeError('inner') });
    const back = fromPlainError(send(toPlainError(error)));
    expect(back).toBeInstanceOf(Class);
    expect(back.constructor).toBe(Class);
    expect([back.name, back.message, back.stack]).toEqual([error.name, error.message, error.stack]);
    expect(back.cause).toMatchObject({ name: 'TypeError', message: 'inner' });
    expect(back).toBeInstanceOf(errors.DeepQError);
  });

  test('is known again by its stack where it was sent as it is', () => {
    const error = new Class('wrong');
    expect(error.stack).toMatch(new RegExp(`^${error.name}: wrong\\n`));
    expect(fromPlainError(send(error)).constructor).toBe(Class);
  });

  test('has the name of its class, and no properties of its own', () => {
    expect(new Class('').name).toBe(Object.entries(errors).find(([, each]) => each === Class)?.[0]);
    expect(String(new Class('a'))).toBe(`${Class.className}: a`);
    expect(Object.keys(new Class('a'))).toEqual([]);
  });
});

test('a class of somebody else can have a name of its own', () => {
  class Mine extends errors.OptionsError {
    constructor(message: string) {
      super(message);
      this.name = 'Mine';
    }
  }
  const error = new Mine('a');
  expect(`${error.name}: ${error.message}`).toBe('Mine: a');
  expect(new errors.OptionsError('a').name).toBe('OptionsError');
});

test.each<[unknown, string, string]>([
  [new RangeError('a'), 'RangeError', 'a'],
  ['text', 'Error', 'text'],
  [undefined, 'Error', '[object Undefined]'],
  [{ message: 5 }, 'Error', '[object Object]'],
  [Object.assign(new Error('b'), { name: 'Theirs' }), 'Theirs', 'b'],
])('what is no error of the library comes back as an Error (%#)', (given, name, message) => {
  const back = fromPlainError(send(toPlainError(given)));
  expect(back).toBeInstanceOf(Error);
  expect(back).not.toBeInstanceOf(errors.DeepQError);
  expect([back.name, back.message]).toEqual([name, message]);
});

test('a cause that leads back to its error comes to an end', () => {
  const error = new errors.UsageError('a');
  error.cause = error;
  expect(fromPlainError(send(toPlainError(error)))).toBeInstanceOf(errors.UsageError);
});

import fc from 'fast-check';
import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { messageOf, show, showThrown } from '../../src/validation/show.ts';

const revoked = (target: object): unknown => {
  const { proxy, revoke } = Proxy.revocable(target, {});
  revoke();
  return proxy;
};
const givenAway = (): unknown => {
  const array = new Float32Array(2);
  structuredClone(array.buffer, { transfer: [array.buffer] });
  return array;
};
const refuse = (): never => {
  throw new Error('touched');
};
const throwing = (target: object): unknown =>
  new Proxy(target, { get: refuse, has: refuse, getPrototypeOf: refuse, ownKeys: refuse });

describe('show', () => {
  const values: [unknown, string][] = [
    [undefined, 'undefined'],
    [null, 'null'],
    [-0, '0'],
    [1.5, '1.5'],
    [12n, '12n'],
    ['', "''"],
    ['a', "'a'"],
    [Symbol('s'), 'Symbol(s)'],
    [() => 1, 'a function'],
    [[1, 2], 'an array of 2'],
    [{}, 'an object'],
    [new DataView(new ArrayBuffer(1)), 'DataView'],
    [new Float32Array(2), 'Float32Array of 2'],
    [new BigInt64Array(2), 'BigInt64Array of 2'],
    [runInNewContext('Float32Array.of(1)'), 'Float32Array of 1'],
    [Object.setPrototypeOf(new Float32Array(2), null), 'Float32Array of ?'],
    [givenAway(), 'Float32Array of 0'],
    [Object.setPrototypeOf(new DataView(new ArrayBuffer(1)), null), 'DataView'],
    [Object.create(Float32Array.prototype), 'an object'],
    [Object.create(null), 'an object'],
    [revoked({}), 'a revoked proxy'],
    [revoked([]), 'a revoked proxy'],
    [revoked(() => 1), 'a function'],
    [throwing({}), 'an object'],
    [10n ** 1_000_000n, 'a long bigint'],
    [-(10n ** 50n), 'a long bigint'],
    ['\u001b[2J\n', String.raw`'\x1b[2J\x0a'`],
    ['x'.repeat(80), `'${'x'.repeat(80)}'`],
    ['x'.repeat(5_000_000), `'${'x'.repeat(80)}…' (5000000 characters)`],
  ];

  // Not a table of the test runner, which looks at the values itself.
  test('names every kind of value', () => {
    for (const [value, text] of values) expect(show(value)).toBe(text);
  });

  test('an array whose length throws is not touched twice', () => {
    expect(show(throwing([]))).toBe('a proxy that throws');
  });

  test('never throws, and stays short', () => {
    fc.assert(
      fc.property(fc.anything({ withBigInt: true, withTypedArray: true }), (value) => {
        expect(show(value).length).toBeLessThanOrEqual(360);
      }),
    );
  });
});

describe('messageOf and showThrown', () => {
  test('take the message of an error of any realm', () => {
    expect(messageOf(new RangeError('far'))).toBe('far');
    expect(messageOf(runInNewContext('new TypeError("near")'))).toBe('near');
    expect(messageOf('text')).toBeUndefined();
    expect(messageOf({ message: 1 })).toBeUndefined();
    expect(messageOf(throwing({}))).toBeUndefined();
    expect(showThrown(new Error('far'))).toBe('Error: far');
    expect(showThrown({ message: 'far', name: 1 })).toBe('far');
    expect(showThrown('text')).toBe("'text'");
    expect(showThrown(revoked({}))).toBe('a revoked proxy');
  });

  test('cut a message that nobody would read to its end', () => {
    expect(messageOf(new Error('m'.repeat(10_000)))).toBe(`${'m'.repeat(2000)}…`);
  });
});

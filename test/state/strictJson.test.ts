import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseStrictJson } from '../../src/state/strictJson.ts';

test('takes whatever JSON.stringify writes, as JSON.parse does', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 5 }), fc.nat(2), (value, space) => {
      const text = JSON.stringify(value, null, space);
      expect(parseStrictJson(text)).toEqual(JSON.parse(text));
    }),
    { numRuns: 500 },
  );
});

test('refuses whatever JSON.parse refuses', () => {
  const pieces = fc.constantFrom('{', '}', '[', ']', '"', '\\', ':', ',', 'a', '1', ' ', 'null');
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 12 }), (list) => {
      const text = list.join('');
      let isJson = true;
      try {
        JSON.parse(text);
      } catch {
        isJson = false;
      }
      if (!isJson) expect(() => parseStrictJson(text)).toThrow(SyntaxError);
    }),
    { numRuns: 2000 },
  );
});

describe('refuses', () => {
  test.each([
    ['a name that is there twice', '{"a":1,"b":2,"a":3}'],
    ['a name in other letters', '{"a":1,"\\u0061":3}'],
    ['an inner name', '{"x":[{"a":1,"a":1}]}'],
    ['a name with blanks before the colon', '{"a":1,"a" \t\n :3}'],
    ['an escaped quote in a name', '{"\\"":1,"\\"":2}'],
  ])('%s', (_, text) => {
    expect(JSON.parse(text)).toBeDefined();
    expect(() => parseStrictJson(text)).toThrow(/is there twice/);
  });

  test('brackets without end, at once', () => {
    const started = performance.now();
    for (const bracket of ['[', '{"a":', '[{"a":']) {
      expect(() => parseStrictJson(bracket.repeat(5_000_000))).toThrow(/nested too deeply/);
    }
    expect(performance.now() - started).toBeLessThan(10_000);
  });
});

test.each([
  ['the same name in another object', '{"a":{"a":1},"b":{"a":2}}'],
  ['a value that is a name elsewhere', '{"a":"a","b":"a"}'],
  ['a list of equal texts', '["a","a"]'],
  ['brackets in text', '["[[[[{{{{", "}}"]'],
  ['an escaped quote and backslashes', '{"a\\\\":"\\"","b":"\\\\\\""}'],
])('takes %s', (_, text) => {
  expect(parseStrictJson(text)).toEqual(JSON.parse(text));
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { pythonText } from '../../../src/node/gymnasium/pythonText.ts';

test.each([
  ['plain, ä€𝄞\n\ttext', 'plain, ä€𝄞\n\ttext'],
  ['\u001b[1;31mred\u001b[0m and \u001b[2Jcleared', 'red and cleared'],
  ['\u001b]0;a title\u0007after', 'after'],
  ['\u001b]8;;http://a.b\u001b\\link', '\\link'],
  ['bell\u0007, null\0, delete\u007f, \u009b2J', 'bell, null, delete, 2J'],
  ['one\r\ntwo\rthree', 'one\ntwo\nthree'],
  ['\u202eturned\u2066', 'turned'],
  ['half \ud83d, whole 😀', 'half , whole 😀'],
  ['\n\n  indented \n', '  indented'],
])('%j', (text, expected) => {
  expect(pythonText(text, 100)).toBe(expected);
});

test('what is too long is cut, at the end or at the beginning', () => {
  expect(pythonText('abcdef', 6)).toBe('abcdef');
  expect(pythonText('abcdef', 4)).toBe('abcd…');
  expect(pythonText('abcdef', 4, 'end')).toBe('…cdef');
  // No half of a pair is left.
  expect(pythonText('abc😀', 4)).toBe('abc…');
  expect(pythonText('m'.repeat(5_000_000), 10)).toBe(`${'m'.repeat(10)}…`);
});

test('whatever comes, it is short and holds nothing that a terminal obeys', () => {
  const parts = fc.array(
    fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        '\u001b[',
        '\u001b]',
        '\u0007',
        'm',
        '\ud800',
        '\udc00',
        '\r',
        '\n',
        '\u202e',
      ),
    ),
  );
  fc.assert(
    fc.property(
      parts,
      fc.integer({ min: 1, max: 50 }),
      fc.constantFrom('start', 'end'),
      (all, limit, kept) => {
        const text = pythonText(all.join(''), limit, kept);
        expect(text.length).toBeLessThanOrEqual(limit + 1);
        expect(text).not.toMatch(/(?![\n\t])[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]/u);
      },
    ),
  );
});

import { expect, test } from 'vitest';
import { MOST_CHARACTERS, shortTexts } from '../../src/cli/shortTexts.ts';

const x = (count: number): string => 'x'.repeat(count);
const shown = (...texts: string[]): string[] => [...shortTexts(texts).values()];

test('what is short stays, and what is long is cut at its end', () => {
  expect(shown('a', x(MOST_CHARACTERS))).toEqual(['a', x(MOST_CHARACTERS)]);
  expect(shown('a', x(MOST_CHARACTERS + 1))).toEqual(['a', `${x(MOST_CHARACTERS - 1)}…`]);
});

test('of long texts that begin alike, what comes around the first difference is shown', () => {
  expect(shown(`${x(40)}a`, `${x(40)}b`)).toEqual(['…xxxxxxa', '…xxxxxxb']);
  const [first, second, third] = shown(
    `${x(40)}a${x(40)}1`,
    `${x(40)}a${x(40)}2`,
    `${x(40)}b${x(40)}1`,
  );
  expect([first, second, third]).toEqual(['…xxxxxx1', '…xxxxxx2', `…xxxxxxb${x(15)}…`]);
  expect(third).toHaveLength(MOST_CHARACTERS);
  // One that is the beginning of the other.
  expect(shown(x(40), `${x(40)}y`)).toEqual(['…xxxxxx', '…xxxxxxy']);
});

test('no half of an emoji is shown', () => {
  const smile = '🙂'.repeat(30);
  expect(shown(`${smile}ab1`, `${smile}ab2`)).toEqual(['…🙂🙂ab1', '…🙂🙂ab2']);
  // What is shown would begin with the second half of one.
  expect(shown(`${smile}a1`, `${smile}a2`)).toEqual(['…🙂🙂a1', '…🙂🙂a2']);
  // They part in the second half of one.
  expect(shown(`${smile}🙂`, `${smile}🙃`)).toEqual(['…🙂🙂🙂', '…🙂🙂🙃']);
});

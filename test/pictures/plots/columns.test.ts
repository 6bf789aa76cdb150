import { expect, test } from 'vitest';
import { columnsOf, cutToColumns } from '../../../src/pictures/plots/columns.ts';

test.each([
  ['', 0],
  ['return', 6],
  ['ε₀ × π…', 7],
  ['é', 1],
  ['e\u0301', 1], // The letter and its accent as two code points.
  ['報酬', 4],
  ['보상', 4],
  ['ｱ', 1], // Half width.
  ['Ａ', 2], // Full width.
  ['𠀋', 2],
  ['🙂', 2],
  ['❤', 1],
  ['❤️', 2], // The same, to be drawn as an emoji.
  ['👩‍🚀', 2], // Three code points.
  ['🇯🇵', 2],
  ['a\u200bb', 2], // A space without width.
  ['a\u00adb', 3], // A hyphen that terminals draw.
  ['\uff83\uff9e\uff70\uff80', 4], // Half-width kana: the mark fills a column of its own.
  ['\u0915\u094d\u0937\u0924\u094d\u0930\u093f\u092f', 5], // Devanagari.
])('%s fills %i columns', (text, columns) => {
  expect(columnsOf(text)).toBe(columns);
});

test.each([
  ['return', 6, 'return'],
  ['return', 5, 'retu…'],
  ['報酬の平均', 10, '報酬の平均'],
  ['報酬の平均', 9, '報酬の平…'],
  ['報酬の平均', 8, '報酬の…'],
  ['🙂🙂🙂', 4, '🙂…'],
  ['a👩‍🚀b', 3, 'a…'],
  ['a👩‍🚀bc', 4, 'a👩‍🚀…'],
  ['abc', 1, '…'],
])('%s in %i columns is %s', (text, most, expected) => {
  expect(cutToColumns(text, most)).toBe(expected);
  expect(columnsOf(expected)).toBeLessThanOrEqual(most);
});

import { describe, expect, test } from 'vitest';
import {
  countHand,
  isBust,
  isNatural,
  playDealer,
  settle,
} from '../../../src/environments/blackjack/hands.ts';

test.each([
  [[], 0, false],
  [[10, 9], 19, false],
  [[1, 10], 21, true],
  [[1, 13], 21, true],
  [[11, 12, 13], 30, false],
  [[1, 1], 12, true],
  [[1, 9, 1], 21, true],
  [[1, 10, 1], 12, false],
  [[1, 5, 6], 12, false],
  [[5, 5, 1], 21, true],
  [[10, 10, 10], 30, false],
])('the cards %j have %i points, usable ace: %s', (hand, sum, usableAce) => {
  expect(countHand(hand)).toEqual({ sum, usableAce });
  expect(isBust(hand)).toBe(sum > 21);
});

test('a natural is an ace with a ten or a picture, and nothing else', () => {
  expect(
    [
      [1, 10],
      [13, 1],
      [1, 11],
      [12, 1],
    ].every(isNatural),
  ).toBe(true);
  expect([[1, 9], [10, 10], [1, 10, 10], [5, 5, 1], [7, 7, 7], [1], []].some(isNatural)).toBe(
    false,
  );
});

describe('the dealer', () => {
  const play = (hand: readonly number[], ...cards: readonly number[]) => {
    const left = [...cards];
    return { hand: playDealer(hand, () => left.shift()!), left };
  };

  test.each([
    [[10, 7], [5], [10, 7], [5]],
    [[10, 6], [5, 2], [10, 6, 5], [2]],
    [[1, 6], [5], [1, 6], [5]],
    [[1, 5], [10, 1, 2], [1, 5, 10, 1], [2]],
    [[2, 2], [10, 13, 2], [2, 2, 10, 13], [2]],
  ])('draws to 17: %j, then of %j', (hand, cards, expected, left) => {
    expect(play(hand, ...cards)).toEqual({ hand: expected, left });
  });

  test('leaves the given hand as it was', () => {
    const hand = [2, 2];
    play(hand, 10, 10);
    expect(hand).toEqual([2, 2]);
  });
});

const PLAIN = { natural: false, sab: false };
const NATURAL = { natural: true, sab: false };
const SAB = { natural: false, sab: true };

test.each([
  ['a better hand', [10, 9], [10, 8], 1, 1, 1],
  ['an equal hand', [10, 9], [9, 10], 0, 0, 0],
  ['a worse hand', [10, 7], [10, 8], -1, -1, -1],
  ['too many points, whatever the dealer has', [10, 9, 5], [10, 9, 5], -1, -1, -1],
  ['a dealer with too many', [2, 2], [10, 6, 10], 1, 1, 1],
  ['a natural against 20', [1, 10], [10, 10], 1, 1.5, 1],
  ['a natural against a natural', [1, 10], [12, 1], 0, 0, 0],
  ['a natural against 21 of three cards', [1, 10], [7, 7, 7], 0, 0, 1],
  ['a natural against too many points', [13, 1], [10, 6, 10], 1, 1.5, 1],
  ['21 of three cards against 20', [7, 7, 7], [10, 10], 1, 1, 1],
  ['21 of three cards against a natural', [7, 7, 7], [1, 10], 0, 0, 0],
])('%s', (_, player, dealer, plain, natural, sab) => {
  expect(settle(player, dealer, PLAIN)).toBe(plain);
  expect(settle(player, dealer, NATURAL)).toBe(natural);
  expect(settle(player, dealer, SAB)).toBe(sab);
});

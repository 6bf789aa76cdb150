import type { Random } from '../../random/random.ts';

/** A card by its rank: 1 ace, 2 to 10, 11 jack, 12 queen, 13 king. */
export type Card = number;

/** The cards on one side of the table, in the order in which they were drawn. */
export type Hand = readonly Card[];

/** More than this loses. */
const LIMIT = 21;
/** The dealer draws below this. */
const DEALER_STANDS = 17;
/** How many cards of one suit there are. */
const RANKS = 13;

/** Which of the naturals (an ace and a ten as the first two cards) earn more than other hands. */
export interface NaturalRules {
  readonly natural: boolean;
  readonly sab: boolean;
}

/** One card of an endless deck: no card makes another one rarer. */
export function drawCard(random: Random): Card {
  return 1 + random.integer(RANKS);
}

/** What a card counts: a picture 10, an ace 1. */
export function cardValue(card: Card): number {
  return Math.min(card, 10);
}

/** The points of a hand, and whether one of its aces counts 11 in them. */
export function countHand(hand: Hand): { readonly sum: number; readonly usableAce: boolean } {
  const hard = hand.reduce((sum, card) => sum + cardValue(card), 0);
  const usableAce = hand.includes(1) && hard + 10 <= LIMIT;
  return { sum: usableAce ? hard + 10 : hard, usableAce };
}

/** Whether a hand has more points than are allowed. */
export function isBust(hand: Hand): boolean {
  return countHand(hand).sum > LIMIT;
}

/** The dealer's hand, after as many more cards as the rules make the dealer draw. */
export function playDealer(hand: Hand, draw: () => Card): Hand {
  const cards = [...hand];
  while (countHand(cards).sum < DEALER_STANDS) cards.push(draw());
  return cards;
}

/**
 * What the player earns where nobody draws any more.
 *
 * @see Sutton and Barto 2018, example 5.1, for `sab`
 */
export function settle(player: Hand, dealer: Hand, { natural, sab }: NaturalRules): number {
  if (isBust(player)) return -1;
  const points = isBust(dealer) ? 0 : countHand(dealer).sum;
  const reward = Math.sign(countHand(player).sum - points);
  if (!isNatural(player)) return reward;
  if (sab) return isNatural(dealer) ? reward : 1;
  return natural && reward === 1 ? 1.5 : reward;
}

/** Whether a hand is an ace and a ten or picture. */
export function isNatural(hand: Hand): boolean {
  return hand.length === 2 && countHand(hand).sum === LIMIT;
}

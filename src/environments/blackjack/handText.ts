import type { Card, Hand } from './hands.ts';

/** By card. */
const NAMES = ['', 'A', '2', '3', '4', '5', '6', '7', '8', '9', '10', 'J', 'Q', 'K'];

/** Such as `10` or `K`. */
export function cardName(card: Card): string {
  return NAMES[card] ?? '';
}

/** Such as `A 10 K`. */
export function formatHand(hand: Hand): string {
  return hand.map(cardName).join(' ');
}

/** The reverse of {@link formatHand}; `null` if the text is no hand. */
export function parseHand(text: string): Hand | null {
  if (text === '') return [];
  const cards = text.split(' ').map((name) => NAMES.indexOf(name));
  return cards.every((card) => card >= 1) ? cards : null;
}

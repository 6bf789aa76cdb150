import { ValueError } from '../../errors.ts';
import { requireBoolean, show } from '../../validation/options.ts';

/**
 * What an observation of {@link Blackjack} means: the three numbers of
 * Gymnasium's tuple.
 *
 * @category Environments
 */
export interface BlackjackObservation {
  /** The player's points, 0 to 31: 4 to 21 during an episode. */
  readonly playerSum: number;
  /** What the dealer's open card counts, 0 to 10: 1 is an ace. 0 never occurs. */
  readonly dealerCard: number;
  /** Whether an ace of the player counts 11. */
  readonly usableAce: boolean;
}

/** How many sums Gymnasium's space has. */
const SUMS = 32;
/** How many open cards it has. */
const CARDS = 11;

/** How many observations there are. */
export const OBSERVATIONS: number = SUMS * CARDS * 2;

/**
 * The number of an observation of {@link Blackjack}:
 * `(11 · playerSum + dealerCard) · 2 + usableAce`.
 *
 * @returns A whole number from 0 to 703.
 * @throws {ValueError} If a sum or card is not a whole number in its range.
 * @throws {OptionsError} If `usableAce` is not true or false.
 * @example
 * ```ts
 * import { encodeBlackjack } from 'deepq/environments';
 *
 * encodeBlackjack({ playerSum: 14, dealerCard: 10, usableAce: false }); // 328
 * ```
 * @category Environments
 */
export function encodeBlackjack(observation: BlackjackObservation): number {
  const { playerSum, dealerCard, usableAce } = Object(observation) as BlackjackObservation;
  requirePart('playerSum', playerSum, SUMS);
  requirePart('dealerCard', dealerCard, CARDS);
  requireBoolean('encodeBlackjack usableAce', usableAce);
  return (playerSum * CARDS + dealerCard) * 2 + (usableAce ? 1 : 0);
}

/**
 * What an observation of {@link Blackjack} means.
 *
 * @throws {ValueError} If it is not a whole number from 0 to 703.
 * @example
 * ```ts
 * import { decodeBlackjack } from 'deepq/environments';
 *
 * decodeBlackjack(328); // { playerSum: 14, dealerCard: 10, usableAce: false }
 * ```
 * @category Environments
 */
export function decodeBlackjack(observation: number): BlackjackObservation {
  if (!(Number.isInteger(observation) && observation >= 0 && observation < OBSERVATIONS)) {
    throw new ValueError(
      `decodeBlackjack(observation) needs a whole number from 0 to ${OBSERVATIONS - 1}; ` +
        `received ${show(observation)}.`,
    );
  }
  const cards = Math.floor(observation / 2);
  return {
    playerSum: Math.floor(cards / CARDS),
    dealerCard: cards % CARDS,
    usableAce: observation % 2 === 1,
  };
}

function requirePart(name: string, value: unknown, count: number): void {
  if (Number.isInteger(value) && (value as number) >= 0 && (value as number) < count) return;
  throw new ValueError(
    `encodeBlackjack(observation) needs a whole number from 0 to ${count - 1} as its ${name}; ` +
      `received ${show(value)}.`,
  );
}

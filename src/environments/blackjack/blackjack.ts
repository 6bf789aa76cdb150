import { StateReader } from '../../state/stateReader.ts';
import type { State } from '../../state/state.ts';
import { OptionsError } from '../../errors.ts';
import { Discrete } from '../../spaces/discrete.ts';
import { rejectUnknownOptions, requireBoolean } from '../../validation/options.ts';
import { drawBlackjack } from './drawBlackjack.ts';
import type {
  Environment,
  ResetOptions,
  ResetResult,
  RgbaImage,
  StepResult,
} from '../../protocol/environment.ts';
import { Episode, NO_INFO } from '../parts/episode.ts';
import { encodeBlackjack, OBSERVATIONS } from './blackjackObservation.ts';
import {
  cardValue,
  countHand,
  drawCard,
  isBust,
  playDealer,
  settle,
  type Hand,
  type NaturalRules,
} from './hands.ts';
import { formatHand, parseHand } from './handText.ts';

/**
 * What {@link Blackjack} is made from.
 *
 * @category Environments
 */
export interface BlackjackOptions {
  /**
   * Decides all cards until `reset` is given a seed: a whole number from 0 to
   * 2³² − 1.
   *
   * @default 0
   */
  readonly seed?: number;
  /**
   * Whether the rules are those of Sutton and Barto: a player who sticks with
   * a natural (an ace and a ten or picture) wins, unless the dealer has a
   * natural too. Otherwise a natural is 21 points like any other.
   *
   * @default true
   */
  readonly sab?: boolean;
  /**
   * Whether a win with a natural earns 1.5. Needs `sab: false`, whose rules
   * know no such thing.
   *
   * @default false
   */
  readonly natural?: boolean;
}

const STICK = 0;

/**
 * Draw cards for as many points as you can, but no more than 21, and then beat
 * the dealer. Gymnasium's `Blackjack-v1`, rule for rule. There is no time
 * limit.
 *
 * - **Observation**: the player's points, the dealer's open card, and whether
 *   an ace of the player counts 11, as one number from 0 to 703;
 *   {@link decodeBlackjack} takes it apart. Gymnasium has a tuple of 32 · 11 ·
 *   2 values here; deepq has no tuples. A `Discrete` keeps every value apart,
 *   so that a table of values, or an embedding (the default network for it),
 *   can be exact; in a `Box` neighbours would blur, and 21 points and 22 are
 *   neighbours.
 * - **Actions**: 0 stick, 1 hit (draw a card).
 * - **Reward**: 1 for a win, −1 for a loss, 0 for a draw, and 0 for a card that
 *   does not end the episode.
 * - **Start**: two cards each, of an endless deck; one of the dealer's is open.
 * - **Terminated**: by sticking, after which the dealer draws below 17 points,
 *   and by more than 21 points, which lose.
 * - **Info**: nothing.
 *
 * @example
 * ```ts
 * import { Blackjack, decodeBlackjack } from 'deepq/environments';
 *
 * const environment = new Blackjack({ seed: 7 });
 * const { observation } = environment.reset();
 * const { playerSum } = decodeBlackjack(observation);
 * const { reward, terminated } = environment.step(playerSum < 17 ? 1 : 0);
 * ```
 * @see Sutton and Barto 2018, example 5.1, http://incompleteideas.net/book/the-book-2nd.html
 * @see https://gymnasium.farama.org/environments/toy_text/blackjack/
 * @category Environments
 */
export class Blackjack implements Environment<number> {
  /** The 32 · 11 · 2 values of Gymnasium's tuple. */
  readonly observationSpace: Discrete = new Discrete(OBSERVATIONS);
  /** 0 stick, 1 hit. */
  readonly actionSpace: Discrete = new Discrete(2);
  readonly #rules: NaturalRules;
  readonly #episode: Episode;
  #player: Hand = [];
  #dealer: Hand = [];

  /**
   * @throws {OptionsError} If an option is unknown or out of range, or
   *   `natural` comes without `sab: false`.
   */
  constructor(options: BlackjackOptions = {}) {
    rejectUnknownOptions('Blackjack', options, ['seed', 'natural', 'sab']);
    const natural = requireBoolean('Blackjack natural', options.natural ?? false);
    const sab = requireBoolean('Blackjack sab', options.sab ?? true);
    if (natural && sab) {
      throw new OptionsError(
        'Blackjack natural: true has no effect with sab: true, the default; pass sab: false as well.',
      );
    }
    this.#rules = { natural, sab };
    this.#episode = new Episode('Blackjack', options.seed);
  }

  /**
   * @throws {OptionsError} If an option is unknown, or there is a bare seed in
   *   place of options.
   * @throws {ValueError} If the seed is not a whole number from 0 to 2³² − 1.
   */
  reset(options: ResetOptions = {}): ResetResult<number> {
    const random = this.#episode.start(options);
    this.#dealer = [drawCard(random), drawCard(random)];
    this.#player = [drawCard(random), drawCard(random)];
    return { observation: this.#observe(), info: NO_INFO };
  }

  /**
   * @throws {UsageError} Before the first `reset`, and after the end of an
   *   episode.
   * @throws {ValueError} If `action` is neither 0 nor 1.
   */
  step(action: number): StepResult<number> {
    this.#episode.requireStep(action, 2, '0 (stick) or 1 (hit)');
    const { random } = this.#episode;
    if (action === STICK) this.#dealer = playDealer(this.#dealer, () => drawCard(random));
    else this.#player = [...this.#player, drawCard(random)];
    const terminated = action === STICK || isBust(this.#player);
    if (terminated) this.#episode.end();
    const reward = terminated ? settle(this.#player, this.#dealer, this.#rules) : 0;
    return { observation: this.#observe(), reward, terminated, truncated: false, info: NO_INFO };
  }

  /**
   * Everything that decides what comes next, as plain data: `player` and
   * `dealer` (their cards, such as `'A 10 K'`, the dealer's open one first),
   * `running` (whether an episode is under way) and `random`.
   */
  getState(): State {
    const player = formatHand(this.#player);
    return { player, dealer: formatHand(this.#dealer), ...this.#episode.getState() };
  }

  /**
   * Continues from a state that {@link Blackjack.getState} returned. To start
   * from cards of your own, change those of such a state.
   *
   * @throws {CheckpointError} If the state is not one of Blackjack; the
   *   environment then stays as it was.
   */
  setState(state: State): void {
    const reader = new StateReader('Blackjack', state);
    const player = readHand(reader, 'player');
    const dealer = readHand(reader, 'dealer');
    if (reader.boolean('running')) {
      if (player.length < 2 || dealer.length !== 2) {
        throw reader.error(
          'a running episode needs two cards of the dealer and at least two of the player; ' +
            `received '${formatHand(dealer)}' and '${formatHand(player)}'`,
        );
      }
      if (isBust(player)) {
        throw reader.error(
          'a running episode needs a player with at most 21 points; ' +
            `received '${formatHand(player)}'`,
        );
      }
    }
    this.#episode.setState(reader);
    this.#player = player;
    this.#dealer = dealer;
  }

  /**
   * Draws the table into a new picture of 600 × 400 pixels: the dealer's cards
   * (one of them face down while the episode runs), the player's, the points
   * and, at the end, who won. Suits are for show: they mean nothing.
   *
   * @throws {UsageError} Before the first `reset`.
   */
  render(): RgbaImage {
    this.#episode.requireStarted();
    const over = !this.#episode.running && this.#player.length > 0;
    const reward = over ? settle(this.#player, this.#dealer, this.#rules) : null;
    return drawBlackjack(this.#player, this.#dealer, reward);
  }

  #observe(): number {
    const { sum, usableAce } = countHand(this.#player);
    const dealerCard = cardValue(this.#dealer[0] as number);
    return encodeBlackjack({ playerSum: sum, dealerCard, usableAce });
  }
}

function readHand(reader: StateReader, key: 'player' | 'dealer'): Hand {
  const text = reader.string(key);
  const hand = parseHand(text);
  if (hand !== null) return hand;
  throw reader.error(`${key} must be cards such as 'A 10 K'; received '${text}'`);
}

import { describe, expect, test } from 'vitest';
import type { State } from '../../../src/state/state.ts';
import { Blackjack, type BlackjackOptions } from '../../../src/environments/blackjack/blackjack.ts';
import {
  decodeBlackjack,
  encodeBlackjack,
} from '../../../src/environments/blackjack/blackjackObservation.ts';
import { cardValue, countHand, drawCard } from '../../../src/environments/blackjack/hands.ts';
import { CheckpointError, OptionsError, ValueError } from '../../../src/errors.ts';
import { createRandom } from '../../../src/random/createRandom.ts';
import { chiSquare, chiSquareLimit } from '../../support/chiSquare.ts';
import { readFixture } from '../../support/tabularRecording.ts';

/** A round that Gymnasium played; cards are points, an ace is 1. */
interface Round {
  /** Two cards of the dealer, two of the player. */
  readonly dealt: readonly [number, number, number, number];
  readonly obs0: RecordedObservation;
  readonly actions: readonly number[];
  readonly drawn: readonly (readonly number[])[];
  readonly obs: readonly RecordedObservation[];
  readonly reward: readonly number[];
  readonly dealer_final: readonly number[];
  readonly player_final: readonly number[];
}

/** The player's points, the dealer's open card, whether there is a usable ace. */
type RecordedObservation = readonly [number, number, 0 | 1];

const encode = ([playerSum, dealerCard, ace]: RecordedObservation): number =>
  encodeBlackjack({ playerSum, dealerCard, usableAce: ace === 1 });

const handOf = (points: readonly number[]): string =>
  points.map((card) => (card === 1 ? 'A' : String(card))).join(' ');

/** The state of a stream that gives cards of these points next. */
function streamOfCards(points: readonly number[]): State {
  for (let seed = 0; ; seed++) {
    const random = createRandom(seed);
    if (points.every((card) => cardValue(drawCard(random)) === card)) {
      return { ...createRandom(seed).getState() };
    }
  }
}

const modes: readonly (readonly [string, BlackjackOptions])[] = [
  ['default(sab)', {}],
  ['default(sab)', { sab: true }],
  ['natural', { natural: true, sab: false }],
  ['plain', { sab: false }],
];

/** The points of a hand of a state. */
const pointsOf = (state: State, key: 'player' | 'dealer'): number[] =>
  (state[key] as string)
    .split(' ')
    .map((card) => (card === 'A' ? 1 : 'JQK'.includes(card) ? 10 : Number(card)));

describe.each(['blackjack', 'blackjack_naturals'])(
  'against the rounds that Gymnasium played (%s)',
  (name) => {
    const recorded = readFixture(name) as { readonly modes: Record<string, readonly Round[]> };

    test.each(modes)('%s %j: observations, rewards, endings and cards', (mode, options) => {
      const rounds = recorded.modes[mode]!;
      expect(rounds.length).toBeGreaterThan(40);
      for (const round of rounds) {
        const environment = new Blackjack(options);
        const first = environment.reset();
        expect(decodeBlackjack(first.observation).playerSum).toBeGreaterThan(3);
        const [dealer1, dealer2, player1, player2] = round.dealt;
        environment.setState({
          player: handOf([player1, player2]),
          dealer: handOf([dealer1, dealer2]),
          running: true,
          random: streamOfCards([]),
        });
        for (const [t, action] of round.actions.entries()) {
          const random = streamOfCards(round.drawn[t]!);
          environment.setState({ ...environment.getState(), random });
          expect(environment.step(action)).toEqual({
            observation: encode(round.obs[t]!),
            reward: round.reward[t],
            terminated: t === round.actions.length - 1,
            truncated: false,
            info: {},
          });
        }
        expect(pointsOf(environment.getState(), 'player')).toEqual(round.player_final);
        expect(pointsOf(environment.getState(), 'dealer')).toEqual(round.dealer_final);
      }
    });

    test('the first observation is that of the cards dealt: the dealer first, then the player', () => {
      for (const round of recorded.modes['plain']!) {
        const environment = new Blackjack();
        const saved = environment.getState();
        // Four cards of chosen points are rare among seeds: two at a time will do.
        environment.setState({ ...saved, random: streamOfCards(round.dealt.slice(0, 2)) });
        environment.reset();
        expect(pointsOf(environment.getState(), 'dealer')).toEqual(round.dealt.slice(0, 2));
        const player = handOf(round.dealt.slice(2));
        const dealer = handOf(round.dealt.slice(0, 2));
        environment.setState({ ...saved, running: true, player, dealer });
        expect(observationOf(environment)).toBe(encode(round.obs0));
      }
    });
  },
);

/** What is observed in the present state, by the definition. */
function observationOf(environment: Blackjack): number {
  const state = environment.getState();
  const { sum, usableAce } = countHand(pointsOf(state, 'player'));
  const dealerCard = pointsOf(state, 'dealer')[0]!;
  return encodeBlackjack({ playerSum: sum, dealerCard, usableAce });
}

test('reset observes the cards that it has dealt', () => {
  const environment = new Blackjack({ seed: 5 });
  for (let episode = 0; episode < 200; episode++) {
    expect(environment.reset()).toEqual({ observation: observationOf(environment), info: {} });
  }
});

describe('chances', () => {
  test('all 13 cards are equally likely, in all four places', () => {
    const environment = new Blackjack({ seed: 1 });
    const counts = Array.from({ length: 4 }, () => new Map<string, number>());
    for (let episode = 0; episode < 13_000; episode++) {
      environment.reset();
      const { player, dealer } = environment.getState() as { player: string; dealer: string };
      for (const [place, card] of [...dealer.split(' '), ...player.split(' ')].entries()) {
        counts[place]!.set(card, (counts[place]!.get(card) ?? 0) + 1);
      }
    }
    for (const place of counts) {
      expect(place.size).toBe(13);
      const even = new Array<number>(13).fill(1 / 13);
      expect(chiSquare([...place.values()], even)).toBeLessThan(chiSquareLimit(12));
    }
  });

  test('a player who hits below 17 loses, draws and wins as often as the cards say', () => {
    const environment = new Blackjack({ sab: false, seed: 2 });
    const counts = [0, 0, 0];
    for (let episode = 0; episode < 20_000; episode++) {
      let { observation } = environment.reset();
      for (let over = false; !over;) {
        const { playerSum } = decodeBlackjack(observation);
        const result = environment.step(playerSum < 17 ? 1 : 0);
        observation = result.observation;
        over = result.terminated;
        if (over) counts[result.reward + 1]! += 1;
      }
    }
    const points = sumsTo17();
    const chance = (compare: (player: number, dealer: number) => boolean): number => {
      let sum = 0;
      for (const [player, p] of points) {
        for (const [dealer, q] of points) {
          // Who has too many points loses, the player first.
          const fair = player > 21 ? -1 : player;
          if (compare(fair, dealer > 21 ? 0 : dealer)) sum += p * q;
        }
      }
      return sum;
    };
    const expected = [
      chance((player, dealer) => player < dealer),
      chance((player, dealer) => player === dealer),
      chance((player, dealer) => player > dealer),
    ];
    expect(expected.reduce((a, b) => a + b)).toBeCloseTo(1, 12);
    expect(chiSquare(counts, expected)).toBeLessThan(chiSquareLimit(2));
  });
});

/** How likely a hand ends with how many points if it is drawn to from below 17. */
function sumsTo17(): ReadonlyMap<number, number> {
  const ends = new Map<number, number>();
  const draw = (hard: number, ace: boolean, cards: number, probability: number): void => {
    const sum = ace && hard + 10 <= 21 ? hard + 10 : hard;
    if (cards >= 2 && sum >= 17) {
      ends.set(sum, (ends.get(sum) ?? 0) + probability);
      return;
    }
    for (let points = 1; points <= 10; points++) {
      const share = points === 10 ? 4 / 13 : 1 / 13;
      draw(hard + points, ace || points === 1, cards + 1, probability * share);
    }
  };
  draw(0, false, 0, 1);
  return ends;
}

describe('encodeBlackjack and decodeBlackjack', () => {
  test('are the inverse of each other, over the whole space', () => {
    const { n } = new Blackjack().observationSpace;
    const all = Array.from({ length: n }, (_, observation) => observation);
    expect(n).toBe(704);
    expect(all.map((observation) => encodeBlackjack(decodeBlackjack(observation)))).toEqual(all);
    expect(decodeBlackjack(703)).toEqual({ playerSum: 31, dealerCard: 10, usableAce: true });
  });

  test.each([-1, 704, 0.5, Number.NaN, '7'])('refuse the observation %s', (observation) => {
    expect(() => decodeBlackjack(observation as number)).toThrow(ValueError);
  });

  test.each([
    [{ playerSum: 32, dealerCard: 1, usableAce: false }, ValueError, '0 to 31 as its playerSum'],
    [{ playerSum: 12, dealerCard: 11, usableAce: false }, ValueError, '0 to 10 as its dealerCard'],
    [{ playerSum: 12, dealerCard: 1, usableAce: 1 }, OptionsError, 'usableAce must be true or'],
  ])('refuse %j', (observation, type, message) => {
    const call = (): number =>
      encodeBlackjack(observation as Parameters<typeof encodeBlackjack>[0]);
    expect(call).toThrow(type);
    expect(call).toThrow(message);
  });
});

test.each([
  [{ natural: true }, 'Blackjack natural: true has no effect with sab: true, the default; pass'],
  [{ natural: 1 }, 'Blackjack natural must be true or false; received 1.'],
  [{ sab: 'yes' }, "Blackjack sab must be true or false; received 'yes'."],
  [{ naturals: true }, "Blackjack has no option 'naturals' (did you mean 'natural'?)"],
  [{ seed: -1 }, 'Blackjack seed must be a whole number from 0 to 4294967295; received -1.'],
])('the options %j are refused', (options, message) => {
  expect(() => new Blackjack(options as object)).toThrow(OptionsError);
  expect(() => new Blackjack(options as object)).toThrow(message);
});

test.each([
  [{ player: 'A 11' }, "player must be cards such as 'A 10 K'; received 'A 11'"],
  [{ dealer: ' A' }, "dealer must be cards such as 'A 10 K'; received ' A'"],
  [{ dealer: 7 }, 'dealer must be a string; received 7'],
  [{ dealer: 'A' }, "at least two of the player; received 'A' and '5 6'"],
  [{ player: '' }, 'needs two cards of the dealer and at least two of the player'],
  [{ player: 'K Q 5' }, "a player with at most 21 points; received 'K Q 5'"],
])('a state with %j is refused and changes nothing', (change, message) => {
  const environment = new Blackjack();
  environment.reset();
  const before = { ...environment.getState(), player: '5 6', dealer: 'K 2' };
  environment.setState(before);
  const set = (): void => {
    environment.setState({ ...before, ...change });
  };
  expect(set).toThrow(CheckpointError);
  expect(set).toThrow(message);
  expect(environment.getState()).toEqual(before);
});

import type { Transition } from '../tabular/tabularEnvironment.ts';
import type { TransitionRule } from '../tabular/transitionTable.ts';
import {
  decodeTaxi,
  encodeTaxi,
  IN_TAXI,
  SIZE,
  STATES,
  STOPS,
  type TaxiState,
} from './taxiState.ts';

/** How many actions there are. */
export const ACTIONS = 6;
/** The actions that do not move the taxi. */
const PICK_UP = 4;

/** South, north, east, west: what they do to row and column. */
const MOVES = [
  { down: 1, right: 0 },
  { down: -1, right: 0 },
  { down: 0, right: 1 },
  { down: 0, right: -1 },
] as const;
/** Where a driver who heads south, north, east or west has the left and the right hand. */
const HANDS = [
  [2, 3],
  [3, 2],
  [1, 0],
  [0, 1],
] as const;

/** The cells with a wall on their east side, by row. */
export const EAST_WALLS: readonly (readonly number[])[] = [[1], [1], [], [0, 2], [0, 2]];

const ORDINARY = -1;
const DELIVERED = 20;
const REFUSED = -10;

/**
 * The rules of the town.
 *
 * @param rainyProbability - How likely a taxi that can move goes where it is
 *   told to, and not to the left or the right; `null` if always.
 */
export function taxiTransitions(rainyProbability: number | null): TransitionRule {
  return (number, action) => {
    const state = decodeTaxi(number);
    if (action === PICK_UP) return [pickUp(state)];
    if (action > PICK_UP) return [dropOff(state)];
    const straight = rainyProbability ?? 1;
    const moves = [moved(state, action, straight)];
    if (rainyProbability !== null) {
      // A taxi that cannot move does not slide either.
      const stuck = moves[0]?.nextState === number;
      const aside = (1 - rainyProbability) / 2;
      for (const hand of HANDS[action] ?? []) {
        moves.push(moved(state, stuck ? action : hand, aside));
      }
    }
    return moves;
  };
}

/** The states that an episode may start in: the passenger waits, and not where it wants to go. */
export function taxiStarts(): readonly number[] {
  const all = Array.from({ length: STATES }, (_, state) => state);
  return all.filter((state) => {
    const { passenger, destination } = decodeTaxi(state);
    return passenger !== IN_TAXI && passenger !== destination;
  });
}

function moved(state: TaxiState, direction: number, probability: number): Transition {
  const { down, right } = MOVES[direction] as (typeof MOVES)[number];
  const inside = (value: number): number => Math.min(Math.max(value, 0), SIZE - 1);
  const row = inside(state.row + down);
  const walls = EAST_WALLS[row] ?? [];
  // The wall to pass is on the east side of the western cell of the two.
  const blocked = right !== 0 && walls.includes(Math.min(state.column, state.column + right));
  const column = blocked ? state.column : inside(state.column + right);
  const nextState = encodeTaxi({ ...state, row, column });
  return { probability, nextState, reward: ORDINARY, terminated: false };
}

function pickUp(state: TaxiState): Transition {
  const stop = stopAt(state);
  if (stop === -1 || stop !== state.passenger) return refused(state);
  return handled(state, IN_TAXI, ORDINARY, false);
}

function dropOff(state: TaxiState): Transition {
  const stop = stopAt(state);
  if (stop === -1 || state.passenger !== IN_TAXI) return refused(state);
  const arrived = stop === state.destination;
  return handled(state, stop, arrived ? DELIVERED : ORDINARY, arrived);
}

function refused(state: TaxiState): Transition {
  return handled(state, state.passenger, REFUSED, false);
}

function handled(
  state: TaxiState,
  passenger: number,
  reward: number,
  terminated: boolean,
): Transition {
  return { probability: 1, nextState: encodeTaxi({ ...state, passenger }), reward, terminated };
}

/** Which stop the taxi is at; −1 if at none. */
function stopAt({ row, column }: TaxiState): number {
  return STOPS.findIndex((stop) => stop.row === row && stop.column === column);
}

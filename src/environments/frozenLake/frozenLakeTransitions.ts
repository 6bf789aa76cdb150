import type { Transition } from '../tabular/tabularEnvironment.ts';
import type { TransitionRule } from '../tabular/transitionTable.ts';
import { EAST, NORTH, slips, SOUTH, walk, WEST, type Direction } from '../tabular/gridWalk.ts';

/** What each kind of tile earns who steps on it. */
export interface TileRewards {
  readonly goal: number;
  readonly hole: number;
  readonly frozen: number;
}

/** By action. */
const DIRECTIONS: readonly Direction[] = [WEST, SOUTH, EAST, NORTH];

/**
 * The rules of the lake.
 *
 * @param map - Rows of equal length.
 * @param successRate - How likely a step goes where it is meant to; `null` if
 *   the lake is not slippery.
 */
export function frozenLakeTransitions(
  map: readonly string[],
  successRate: number | null,
  rewards: TileRewards,
): TransitionRule {
  const letters = map.join('');
  const rows = map.length;
  const columns = letters.length / rows;
  const isEnd = (tile: number): boolean => letters[tile] === 'G' || letters[tile] === 'H';
  const reward = (tile: number): number => {
    if (letters[tile] === 'G') return rewards.goal;
    return letters[tile] === 'H' ? rewards.hole : rewards.frozen;
  };

  return (state, action) => {
    if (isEnd(state)) return [{ probability: 1, nextState: state, reward: 0, terminated: true }];
    const go = (direction: number, probability: number): Transition => {
      const nextState = walk(state, DIRECTIONS[direction] as Direction, rows, columns);
      return { probability, nextState, reward: reward(nextState), terminated: isEnd(nextState) };
    };
    if (successRate === null) return [go(action, 1)];
    const aside = (1 - successRate) / 2;
    return slips(action).map((direction) =>
      go(direction, direction === action ? successRate : aside),
    );
  };
}

/** The tiles with an S. */
export function frozenLakeStarts(map: readonly string[]): readonly number[] {
  const letters = [...map.join('')];
  return letters.flatMap((letter, tile) => (letter === 'S' ? [tile] : []));
}

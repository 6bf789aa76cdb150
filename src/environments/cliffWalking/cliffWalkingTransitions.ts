import type { Transition } from '../tabular/tabularEnvironment.ts';
import type { TransitionRule } from '../tabular/transitionTable.ts';
import { EAST, NORTH, slips, SOUTH, walk, WEST, type Direction } from '../tabular/gridWalk.ts';

/** How many rows the land has. */
export const ROWS = 4;
/** How many columns the land has. */
export const COLUMNS = 12;
/** How many cells the land has. */
export const CELLS: number = ROWS * COLUMNS;
/** The south-west corner. */
export const START: number = CELLS - COLUMNS;
/** The south-east corner. */
export const GOAL: number = CELLS - 1;

/** By action. */
const DIRECTIONS: readonly Direction[] = [NORTH, EAST, SOUTH, WEST];

/** Whether a cell is one of those between the start and the goal. */
export function isCliff(cell: number): boolean {
  return cell > START && cell < GOAL;
}

/** The rules of the land. */
export function cliffWalkingTransitions(isSlippery: boolean): TransitionRule {
  return (state, action) => {
    const directions = isSlippery ? slips(action) : [action];
    return directions.map((direction): Transition => {
      const probability = 1 / directions.length;
      const cell = walk(state, DIRECTIONS[direction] as Direction, ROWS, COLUMNS);
      return isCliff(cell)
        ? { probability, nextState: START, reward: -100, terminated: false }
        : { probability, nextState: cell, reward: -1, terminated: cell === GOAL };
    });
  };
}

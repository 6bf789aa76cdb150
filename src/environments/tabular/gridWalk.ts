/** Where a step goes: rows down and columns right. */
export interface Direction {
  readonly down: number;
  readonly right: number;
}

/** The four directions. */
export const NORTH: Direction = { down: -1, right: 0 };
/** See {@link NORTH}. */
export const EAST: Direction = { down: 0, right: 1 };
/** See {@link NORTH}. */
export const SOUTH: Direction = { down: 1, right: 0 };
/** See {@link NORTH}. */
export const WEST: Direction = { down: 0, right: -1 };

/**
 * The cell that a step leads to, in a grid whose cells are numbered row by
 * row; the same cell where it would lead out of the grid.
 */
export function walk(
  cell: number,
  { down, right }: Direction,
  rows: number,
  columns: number,
): number {
  const row = Math.floor(cell / columns) + down;
  const column = (cell % columns) + right;
  const inside = row >= 0 && row < rows && column >= 0 && column < columns;
  return inside ? row * columns + column : cell;
}

/**
 * Where a step may go on slippery ground: what is to one side of the wanted
 * direction, the direction itself, and what is to the other side; by the
 * index of the four, which go round.
 */
export function slips(direction: number): readonly number[] {
  return [(direction + 3) % 4, direction, (direction + 1) % 4];
}

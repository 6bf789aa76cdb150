/** How the shader of a product divides its work. */
export interface Tile {
  /** Rows of the product that a workgroup computes; a multiple of 32. */
  readonly m: number;
  /** Columns. */
  readonly n: number;
  /** Groups of 64 threads that share a tile, and split the long dimension. */
  readonly groups: number;
}

/** Of the long dimension, what a group of threads takes at once. */
export const DEPTH = 8;

/** For thin products: many threads for few numbers. */
export const SMALL_TILE: Tile = { m: 32, n: 32, groups: 4 };

/**
 * For large ones, the largest first. A tile of `m × n` loads `1/m + 1/n` numbers for each
 * multiplication: the first half of what the small one does. The memory of a workgroup
 * has room for two groups.
 */
export const LARGE_TILES: readonly Tile[] = [
  { m: 64, n: 64, groups: 2 },
  { m: 64, n: 32, groups: 2 },
];

/** Workgroups that keep a large GPU busy though each has few threads. */
const MANY_GROUPS = 600;

/** A shorter long dimension is loaded and stored for the most part, whatever the tile. */
const LEAST_DEPTH = 128;

/** The tile for a product that is not split: a large one where enough of them are left. */
export function tileFor(m: number, n: number, k: number, lanes: number): Tile {
  if (k < LEAST_DEPTH) return SMALL_TILE;
  const fits = (tile: Tile): boolean =>
    n >= tile.n && Math.ceil(m / tile.m) * Math.ceil(n / tile.n) * lanes >= MANY_GROUPS;
  return LARGE_TILES.find(fits) ?? SMALL_TILE;
}

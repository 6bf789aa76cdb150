import { isShortList } from '../../validation/lists.ts';
import { OptionsError } from '../../errors.ts';
import { createRandom } from '../../random/createRandom.ts';
import {
  rejectUnknownOptions,
  requireInteger,
  requireNumber,
  requireSeed,
  show,
} from '../../validation/options.ts';

/** The maps that come with {@link FrozenLake}, row by row from the north. */
export const MAPS: Readonly<Record<'4x4' | '8x8', readonly string[]>> = {
  '4x4': ['SFFF', 'FHFH', 'FFFH', 'HFFG'],
  '8x8': [
    'SFFFFFFF',
    'FFFFFFFF',
    'FFFHFFFF',
    'FFFFFHFF',
    'FFFHFFFF',
    'FHHFFFHF',
    'FHFFHFHF',
    'FFFHFFFG',
  ],
};

/**
 * Throws unless `desc` is a map: rows of the same length, of S, F, H and G,
 * with at least one S.
 *
 * @returns A copy.
 */
export function requireMap(desc: unknown): readonly string[] {
  const rows: readonly unknown[] = isShortList(desc as unknown[])
    ? Array.from<unknown>(desc as unknown[])
    : [];
  const width = typeof rows[0] === 'string' ? rows[0].length : 0;
  const isRow = (row: unknown): row is string =>
    typeof row === 'string' && row.length === width && /^[SFHG]+$/.test(row);
  if (width > 0 && rows.every(isRow) && rows.some((row) => row.includes('S'))) return rows;
  const odd = rows.findIndex((row) => !isRow(row));
  throw new OptionsError(
    'FrozenLake desc must be rows of equal length, of S (start), F (frozen), H (hole) and G (goal), ' +
      "with at least one S, such as ['SF', 'HG']; received " +
      (rows.length === 0
        ? `${show(desc)}.`
        : odd === -1
          ? 'no S.'
          : `${show(rows[odd])} as row ${odd}.`),
  );
}

/**
 * What {@link generateRandomMap} takes.
 *
 * @category Environments
 */
export interface RandomMapOptions {
  /**
   * How many rows and columns: a whole number from 2 to 1000.
   *
   * @default 8
   */
  readonly size?: number;
  /**
   * How likely a tile is frozen, and not a hole, from 0 to 1.
   *
   * @default 0.8
   */
  readonly frozenProbability?: number;
  /**
   * Decides the map: a whole number from 0 to 2³² − 1.
   *
   * @default 0
   */
  readonly seed?: number;
}

/** How many tiles are drawn before the search for a map with a way is given up. */
const MAX_TILES = 2 ** 24;

/**
 * A random map for {@link FrozenLake}, as Gymnasium's `generate_random_map`
 * makes them: every tile is a hole or not by chance, the start is in the
 * north-west corner and the goal in the south-east one, and maps without a way
 * from the start to the goal are thrown away.
 *
 * @returns The rows, from the north.
 * @throws {OptionsError} If an option is unknown or out of range, or no map
 *   with a way was found, since too few tiles are frozen.
 * @example
 * ```ts
 * import { FrozenLake, generateRandomMap } from 'deepq/environments';
 *
 * const desc = generateRandomMap({ size: 6, seed: 3 });
 * const environment = new FrozenLake({ desc });
 * environment.observationSpace.n; // 36
 * ```
 * @category Environments
 */
export function generateRandomMap(options: RandomMapOptions = {}): string[] {
  rejectUnknownOptions('generateRandomMap', options, ['size', 'frozenProbability', 'seed'], {
    p: 'frozenProbability',
  });
  const name = (option: string): string => `generateRandomMap ${option}`;
  const size = requireInteger(name('size'), options.size ?? 8, { min: 2, max: 1000 });
  const probability = requireNumber(name('frozenProbability'), options.frozenProbability ?? 0.8, {
    min: 0,
    max: 1,
  });
  const random = createRandom(requireSeed(options.seed ?? 0, name('seed')));
  const last = size * size - 1;
  for (let tiles = 0; tiles < MAX_TILES; tiles += size * size) {
    const letters = Array.from({ length: size * size }, (_, tile) => {
      const letter = random.uniform() < probability ? 'F' : 'H';
      return tile === 0 ? 'S' : tile === last ? 'G' : letter;
    });
    if (!hasWay(letters, size)) continue;
    return Array.from({ length: size }, (_, row) =>
      letters.slice(row * size, (row + 1) * size).join(''),
    );
  }
  throw new OptionsError(
    `generateRandomMap found no map with a way to the goal among ${Math.ceil(MAX_TILES / size ** 2)} ` +
      `of size ${size} with frozenProbability ${probability}; raise frozenProbability.`,
  );
}

/** Whether steps without slipping lead from the first tile to the last. */
function hasWay(letters: readonly string[], size: number): boolean {
  const seen = new Uint8Array(letters.length);
  const open = [0];
  for (let tile = open.pop(); tile !== undefined; tile = open.pop()) {
    if (seen[tile] === 1 || letters[tile] === 'H') continue;
    if (tile === letters.length - 1) return true;
    seen[tile] = 1;
    const column = tile % size;
    if (column > 0) open.push(tile - 1);
    if (column < size - 1) open.push(tile + 1);
    if (tile >= size) open.push(tile - size);
    if (tile + size < letters.length) open.push(tile + size);
  }
  return false;
}

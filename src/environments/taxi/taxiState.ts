import { ValueError } from '../../errors.ts';
import { show } from '../../validation/options.ts';

/**
 * What a state of {@link Taxi} means.
 *
 * @category Environments
 */
export interface TaxiState {
  /** Of the taxi, 0 to 4, from the north. */
  readonly row: number;
  /** Of the taxi, 0 to 4, from the west. */
  readonly column: number;
  /** At which stop the passenger waits: 0 red, 1 green, 2 yellow, 3 blue; 4 in the taxi. */
  readonly passenger: number;
  /** To which stop the passenger wants to go: 0 red, 1 green, 2 yellow, 3 blue. */
  readonly destination: number;
}

/** How many states there are. */
export const STATES = 500;
/** How many rows and columns the town has. */
export const SIZE = 5;
/** Where the passenger is who waits at none of the stops. */
export const IN_TAXI = 4;

/** The red, the green, the yellow and the blue stop. */
export const STOPS: readonly Readonly<Record<'row' | 'column', number>>[] = [
  { row: 0, column: 0 },
  { row: 0, column: 4 },
  { row: 4, column: 0 },
  { row: 4, column: 3 },
];

/**
 * The number of a state of {@link Taxi}:
 * `((5 · row + column) · 5 + passenger) · 4 + destination`.
 *
 * @returns A whole number from 0 to 499.
 * @throws {ValueError} If a part is not a whole number in its range.
 * @example
 * ```ts
 * import { encodeTaxi } from 'deepq/environments';
 *
 * encodeTaxi({ row: 2, column: 2, passenger: 1, destination: 0 }); // 244
 * ```
 * @category Environments
 */
export function encodeTaxi(state: TaxiState): number {
  const { row, column, passenger, destination } = Object(state) as TaxiState;
  requirePart('row', row, SIZE);
  requirePart('column', column, SIZE);
  requirePart('passenger', passenger, STOPS.length + 1);
  requirePart('destination', destination, STOPS.length);
  return ((row * SIZE + column) * (STOPS.length + 1) + passenger) * STOPS.length + destination;
}

/**
 * What a number that {@link encodeTaxi} made, or an observation of
 * {@link Taxi}, means.
 *
 * @throws {ValueError} If `state` is not a whole number from 0 to 499.
 * @example
 * ```ts
 * import { decodeTaxi } from 'deepq/environments';
 *
 * decodeTaxi(244); // { row: 2, column: 2, passenger: 1, destination: 0 }
 * ```
 * @category Environments
 */
export function decodeTaxi(state: number): TaxiState {
  if (!(Number.isInteger(state) && state >= 0 && state < STATES)) {
    throw new ValueError(
      `decodeTaxi(state) needs a whole number from 0 to ${STATES - 1}; received ${show(state)}.`,
    );
  }
  const destination = state % STOPS.length;
  const place = Math.floor(state / STOPS.length);
  const passenger = place % (STOPS.length + 1);
  const cell = Math.floor(place / (STOPS.length + 1));
  return { row: Math.floor(cell / SIZE), column: cell % SIZE, passenger, destination };
}

function requirePart(name: string, value: unknown, count: number): void {
  if (Number.isInteger(value) && (value as number) >= 0 && (value as number) < count) return;
  throw new ValueError(
    `encodeTaxi(state) needs a whole number from 0 to ${count - 1} as its ${name}; ` +
      `received ${show(value)}.`,
  );
}

import { CHUNKS, HELIPAD_Y, WIDTH } from './constants.ts';

/** A place in the world, in metres, y upwards. */
export interface Place {
  readonly x: number;
  readonly y: number;
}

const MIDDLE = Math.floor(CHUNKS / 2);

/** Where the pad begins, in metres. */
export const HELIPAD_LEFT: number = chunkX(MIDDLE - 1);
/** Where the pad ends, in metres. */
export const HELIPAD_RIGHT: number = chunkX(MIDDLE + 1);

/**
 * The outline of the ground, from left to right: the drawn heights, levelled
 * around the pad and smoothed.
 *
 * @param drawn - `CHUNKS + 1` heights in metres; the last is only a neighbour
 *   of the first, as in Gymnasium, where index −1 means the end of the list.
 */
export function groundLine(drawn: readonly number[]): Place[] {
  const level = (index: number): number =>
    Math.abs(index - MIDDLE) <= 2 ? HELIPAD_Y : (drawn[index] as number);
  return Array.from({ length: CHUNKS }, (_, index) => ({
    x: chunkX(index),
    y: 0.33 * (level(index === 0 ? CHUNKS : index - 1) + level(index) + level(index + 1)),
  }));
}

/** The height of the ground under `x`; beyond its ends, that of the end. */
export function groundHeight(ground: readonly Place[], x: number): number {
  const position = Math.min(Math.max(x / chunkX(1), 0), CHUNKS - 1);
  const left = ground[Math.floor(position)] as Place;
  const right = ground[Math.ceil(position)] as Place;
  return left.y + (right.y - left.y) * (position - Math.floor(position));
}

function chunkX(index: number): number {
  return (WIDTH / (CHUNKS - 1)) * index;
}

import { requirePixels } from './requirePixels.ts';

/** Raises every element of `into` to that of `pixels`, where that is higher. */
export function raisePixels<A extends Uint8Array | Float32Array>(pixels: A, into: A): void {
  const { length } = into;
  for (let index = 0; index < length; index++) {
    const value = pixels[index] as number;
    if (value > (into[index] as number)) into[index] = value;
  }
}

/** The higher of two pictures' values, element by element, in a new array. */
export function higherOf<A extends Uint8Array | Float32Array>(first: A, second: A): A {
  const highest = second.slice() as A;
  raisePixels(first, highest);
  return highest;
}

/**
 * The higher of two pictures' values, byte by byte: what flickers, drawn only
 * in every other frame, is in it.
 *
 * @returns A new array.
 * @throws {ValueError | ShapeError} If they are no `Uint8Array`s of one length.
 * @example
 * ```ts
 * import { maxPixels } from 'deepq';
 *
 * maxPixels(Uint8Array.of(1, 200), Uint8Array.of(90, 0)); // Uint8Array [90, 200]
 * ```
 * @category Images
 */
export function maxPixels(first: Uint8Array, second: Uint8Array): Uint8Array<ArrayBuffer> {
  requirePixels('maxPixels(first, second): first', first);
  requirePixels('maxPixels(first, second): second', second, first.length);
  const highest = new Uint8Array(first);
  raisePixels(second, highest);
  return highest;
}

/** Whether two pictures are the same; toEqual takes seconds for a million bytes. */
export function samePixels(a: Uint8ClampedArray, b: Uint8ClampedArray): boolean {
  return Buffer.compare(Buffer.from(a.buffer), Buffer.from(b.buffer)) === 0;
}

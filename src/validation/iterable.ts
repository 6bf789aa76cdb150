/** The class behind all typed arrays. */
const TypedArray = Object.getPrototypeOf(Uint8Array) as new () => object;

/**
 * Whether a value is an iterable of parts. Arrays of numbers, and what inherits from
 * them, are none: they hold numbers, and may not be gone through at all.
 */
export function isIterableOfParts(value: unknown): value is Iterable<unknown> {
  if (typeof value !== 'object' || value === null) return false;
  if (ArrayBuffer.isView(value) || value instanceof TypedArray) return false;
  return typeof (value as Partial<Iterable<unknown>>)[Symbol.iterator] === 'function';
}

import { configureGlobal } from 'fast-check';
import { expect, inject } from 'vitest';

declare module 'vitest' {
  interface ProvidedContext {
    /** The seed of all property tests; see vitest.config.ts. */
    propertySeed: number;
  }
}

configureGlobal({ seed: inject('propertySeed') });

// `toEqual` compares typed arrays number by number in half a microsecond each, of which our
// tests have billions. Those that are the same are told here; what differs, it tells itself.
expect.addEqualityTesters([
  (one: unknown, other: unknown): true | undefined => isSameTypedArray(one, other) || undefined,
]);

function isSameTypedArray(one: unknown, other: unknown): boolean {
  if (!ArrayBuffer.isView(one) || !ArrayBuffer.isView(other)) return false;
  if (one.constructor !== other.constructor || one instanceof DataView) return false;
  const [left, right] = [one as Float64Array, other as Float64Array];
  if (left.length !== right.length) return false;
  for (let index = 0; index < left.length; index++) {
    if (!Object.is(left[index], right[index])) return false;
  }
  return true;
}

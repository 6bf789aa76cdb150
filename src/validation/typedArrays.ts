/** The typed arrays that the library takes, by the names of their classes. */
interface TypedArrays {
  readonly Float32Array: Float32Array;
  readonly Float64Array: Float64Array;
  readonly Int32Array: Int32Array;
  readonly Uint32Array: Uint32Array;
  readonly Uint8Array: Uint8Array;
  readonly Uint8ClampedArray: Uint8ClampedArray;
}

/** The getter behind `Symbol.toStringTag` of typed arrays: it looks at the array itself. */
const { get: tagOf } = Object.getOwnPropertyDescriptor(
  Object.getPrototypeOf(Uint8Array.prototype) as object,
  Symbol.toStringTag,
) as { readonly get: { call(value: unknown): string | undefined } };

/**
 * The class of a typed array, such as `'Float32Array'`; undefined for all else,
 * a `DataView` too.
 *
 * `instanceof` is false for arrays of another realm (an iframe, a context of
 * `node:vm`, the tests of Jest), and true for objects that only inherit from
 * the class. This getter reads what the array is, whatever its prototype.
 */
export function typedArrayName(value: unknown): string | undefined {
  return tagOf.call(value);
}

/** Whether `value` is a typed array of a class, of whatever realm. */
export function isTypedArray<Name extends keyof TypedArrays>(
  value: unknown,
  name: Name,
): value is TypedArrays[Name] {
  return tagOf.call(value) === name;
}

/** Whether `value` is a `Float32Array` of whatever realm. */
export function isFloat32Array(value: unknown): value is Float32Array {
  return tagOf.call(value) === 'Float32Array';
}

/** Whether `value` is a `Uint8Array` of whatever realm; a Node `Buffer` is one. */
export function isUint8Array(value: unknown): value is Uint8Array {
  return tagOf.call(value) === 'Uint8Array';
}

/** Whether `value` is an `Int32Array` of whatever realm. */
export function isInt32Array(value: unknown): value is Int32Array {
  return tagOf.call(value) === 'Int32Array';
}

/**
 * The same numbers in an array of this realm: the array itself, or a view of
 * its memory. For code further inside that asks by `instanceof`.
 */
export function inThisRealm<A extends Float32Array | Uint8Array | Int32Array>(array: A): A {
  // Asked at every choice of an action, and nearly always so.
  if (array instanceof Float32Array || array instanceof Uint8Array || array instanceof Int32Array) {
    return array;
  }
  const Type = { Float32Array, Uint8Array, Int32Array }[
    typedArrayName(array) as 'Float32Array' | 'Uint8Array' | 'Int32Array'
  ];
  const { buffer, byteOffset, length } = array as Float32Array;
  return new Type(buffer as ArrayBuffer, byteOffset, length) as A;
}

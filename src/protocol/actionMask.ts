/**
 * Which actions are allowed: an element for each of them, 0 or `false` where it is not. Any
 * array or typed array will do, such as `Uint8Array.of(1, 0, 1)` or `[true, false, true]`.
 * Shape `[actions]`.
 *
 * @category Environments
 */
export type ActionMask = ArrayLike<number | boolean>;

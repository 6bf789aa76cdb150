/** A worker whose module cannot be loaded to its end. */
throw new RangeError('not in the mood');
export {};

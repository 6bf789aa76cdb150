/**
 * Weights of up to so many bytes are small: they are looked for often, and come with one reply. Larger
 * ones would fill a network, and keep a server from its other work.
 */
export const SMALL_WEIGHTS_BYTES = 131_072;

// The index of each int32 number of the small memory through which threads tell each other
// what to do. Those that change often are a cache line apart.

/** `job << 15 | helpers << 8 | chunks`: the helpers that may take part, and the chunks that are left. */
export const open = 0;
/** Chunks that are not finished. */
export const unfinished = 16;
/** 1 while the main thread sleeps until all are. */
export const isAwaited = 32;
/** Once a helper has failed: how many characters say why; −1 while it writes them down. */
export const failure = 33;
/** A number for each helper: 1 while it sleeps. */
export const sleeps = 64;
/** A number for each helper: how many messages it was sent. */
export const messages = 192;
/** Why a helper has failed, a character in each number. */
export const reason = 768;

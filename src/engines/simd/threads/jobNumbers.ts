// The index of each number of a job, all float64.

/** Which kernel, in the order of their module's exports. */
export const kernel = 0;
/** Whose memory it works in. */
export const slot = 1;
/** Of what is divided, how much there is in all, and in a chunk. */
export const total = 2;
export const size = 3;
/** Which argument says how much of it a chunk has. */
export const countAt = 4;
/** Which argument is a place to work in, of each thread its own; −1 for none. */
export const scratchAt = 5;
/** Where the places of the helpers are, and how many bytes each has. */
export const scratch = 6;
export const scratchBytes = 7;
/** How many arguments there are. */
export const length = 8;
/** How many bytes the memory has by now. */
export const memoryBytes = 9;
/** The arguments of the first chunk, 32 at most. */
export const first = 16;
/** What is added to each, for each one of what is divided. */
export const steps = 48;

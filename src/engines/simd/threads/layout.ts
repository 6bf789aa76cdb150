/**
 * What threads tell each other through a small memory that they share, by the index of
 * its int32 numbers. Those that change often are a cache line apart.
 */
export const WORDS = {
  /** `job << 15 | helpers << 8 | chunks`: the helpers that may take part, and the chunks that are left. */
  open: 0,
  /** Chunks that are not finished. */
  unfinished: 16,
  /** 1 while the main thread sleeps until all are. */
  isAwaited: 32,
  /** Once a helper has failed: how many characters say why; −1 while it writes them down. */
  failure: 33,
  /** A number for each helper: 1 while it sleeps. */
  sleeps: 64,
  /** A number for each helper: how many messages it was sent. */
  messages: 192,
  /** Why a helper has failed, a character in each number. */
  reason: 768,
} as const;

/** The most characters that say why a helper has failed. */
export const MAX_REASON = 256;

/** The index of each number of a job, all float64. */
export const JOB = {
  /** Which kernel, in the order of their module's exports. */
  kernel: 0,
  /** Whose memory it works in. */
  slot: 1,
  /** Of what is divided, how much there is in all, and in a chunk. */
  total: 2,
  size: 3,
  /** Which argument says how much of it a chunk has. */
  countAt: 4,
  /** Which argument is a place to work in, of each thread its own; −1 for none. */
  scratchAt: 5,
  /** Where the places of the helpers are, and how many bytes each has. */
  scratch: 6,
  scratchBytes: 7,
  /** How many arguments there are. */
  length: 8,
  /** How many bytes the memory has by now. */
  memoryBytes: 9,
  /** The arguments of the first chunk. */
  first: 16,
  /** What is added to each, for each one of what is divided. */
  steps: 32,
} as const;

/** The most threads that take part, the main one with them. */
export const MAX_THREADS = 64;
/** The most chunks of a job: they are counted in a byte. */
export const MAX_CHUNKS = 255;

/** Where the numbers of a job begin. */
export const JOB_OFFSET = 2048;
export const CONTROL_BYTES = 4096;

/** Milliseconds that a helper looks out for the next job before it sleeps. */
export const ALERT_FOR = 0.15;

/** The most characters that say why a helper has failed. */
export const MAX_REASON = 256;

/** The most threads that take part, the main one with them. */
export const MAX_THREADS = 64;
/** The most chunks of a job: they are counted in a byte. */
export const MAX_CHUNKS = 255;

/** Where the numbers of a job begin. */
export const JOB_OFFSET = 2048;
export const CONTROL_BYTES = 4096;

/** Milliseconds that a helper looks out for the next job before it sleeps. */
export const ALERT_FOR = 0.15;

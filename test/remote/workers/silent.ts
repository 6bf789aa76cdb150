/** A worker that never calls `serveTraining`. */
export const answer = 42;

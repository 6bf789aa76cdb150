/** Updates from copy to copy, of the smallest networks and of the largest. */
const [LEAST, MOST] = [4, 64];

/**
 * Weights that one update pays for on their way. A copy costs the CPU 5 to 10 ns a weight, which
 * the thread that plays is busy with: so copies take at most a third of a millisecond an update, for
 * networks of up to two million weights.
 */
const PER_UPDATE = 2 ** 15;

/**
 * Updates from one copy of the weights for acting to the next, where none are asked for: the
 * larger the network, the more, so that copies take a bounded share of a run.
 *
 * @param weights - Of the network.
 * @param perSubmission - A copy is submitted at once, and with it the updates that were to go in
 *   one submission: so it is a multiple of these, where it is more.
 */
export function actingRhythm(weights: number, perSubmission: number): number {
  const bySize = 2 ** Math.ceil(Math.log2(Math.max(1, weights / PER_UPDATE)));
  const every = Math.max(LEAST, Math.min(MOST, bySize));
  if (every === LEAST) return Math.max(LEAST, perSubmission);
  return Math.ceil(every / perSubmission) * perSubmission;
}

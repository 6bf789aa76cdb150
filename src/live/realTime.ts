/**
 * A clock with an alarm: one of one's own has what goes by it tried without waiting.
 *
 * @category Training
 */
export interface RealTime {
  /** Milliseconds. */
  now(): number;
  /**
   * Calls a function when so much time is over.
   *
   * @returns What calls it off.
   */
  after(milliseconds: number, call: () => void): () => void;
}

/** That of the host. */
export const realTime: RealTime = {
  now: () => performance.now(),
  after(milliseconds, call) {
    const timer = setTimeout(call, milliseconds);
    return () => clearTimeout(timer);
  },
};

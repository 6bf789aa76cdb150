/** A clock with an alarm, so that what goes by it can be tried without waiting. */
export interface RealTime {
  /** Milliseconds. */
  now(): number;
  /** @returns What calls it off. */
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

import { now } from '../protocol/clock.ts';

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

/** Hosts take longer delays for none at all. */
const LONGEST = 2 ** 31 - 1;

/** That of the host. */
export const realTime: RealTime = {
  now,
  after(milliseconds, call) {
    let timer: ReturnType<typeof setTimeout>;
    const begin = (left: number): void => {
      timer =
        left > LONGEST ? setTimeout(() => begin(left - LONGEST), LONGEST) : setTimeout(call, left);
    };
    begin(milliseconds);
    return () => clearTimeout(timer);
  },
};

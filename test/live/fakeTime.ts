import type { RealTime } from '../../src/live/realTime.ts';

/** A clock that goes on when nothing else is left to do. */
export function fakeTime(): RealTime & { at: number } {
  const clock = {
    at: 0,
    now: () => clock.at,
    after(milliseconds: number, call: () => void): () => void {
      let isOff = false;
      setTimeout(() => {
        if (isOff) return;
        clock.at += milliseconds;
        call();
      }, 0);
      return () => (isOff = true);
    },
  };
  return clock;
}

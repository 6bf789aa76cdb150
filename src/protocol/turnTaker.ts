import { now } from './clock.ts';

/** How long the loop may run before others get a turn: one frame at 60 Hz. */
const MAX_MILLISECONDS = 16;

/**
 * Shares the event loop: tells when a turn is due and gives it, so that a page
 * stays alive and Ctrl-C works. Call `close` in the end.
 */
export interface TurnTaker {
  /** Whether the loop has run for long enough since the last turn: 16 ms, where nothing else was asked. */
  isDue(): boolean;
  /** Lets timers, input and rendering have a turn. */
  give(): Promise<void>;
  close(): void;
}

/**
 * Creates a {@link TurnTaker}.
 *
 * @param milliseconds - How long the loop may run before a turn is due.
 */
export function createTurnTaker(milliseconds: number = MAX_MILLISECONDS): TurnTaker {
  let last = now();
  let resolve: () => void = () => undefined;
  // Browsers hold setTimeout back by 4 ms; a message comes at once.
  const hasImmediate = typeof setImmediate === 'function';
  const hasChannel = typeof MessageChannel === 'function';
  const channel = hasImmediate || !hasChannel ? null : new MessageChannel();
  if (channel) {
    channel.port1.onmessage = () => {
      resolve();
    };
  }
  return {
    isDue: () => now() - last >= milliseconds,
    async give() {
      await new Promise<void>((done) => {
        if (channel) {
          resolve = done;
          channel.port2.postMessage(null);
        } else if (hasImmediate) {
          setImmediate(done);
        } else {
          // Neither is there in the pages that Jest simulates with jsdom.
          setTimeout(done, 0);
        }
      });
      last = now();
    },
    close() {
      channel?.port1.close();
    },
  };
}

import type { RealTime } from './realTime.ts';

/** Waits some milliseconds, or until the signal comes. */
export function wait(
  time: RealTime,
  milliseconds: number,
  signal: AbortSignal | null,
): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) {
      resolve();
      return;
    }
    const wake = (): void => {
      cancel();
      signal?.removeEventListener('abort', wake);
      resolve();
    };
    const cancel = time.after(milliseconds, wake);
    signal?.addEventListener('abort', wake);
  });
}

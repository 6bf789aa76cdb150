import { expect, test } from 'vitest';
import { StopWatch } from '../../../bench/support/stopWatch.ts';

function work(milliseconds: number): void {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
}

test('adds up what is between the pauses', () => {
  const start = performance.now();
  const watch = new StopWatch();
  work(30);
  watch.pause();
  const first = watch.seconds;
  expect(first).toBeGreaterThanOrEqual(0.03);
  const pausedAt = performance.now();
  work(50);
  const pause = (performance.now() - pausedAt) / 1000;
  watch.resume();
  work(20);
  watch.pause();
  const all = (performance.now() - start) / 1000;
  expect(watch.seconds).toBeGreaterThanOrEqual(first + 0.02);
  expect(watch.seconds).toBeLessThanOrEqual(all - pause);
  // Of a busy loop, unless others took all of the processor.
  expect(watch.cpuSeconds).toBeGreaterThan(0);
});

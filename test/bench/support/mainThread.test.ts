import { expect, test } from 'vitest';
import { describeTask, readTrace } from '../../../bench/support/mainThread.ts';

const main = { pid: 7, tid: 1 };
const worker = { pid: 7, tid: 2 };
const named = (thread: typeof main, name: string) => ({
  ...{ ...thread, ph: 'M', name: 'thread_name', ts: 0, args: { name } },
});
/** Times in milliseconds; a trace has microseconds. */
const part = (thread: typeof main, name: string, ts: number, dur: number, computing = dur) => ({
  ...{ ...thread, ph: 'X', name, ts: 1000 * ts, dur: 1000 * dur, tdur: 1000 * computing },
});

test('tells tasks in which others had the core from those that computed', () => {
  const script = { functionName: 'draw', url: 'http://host/a/page.js', lineNumber: 6 };
  const trace = readTrace([
    named(main, 'CrRendererMain'),
    named(worker, 'DedicatedWorker thread'),
    part(worker, 'RunTask', 0, 900),
    part(main, 'RunTask', 0, 60, 2),
    part(main, 'Layout', 10, 50, 1),
    part(main, 'RunTask', 100, 20, 18),
    { ...part(main, 'FunctionCall', 101, 17, 15), args: { data: script } },
    part(main, 'Layout', 102, 6),
    part(main, 'Layout', 110, 4),
    part(main, 'Paint', 118, 0.5),
  ]);
  expect(trace).toEqual({
    longest: { milliseconds: 60, computing: 2, parts: ['Layout 50 ms', 'RunTask 10 ms'] },
    busiest: {
      milliseconds: 20,
      computing: 18,
      parts: ['Layout 10 ms', 'FunctionCall draw page.js:7 7 ms', 'RunTask 3 ms'],
    },
    longTasks: 1,
  });
  expect(describeTask(trace.longest)).toBe(
    '60 ms, 2 ms of it computing: Layout 50 ms, RunTask 10 ms',
  );
});

test('of a page that did nothing it tells nothing', () => {
  const nothing = { milliseconds: 0, computing: 0, parts: [] };
  expect(readTrace([])).toEqual({ longest: nothing, busiest: nothing, longTasks: 0 });
});

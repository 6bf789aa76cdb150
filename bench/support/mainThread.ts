import type { Browser, Page } from 'playwright';

/** A task of a page's main thread: what ran without the page being able to answer. */
export interface PageTask {
  /** From its beginning to its end, as somebody who clicks meanwhile has to wait. */
  readonly milliseconds: number;
  /** How long the thread was computing; the rest of the time other threads had the core. */
  readonly computing: number;
  /** What it did longest, such as `Layout 12 ms`; the longest first. */
  readonly parts: readonly string[];
}

interface TraceEvent {
  readonly ph: string;
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  /** Microseconds. */
  readonly ts: number;
  readonly dur?: number;
  readonly tdur?: number;
  readonly args?: {
    readonly name?: string;
    readonly data?: {
      readonly functionName?: string;
      readonly url?: string;
      readonly lineNumber?: number;
      readonly type?: string;
    };
  };
}

const CATEGORIES = ['devtools.timeline', 'disabled-by-default-devtools.timeline', 'v8'];

/** What a page's main thread has done. */
export interface PageTrace {
  /** The task that took longest; others may have been at work in it. */
  readonly longest: PageTask;
  /** The task that computed longest: that is the page's own doing. */
  readonly busiest: PageTask;
  /** How many tasks took more than 50 ms. */
  readonly longTasks: number;
}

const NONE: PageTask = { milliseconds: 0, computing: 0, parts: [] };

/**
 * Begins to note what the main thread of a page does.
 *
 * @returns Ends that, and tells what it was.
 */
export async function traceMainThread(
  browser: Browser,
  page: Page,
): Promise<() => Promise<PageTrace>> {
  await browser.startTracing(page, { categories: CATEGORIES });
  return async () => {
    const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as {
      readonly traceEvents: readonly TraceEvent[];
    };
    return readTrace(traceEvents);
  };
}

/** What a task was, in one line. */
export function describeTask({ milliseconds, computing, parts }: PageTask): string {
  const times = [milliseconds, computing].map((time) => time.toFixed(0));
  return `${times[0]} ms, ${times[1]} ms of it computing: ${parts.join(', ')}`;
}

/** What the main threads of pages did in a trace of Chromium. */
export function readTrace(trace: readonly TraceEvent[]): PageTrace {
  const threads = new Set(
    trace
      .filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain')
      .map(threadOf),
  );
  const events = trace.filter((event) => event.ph === 'X' && threads.has(threadOf(event)));
  const tasks = events.filter(({ name }) => name === 'RunTask');
  const most = (key: 'dur' | 'tdur'): PageTask => {
    const [first, ...others] = tasks;
    if (!first) return NONE;
    const task = others.reduce((a, b) => ((b[key] ?? 0) > (a[key] ?? 0) ? b : a), first);
    const [milliseconds, computing] = [(task.dur ?? 0) / 1000, (task.tdur ?? 0) / 1000];
    return { milliseconds, computing, parts: partsOf(task, events) };
  };
  const longTasks = tasks.filter(({ dur = 0 }) => dur > 50_000).length;
  return { longest: most('dur'), busiest: most('tdur'), longTasks };
}

function threadOf({ pid, tid }: TraceEvent): string {
  return `${pid}/${tid}`;
}

/** What the time of a task went into, without what is inside of each part; a part is 1 ms or more. */
function partsOf(task: TraceEvent, events: readonly TraceEvent[]): readonly string[] {
  const end = task.ts + (task.dur ?? 0);
  const inside = events
    .filter((event) => threadOf(event) === threadOf(task))
    .filter(({ ts, dur = 0 }) => ts >= task.ts && ts + dur <= end)
    .sort((a, b) => a.ts - b.ts || (b.dur ?? 0) - (a.dur ?? 0));
  const own = new Map<string, number>();
  const add = (event: TraceEvent, microseconds: number): void => {
    const label = labelOf(event);
    own.set(label, (own.get(label) ?? 0) + microseconds);
  };
  const open: TraceEvent[] = [];
  for (const event of inside) {
    while (open.length > 0 && open.at(-1)!.ts + open.at(-1)!.dur! <= event.ts) open.pop();
    const outer = open.at(-1);
    if (outer) add(outer, -(event.dur ?? 0));
    add(event, event.dur ?? 0);
    open.push(event);
  }
  return [...own]
    .filter(([, microseconds]) => microseconds >= 1000)
    .sort(([, a], [, b]) => b - a)
    .slice(0, 4)
    .map(([label, microseconds]) => `${label} ${(microseconds / 1000).toFixed(0)} ms`);
}

function labelOf({ name, args }: TraceEvent): string {
  const { functionName, url, lineNumber, type } = args?.data ?? {};
  const file = url?.replace(/^.*\//, '') ?? '';
  const place = file === '' ? '' : ` ${file}:${(lineNumber ?? 0) + 1}`;
  const word = functionName ? ` ${functionName}` : type ? ` ${type}` : '';
  return `${name}${word}${place}`;
}

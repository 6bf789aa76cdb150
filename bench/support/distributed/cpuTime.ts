import { readdirSync, readFileSync } from 'node:fs';

/** Seconds on a core, of a process so far. */
export interface CpuTime {
  /** Of its first thread. */
  readonly first: number;
  /** Of all its other threads. */
  readonly others: number;
}

/** What a process has had of the cores, as Linux counts it; zeros elsewhere. */
export function cpuTimeOf(pid: number): CpuTime {
  let [first, others] = [0, 0];
  for (const thread of threadsOf(pid)) {
    const seconds = secondsOf(`/proc/${pid}/task/${thread}/schedstat`);
    if (thread === String(pid)) first += seconds;
    else others += seconds;
  }
  return { first, others };
}

function threadsOf(pid: number): readonly string[] {
  try {
    return readdirSync(`/proc/${pid}/task`);
  } catch {
    return [];
  }
}

function secondsOf(path: string): number {
  try {
    return Number(readFileSync(path, 'utf8').split(' ')[0]) / 1e9;
  } catch {
    // It has ended meanwhile.
    return 0;
  }
}

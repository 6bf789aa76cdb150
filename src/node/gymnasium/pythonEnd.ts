import { readFileSync } from 'node:fs';
import { constants } from 'node:os';

/** How a process ended: one of the two is null, as in `ChildProcess`. */
export interface PythonEnd {
  readonly code: number | null;
  readonly signal: string | null;
}

/** What a signal usually means; for the others the name says it. */
const MEANINGS: Readonly<Record<string, string>> = {
  SIGSEGV: 'a segmentation fault: compiled code that Python uses has crashed',
  SIGBUS: 'compiled code that Python uses has crashed',
  SIGILL: 'compiled code that Python uses does not fit this processor, or has crashed',
  SIGFPE: 'compiled code that Python uses has crashed',
  SIGABRT: 'compiled code that Python uses has given up',
  SIGKILL: 'by another program, or by the system because memory ran out',
};

/** As a part of a sentence: 'ended with code 1'. */
export function describeEnd({ code, signal }: PythonEnd): string {
  if (signal === null) return `ended with code ${code}`;
  const meaning = MEANINGS[signal];
  return `was killed by ${signal}${meaning === undefined ? '' : ` (${meaning})`}`;
}

/** Milliseconds between two looks at a process that is about to end. */
const PERIOD = 2;

/**
 * Waits, without letting anything else happen, until a child of this process
 * has ended. Node learns of an end only when it is idle; Linux tells at once,
 * for as long as Node has not asked.
 *
 * @param timeout - Milliseconds.
 * @returns How it ended, `'running'` if it has not; null where the system does
 *   not tell.
 */
export function waitForEnd(pid: number, timeout: number): PythonEnd | 'running' | null {
  const pause = new Int32Array(new SharedArrayBuffer(4));
  for (let waited = 0; waited <= timeout; waited += PERIOD) {
    const fields = readStat(pid);
    if (fields === null) return null;
    if (fields[0] === 'Z') return readStatus(Number(fields.at(-1)));
    Atomics.wait(pause, 0, 0, PERIOD);
  }
  return 'running';
}

/** What Linux says of a process, from its state on; null elsewhere. */
function readStat(pid: number): readonly string[] | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // Before it stands the name of the program, in parentheses.
    return text
      .slice(text.lastIndexOf(')') + 2)
      .trim()
      .split(' ');
  } catch {
    return null;
  }
}

/** The status that `wait` of the system would return. */
function readStatus(status: number): PythonEnd {
  const number = status & 0x7f;
  if (number === 0) return { code: (status >> 8) & 0xff, signal: null };
  const names = Object.entries(constants.signals);
  const signal = names.find(([, value]) => value === number)?.[0] ?? `signal ${number}`;
  return { code: null, signal };
}

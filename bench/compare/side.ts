import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Case } from './cases.ts';

/** What a child is asked: to make a case ready, or to run it so many times. */
export type Request = { readonly open: Pick<Case, 'group' | 'name'> } | { readonly calls: number };

/** Milliseconds, by the clock and of CPU time. */
export interface Times {
  readonly wall: number;
  readonly cpu: number;
}

/** What a child answers. */
export type Reply = Times | { readonly error: string };

/** One of the two checkouts that are compared, in a process of its own. */
export interface Side {
  /** Makes a case ready; the one before it is closed. */
  open(each: Pick<Case, 'group' | 'name'>): Promise<void>;
  /** Runs the open case so many times. */
  time(calls: number): Promise<Times>;
  /** Ends the process. */
  close(): void;
}

const repository = fileURLToPath(new URL('../..', import.meta.url));
const script = fileURLToPath(new URL('child.ts', import.meta.url));

/**
 * Starts the process of a checkout.
 *
 * @param threads - That its networks compute with; null for its default.
 * @throws {Error} With what it says, if it does not start.
 */
export async function startSide(folder: string, threads: number | null): Promise<Side> {
  const own = threads === null ? [] : [String(threads)];
  const child = spawn(process.execPath, ['--import', 'tsx', script, folder, ...own], {
    cwd: repository,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaint += text));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ended = once(child, 'close').then(([code]): never => {
    throw new Error(`The process of ${folder} ended with code ${String(code)}:\n${complaint}`);
  });
  // It ends in any case; only who waits for an answer is to hear of it.
  ended.catch(() => undefined);
  const hear = async (): Promise<Times> => {
    const next: IteratorResult<string, unknown> = await Promise.race([lines.next(), ended]);
    if (next.done) return ended;
    const reply = JSON.parse(next.value) as Reply;
    if ('error' in reply) throw new Error(`In ${folder}: ${reply.error}`);
    return reply;
  };
  const ask = (request: Request): Promise<Times> => {
    child.stdin.write(`${JSON.stringify(request)}\n`);
    return hear();
  };
  await hear();
  return {
    async open({ group, name }) {
      await ask({ open: { group, name } });
    },
    time: (calls) => ask({ calls }),
    close: () => void child.kill(),
  };
}

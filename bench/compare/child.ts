/**
 * Runs the cases of one checkout, in a process of its own. It takes a line of
 * JSON at a time, and answers each with one.
 *
 * Usage: node --import tsx child.ts FOLDER [THREADS]
 */
import { createInterface } from 'node:readline';
import { loadCheckout } from './adapter.ts';
import { cases, type Opened } from './cases.ts';
import type { Reply, Request } from './side.ts';

const checkout = await loadCheckout(
  process.argv[2] ?? '.',
  process.argv[3] === undefined ? null : Number(process.argv[3]),
);
let opened: Opened | null = null;

async function answer(request: Request): Promise<Reply> {
  if ('open' in request) {
    const { group, name } = request.open;
    const found = cases.find((each) => each.group === group && each.name === name);
    if (!found) throw new Error(`There is no case ${group}, ${name}.`);
    opened?.close?.();
    opened = null;
    opened = await found.open(checkout);
    return { wall: 0, cpu: 0 };
  }
  if (!opened) throw new Error('No case is open.');
  return time(opened, request.calls);
}

/** Milliseconds of so many calls, by the clock and of CPU time. */
async function time({ run }: Opened, calls: number): Promise<Reply> {
  const cpu = process.cpuUsage();
  const start = performance.now();
  for (let call = 0; call < calls; call++) {
    const result = run();
    // Awaiting nothing would cost more than many a call.
    if (result !== undefined) await result;
  }
  const wall = performance.now() - start;
  const { user, system } = process.cpuUsage(cpu);
  return { wall, cpu: (user + system) / 1000 };
}

const say = (reply: Reply): void => void process.stdout.write(`${JSON.stringify(reply)}\n`);

say({ wall: 0, cpu: 0 });
for await (const line of createInterface({ input: process.stdin })) {
  try {
    say(await answer(JSON.parse(line) as Request));
  } catch (error) {
    say({ error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
}

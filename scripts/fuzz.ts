/**
 * Calls everything that is exported with values that nobody should pass, and
 * methods of what comes of it. Only errors of the library may come out (or
 * what a hostile value itself threw), no call may hang, and no process end.
 *
 * Usage: npm run fuzz [-- --seconds 60] [--calls 1500] [--seed 1] [--only DQNAgent,train] [--call 17]
 *
 * Without --seconds every export gets its --calls; --only with one name and --call does one
 * of them again, and prints the whole error.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { checkArguments } from '../bench/support/arguments.ts';
import { targets } from './fuzz/targets.ts';
import type { Failure, WorkerTask } from './fuzz/task.ts';

/** A call that takes longer hangs. */
const HANG_MS = 20_000;
/** Fewer than so many calls of an export prove nothing. */
const FEWEST = 500;

const names = targets.map(({ name }) => name);
const args = process.argv.slice(2);
try {
  const numbers = { seconds: 'number', calls: 'number', seed: 'number', call: 'number' } as const;
  checkArguments(args, [{ name: 'fuzz', options: { ...numbers, only: 'text' } }]);
} catch (error) {
  console.error((error as Error).message);
  process.exit(1);
}
const option = (name: string): string | null => args[args.indexOf(`--${name}`) + 1] ?? null;
const given = (name: string): string | null => (args.includes(`--${name}`) ? option(name) : null);
const unknown = (given('only') ?? '').split(',').filter((name) => name && !names.includes(name));
if (unknown.length > 0) {
  console.error(`--only: there is no export ${unknown.join(', ')}; there are ${names.join(', ')}.`);
  process.exit(1);
}
const seconds = given('seconds') === null ? null : Number(given('seconds'));
const call = given('call') === null ? null : Number(given('call'));

const shared = (length: number): Int32Array =>
  new Int32Array(new SharedArrayBuffer(length * Int32Array.BYTES_PER_ELEMENT));
const positions = shared(targets.length);
const state = shared(3);
const task: WorkerTask = {
  seed: Number(given('seed') ?? 1),
  positions,
  state,
  until: seconds === null ? Number.MAX_SAFE_INTEGER : Date.now() + seconds * 1000,
  callsEach: Number(given('calls') ?? (seconds === null ? 1500 : 2 ** 31 - 1)),
  only: given('only'),
  call,
};
const failures: Failure[] = [];

// Stores of hostile names write somewhere: into a folder of their own, one below another.
const outer = mkdtempSync(join(tmpdir(), 'deepq-fuzz-'));
mkdirSync(join(outer, 'inner'));
process.chdir(join(outer, 'inner'));
try {
  while (!(await runWorker()));
} finally {
  process.chdir(tmpdir());
  rmSync(outer, { recursive: true, force: true });
}
report();

/** A worker reads TypeScript only when told so. */
function start(): string {
  const tsx = JSON.stringify(import.meta.resolve('tsx/esm/api'));
  const worker = JSON.stringify(new URL('./fuzz/worker.ts', import.meta.url));
  return `import(${tsx}).then(({ register }) => { register(); return import(${worker}); })`;
}

/** Returns whether everything is done; false where the worker hung or died. */
async function runWorker(): Promise<boolean> {
  const worker = new Worker(start(), { eval: true, workerData: task });
  const before = Atomics.load(state, 0);
  let last = before;
  let since = Date.now();
  const fates: string[] = [];
  const watchdog = setInterval(() => {
    const now = Atomics.load(state, 0);
    if (now !== last) [last, since] = [now, Date.now()];
    else if (Date.now() - since > HANG_MS) {
      const place = `${names[Atomics.load(state, 1)]} --call ${Atomics.load(state, 2)}`;
      fates.push(`hangs for ${HANG_MS / 1000} s`);
      console.error(`--only ${place} hangs`);
      clearInterval(watchdog);
      // A loop inside V8 itself cannot be ended from outside.
      setTimeout(() => {
        console.error(`--only ${place} cannot be ended; neither can this run go on.`);
        process.exit(1);
      }, HANG_MS).unref();
      void worker.terminate();
    }
  }, 500);
  const said: string[] = [];
  worker.on('message', (message: Failure | 'done' | { readonly deepq: string }) => {
    if (message === 'done') said.push(message);
    // What serveTraining says to whoever has started its thread has no place there.
    else if ('target' in message) failures.push(message);
  });
  worker.on('error', (error: unknown) =>
    fates.push(`the worker died: ${String(error).slice(0, 300)}`),
  );
  await new Promise((resolve) => worker.once('exit', resolve));
  clearInterval(watchdog);
  if (said.length > 0) return true;
  const target = names[Atomics.load(state, 1)] ?? '';
  const position = Atomics.load(state, 2);
  const problem = fates[0] ?? 'the worker ended early';
  failures.push({ target, position, problem, place: '' });
  if (Atomics.load(state, 0) === before) throw new Error(`The worker does not start: ${problem}`);
  return call !== null;
}

function report(): void {
  let total = 0;
  for (const [index, { name, recipe }] of targets.entries()) {
    if (task.only !== null && !task.only.split(',').includes(name)) continue;
    const calls = positions[index] ?? 0;
    total += calls;
    const found = failures.filter(({ target }) => target === name);
    const note = recipe ? '' : '  (hostile values alone: no recipe in scripts/fuzz)';
    console.log(
      `${String(calls).padStart(7)} ${name}${found.length ? `  ${found.length} FAILED` : ''}${note}`,
    );
  }
  const kinds = new Map<string, Failure[]>();
  for (const failure of failures) {
    const key = `${failure.target}: ${failure.problem} ${failure.place}`;
    kinds.set(key, [...(kinds.get(key) ?? []), failure]);
  }
  for (const [key, [first, ...others]] of kinds) {
    console.error(
      `FAILED ${key}  (--only ${first!.target} --call ${first!.position}; ${1 + others.length} times)`,
    );
  }
  console.log(
    `${total} calls of ${targets.length} exports, seed ${task.seed}: ${failures.length} failures of ${kinds.size} kinds`,
  );
  const isLong = seconds === null && given('calls') === null && task.only === null;
  const scarce = names.filter((_, index) => (positions[index] ?? 0) < FEWEST);
  if (isLong && scarce.length > 0)
    console.error(`Fewer than ${FEWEST} calls of ${scarce.join(', ')}`);
  if (failures.length > 0 || (isLong && scarce.length > 0)) process.exitCode = 1;
}

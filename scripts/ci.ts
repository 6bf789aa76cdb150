/**
 * Every check of the project, after `npm ci`. Goes on after a failure, counts
 * all, and prints `N passed, N failed` as its last line. `npm test` runs alone; of the
 * checks after it, most of which keep one core busy, two run at a time.
 *
 * Usage: npm run ci [-- parts of the names of checks]
 */
import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { checkQuickStart } from './ci/quickStart.ts';
import { runInLanes, type Task } from './ci/schedule.ts';
import { choose } from './support/arguments.ts';
import { runCommand, runTool, type CommandResult } from './support/command.ts';
import { packPackage } from './support/packed.ts';
import type { Counts, TestSummary } from './support/counts.ts';

interface Check extends Task {
  /**
   * The tests counted inside; a plain check counts as one. Throws if it fails.
   *
   * @param print - Takes what it has to say, to be shown in one piece.
   */
  readonly run: (print: (text: string) => void) => Promise<Counts>;
}

const one: Counts = { passed: 1, failed: 0, skipped: 0 };

const tool =
  (program: string, ...args: readonly string[]): Check['run'] =>
  async (print) =>
    succeed(await runTool(program, args, { capture: true }), print);

function succeed({ code, output }: CommandResult, print: (text: string) => void): Counts {
  print(output);
  if (code !== 0) throw new Error(`ended with code ${code}`);
  return one;
}

const tarball = 'output/package/package.tgz';

/** Run one by one, as `npm test` uses every core, and shows what it does meanwhile. */
const first: readonly Check[] = [
  { name: 'npm test', run: runTests },
  { name: 'browser was there', run: checkBrowser },
  { name: 'redis was there', run: checkRedis },
];

/** Run two at a time, and told in this order: the longest first, and what others wait for. */
const others: readonly Check[] = [
  { name: 'lint', run: tool('eslint', '.', '--max-warnings', '0') },
  { name: 'build', run: tool('tsup') },
  { name: 'pack', after: ['build'], run: pack },
  { name: 'fuzz', run: tool('tsx', 'scripts/fuzz.ts', '--seconds', '60', '--seed', '1') },
  { name: 'studio', run: tool('vitest', 'run', '--project', 'studio') },
  { name: 'runtimes', after: ['pack'], run: tool('tsx', 'scripts/runtimes.ts', tarball) },
  { name: 'browsers', after: ['build'], run: tool('tsx', 'scripts/browsers.ts') },
  { name: 'examples', run: tool('tsx', 'scripts/examples.ts') },
  { name: 'typedoc', run: tool('typedoc') },
  { name: 'packed package', after: ['pack'], run: tool('tsx', 'scripts/packTest.ts', tarball) },
  { name: 'types', run: tool('tsc') },
  { name: 'format', run: tool('prettier', '--check', '.') },
  { name: 'bundlers', after: ['build'], run: tool('tsx', 'scripts/bundlers.ts') },
  { name: 'rooms', run: tool('depcruise', 'src', '--config', 'rooms.config.js') },
  { name: 'publint', after: ['pack'], run: tool('publint', 'run', '--strict', tarball) },
  {
    name: 'attw',
    after: ['pack'],
    run: tool('attw', '--profile', 'esm-only', '--no-definitely-typed', tarball),
  },
  { name: 'size', after: ['build'], run: tool('size-limit') },
];

/** Looks at what is new in output/, where others must not write meanwhile. */
const last: readonly Check[] = [
  { name: 'npm start, twice', run: async () => (await checkQuickStart(), one) },
];

const wanted = choose(
  process.argv.slice(2),
  [...first, ...others, ...last].map(({ name }) => name),
);
/** Named at the end, where nobody has to look for them. */
const failedTests: string[] = [];
const rows: (Outcome & { readonly name: string })[] = [];
for (const [checks, lanes] of [
  [first, 1],
  [others, Math.min(2, availableParallelism())],
  [last, 1],
] as const) {
  const chosen = checks.filter(({ name }) => wanted.includes(name));
  await runInLanes(chosen, lanes, runCheck, ({ name }, outcome) => {
    if (checks === others) console.log(`\n=== ${name} ===`);
    if (outcome.output !== '') console.log(outcome.output.trimEnd());
    if (outcome.failed > 0 && outcome.note !== '') console.error(`FAILED: ${outcome.note}`);
    rows.push({ name, ...outcome });
  });
}

console.log('\n=== all checks ===');
for (const { name, passed, failed, seconds, note } of rows) {
  const state = failed === 0 ? 'ok    ' : 'FAILED';
  const time = `${seconds.toFixed(1)} s`.padStart(8);
  console.log(`${state} ${name.padEnd(18)} ${time}  ${passed} passed, ${failed} failed  ${note}`);
}
for (const test of failedTests) console.log(`FAILED test: ${test}`);
const total = (key: 'passed' | 'failed'): number => rows.reduce((sum, row) => sum + row[key], 0);
console.log(`${total('passed')} passed, ${total('failed')} failed`);
process.exitCode = total('failed') === 0 && total('passed') > 0 ? 0 : 1;

/** What a check came to. */
interface Outcome extends Counts {
  readonly seconds: number;
  readonly note: string;
  readonly output: string;
}

async function runCheck(check: Check): Promise<Outcome> {
  if (!others.includes(check)) console.log(`\n=== ${check.name} ===`);
  const started = performance.now();
  let output = '';
  const ended = (counts: Counts, note: string): Outcome => {
    const seconds = (performance.now() - started) / 1000;
    return { ...counts, seconds, note, output };
  };
  try {
    const counts = await check.run((text) => (output += text));
    return ended(counts, counts.skipped > 0 ? `${counts.skipped} skipped` : '');
  } catch (error) {
    const note = error instanceof Error ? error.message : String(error);
    return ended({ passed: 0, failed: 1, skipped: 0 }, note);
  }
}

/** Runs `npm test` as a user does, and counts each test and each code block. */
async function runTests(): Promise<Counts> {
  await rm('output/tests', { recursive: true, force: true });
  const { code } = await runCommand('npm', ['test']);
  const { vitest, failures, fences } = await readSummary();
  failedTests.push(...failures);
  if (vitest.passed + vitest.failed === 0) throw new Error('vitest ran no test');
  if (fences === null) throw new Error('the code blocks of the documentation were left out');
  const failed = vitest.failed + fences.failed;
  return {
    passed: vitest.passed + fences.passed,
    failed: code !== 0 && failed === 0 ? 1 : failed,
    skipped: vitest.skipped,
  };
}

/** Without Chromium `npm test` only warns; here that is a failure. */
async function checkBrowser(): Promise<Counts> {
  if (!(await readSummary()).browser) throw new Error('there was no Chromium to test in');
  return one;
}

/** Without Redis `npm test` only warns; here that is a failure. */
async function checkRedis(): Promise<Counts> {
  if (!(await readSummary()).redis) throw new Error('there was no Redis to test with');
  return one;
}

async function readSummary(): Promise<TestSummary> {
  return JSON.parse(await readFile('output/tests/summary.json', 'utf8')) as TestSummary;
}

/** Packs what was built, for the checks after it. */
async function pack(print: (text: string) => void): Promise<Counts> {
  await rm('output/package', { recursive: true, force: true });
  await mkdir('output/package', { recursive: true });
  await rename(await packPackage('output/package', print), tarball);
  return one;
}

/**
 * Every check of the project, after `npm ci`. Goes on after a failure, counts
 * all, and prints `N passed, N failed` as its last line.
 *
 * Usage: npm run ci [-- parts of the names of checks]
 */
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { checkQuickStart } from './ci/quickStart.ts';
import { choose } from './support/arguments.ts';
import { runCommand, runTool } from './support/command.ts';
import type { Counts, TestSummary } from './support/counts.ts';

interface Check {
  readonly name: string;
  /** The tests counted inside; a plain check counts as one. Throws if it fails. */
  readonly run: () => Promise<Counts>;
}

const one: Counts = { passed: 1, failed: 0, skipped: 0 };

const tool =
  (program: string, ...args: readonly string[]) =>
  async () =>
    succeed(await runTool(program, args));

function succeed({ code }: { readonly code: number }): Counts {
  if (code !== 0) throw new Error(`ended with code ${code}`);
  return one;
}

const tarball = 'output/package/package.tgz';

const checks: readonly Check[] = [
  { name: 'npm test', run: runTests },
  { name: 'browser was there', run: checkBrowser },
  { name: 'redis was there', run: checkRedis },
  { name: 'types', run: tool('tsc') },
  { name: 'lint', run: tool('eslint', '.', '--max-warnings', '0') },
  { name: 'rooms', run: tool('depcruise', 'src', '--config', 'rooms.config.js') },
  { name: 'format', run: tool('prettier', '--check', '.') },
  { name: 'build', run: tool('tsup') },
  { name: 'pack', run: pack },
  { name: 'publint', run: tool('publint', 'run', '--strict', tarball) },
  { name: 'attw', run: tool('attw', '--profile', 'esm-only', '--no-definitely-typed', tarball) },
  { name: 'typedoc', run: tool('typedoc') },
  { name: 'size', run: tool('size-limit') },
  { name: 'packed package', run: tool('tsx', 'scripts/packTest.ts', tarball) },
  { name: 'bundlers', run: tool('tsx', 'scripts/bundlers.ts') },
  { name: 'examples', run: tool('tsx', 'scripts/examples.ts') },
  { name: 'studio', run: tool('vitest', 'run', '--project', 'studio') },
  { name: 'fuzz', run: tool('tsx', 'scripts/fuzz.ts', '--seconds', '60', '--seed', '1') },
  { name: 'npm start, twice', run: async () => (await checkQuickStart(), one) },
];

const wanted = choose(
  process.argv.slice(2),
  checks.map(({ name }) => name),
);
/** Named at the end, where nobody has to look for them. */
const failedTests: string[] = [];
const rows: { name: string; passed: number; failed: number; seconds: number; note: string }[] = [];
for (const { name, run } of checks) {
  if (!wanted.includes(name)) continue;
  console.log(`\n=== ${name} ===`);
  const started = performance.now();
  let counts: Counts;
  let note = '';
  try {
    counts = await run();
    if (counts.skipped > 0) note = `${counts.skipped} skipped`;
  } catch (error) {
    note = error instanceof Error ? error.message : String(error);
    counts = { passed: 0, failed: 1, skipped: 0 };
    console.error(`FAILED: ${note}`);
  }
  const seconds = (performance.now() - started) / 1000;
  rows.push({ name, passed: counts.passed, failed: counts.failed, seconds, note });
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
async function pack(): Promise<Counts> {
  await rm('output/package', { recursive: true, force: true });
  await mkdir('output/package', { recursive: true });
  const args = ['pack', '--ignore-scripts', '--pack-destination', 'output/package'];
  succeed(await runCommand('npm', args));
  const [file] = await readdir('output/package');
  if (file === undefined) throw new Error('npm pack made no file');
  await rename(`output/package/${file}`, tarball);
  return one;
}

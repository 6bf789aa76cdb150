/**
 * The property tests with many seeds, one after the other. `npm test` runs them with
 * one, so that each of its runs tries the same cases; this looks for cases that fail.
 * Goes on after a failure, and from where an earlier call was stopped; seeds with
 * failures are run again. Delete output/properties.jsonl to begin anew.
 *
 * Usage: npm run properties [-- first seed, last seed, parts of the names of files]
 */
import { readdirSync, readFileSync } from 'node:fs';
import { appendFile, mkdir, readFile, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { runTool } from './support/command.ts';
import { readVitestCounts, readVitestFailures } from './support/counts.ts';
import { softwareGpu } from './support/softwareGpu.ts';
import { findChromium } from './support/chromium.ts';

const [first = '2', last = '20', ...parts] = process.argv.slice(2);
const [from, to] = [Number(first), Number(last)];
if (!Number.isSafeInteger(from) || !Number.isSafeInteger(to) || from < 0 || to < from) {
  console.error(
    'Usage: npm run properties [-- first seed, last seed, parts of the names of files]',
  );
  process.exit(1);
}

/** A line for each seed and file names that it was run with. */
const journal = 'output/properties.jsonl';
const report = 'output/properties.json';
const reporters = ['--reporter', 'default', '--reporter', 'json', '--outputFile.json', report];
const files = propertyTests().filter((file) => parts.every((part) => file.includes(part)));
await mkdir('output', { recursive: true });
const text = await readFile(journal, 'utf8').catch(() => '');
const lines = text.split('\n').filter((line) => line !== '');
const rows = lines.map((line) => JSON.parse(line) as Run & { readonly failed: number });
const done = new Set(rows.filter(({ failed }) => failed === 0).map(keyOf));

for (let seed = from; seed <= to; seed++) {
  if (done.has(keyOf({ seed, parts }))) continue;
  await rm(report, { force: true });
  await runTool('vitest', ['run', '--project', 'node', ...reporters, ...files], {
    env: { DEEPQ_TEST_SEED: String(seed), ...softwareGpu(findChromium()) },
  });
  const [counts, failures] = [await readVitestCounts(report), await readVitestFailures(report)];
  const row = { seed, parts, ...counts, failures };
  await appendFile(journal, `${JSON.stringify(row)}\n`);
  if (counts.failed > 0) process.exitCode = 1;
  console.log(`Seed ${seed}: ${counts.passed} passed, ${counts.failed} failed`);
  for (const failure of failures) console.log(`FAILED test, seed ${seed}: ${failure}`);
}

interface Run {
  readonly seed: number;
  readonly parts: readonly string[];
}

function keyOf({ seed, parts }: Run): string {
  return JSON.stringify([seed, parts]);
}

/** Files of tests that use fast-check, also by way of a suite that they share. */
function propertyTests(): readonly string[] {
  const modules = readdirSync('test', { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => ({ path: join('test', name), text: readFileSync(join('test', name), 'utf8') }));
  const isTest = (path: string): boolean => path.endsWith('.test.ts');
  const suites = modules.filter(({ path, text }) => !isTest(path) && text.includes('fast-check'));
  const marks = ['fast-check', ...suites.map(({ path }) => `/${basename(path)}`)];
  return modules
    .filter(({ path, text }) => isTest(path) && marks.some((mark) => text.includes(mark)))
    .map(({ path }) => path)
    .filter((path) => !path.endsWith('.browser.test.ts'));
}

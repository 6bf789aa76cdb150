import { readFile } from 'node:fs/promises';
import { relative } from 'node:path';

/** How many checks passed and failed. */
export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** What `npm test` writes to output/tests/summary.json. */
export interface TestSummary {
  readonly vitest: Counts;
  /** The files and names of the tests that failed. */
  readonly failures: readonly string[];
  /** Null if they were left out. */
  readonly fences: Counts | null;
  /** Whether the tests in the browser were run. */
  readonly browser: boolean;
  /** Whether there was a Python with Gymnasium. */
  readonly python: boolean;
  /** Whether WebGPU in Node found a GPU, be it in software. */
  readonly gpu: boolean;
  /** Whether there was a server of Redis. */
  readonly redis: boolean;
}

/** Counts the tests of a JSON report by vitest. No report counts as a failure. */
export async function readVitestCounts(path: string): Promise<Counts> {
  const report = await readJson(path);
  if (report === null) return { passed: 0, failed: 1, skipped: 0 };
  const passed = Number(report['numPassedTests']);
  const failed = Number(report['numFailedTests']);
  const skipped = Number(report['numPendingTests']) + Number(report['numTodoTests']);
  // A file that cannot be loaded, or an error outside a test, fails no test.
  const unaccounted = report['success'] !== true && failed === 0;
  return { passed, failed: unaccounted ? 1 : failed, skipped };
}

/** The tests that failed by a JSON report of vitest, and the files that could not be loaded. */
export async function readVitestFailures(path: string): Promise<readonly string[]> {
  const report = await readJson(path);
  const files = (report?.['testResults'] ?? []) as readonly TestFile[];
  return files.flatMap(({ name, status, assertionResults }) => {
    const file = relative('.', name);
    const failed = assertionResults.filter((test) => test.status === 'failed');
    if (failed.length === 0) return status === 'failed' ? [file] : [];
    return failed.map(({ fullName }) => `${file}: ${fullName}`);
  });
}

interface TestFile {
  readonly name: string;
  readonly status: string;
  readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[];
}

/** Reads what scripts/fences.ts wrote. No report counts as a failure. */
export async function readFenceCounts(path: string): Promise<Counts> {
  const report = await readJson(path);
  if (report === null) return { passed: 0, failed: 1, skipped: 0 };
  return { passed: Number(report['passed']), failed: Number(report['failed']), skipped: 0 };
}

async function readJson(path: string): Promise<Record<string, unknown> | null> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>;
  } catch {
    return null;
  }
}

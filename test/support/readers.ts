import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe } from 'vitest';
import { findPython } from '../../scripts/support/pythonEnvironment.ts';

const python = findPython();
const problem = findProblem();

if (problem !== null) {
  console.warn(
    '\n### SKIPPED: the tests of files for other tools need Python 3 with tensorboard, pandas and numpy:\n' +
      `### ${problem}\n` +
      '### `npm test` installs them in .cache/python, or set DEEPQ_PYTHON to an interpreter.\n',
  );
}

/** A `describe` that is skipped, with a loud line, where the readers are missing. */
export const describeWithReaders: typeof describe | typeof describe.skip =
  problem === null ? describe : describe.skip;

/** What test/fixtures/python/read_run.py sees in a folder: by the names of the files. */
export function readWithPython(folder: string): Record<string, unknown> {
  const script = fileURLToPath(new URL('../fixtures/python/read_run.py', import.meta.url));
  return JSON.parse(run([script, folder])) as Record<string, unknown>;
}

function findProblem(): string | null {
  if (python === null) return 'there is no Python.';
  try {
    run(['-c', 'import numpy, pandas, tensorboard']);
    return null;
  } catch (error) {
    return (
      String((error as { stderr?: unknown }).stderr)
        .trim()
        .split('\n')
        .at(-1) ?? 'it fails.'
    );
  }
}

function run(args: readonly string[]): string {
  const environment = { ...process.env, PYTHONDONTWRITEBYTECODE: '1', TF_CPP_MIN_LOG_LEVEL: '3' };
  return execFileSync(python!, args, { encoding: 'utf8', env: environment, stdio: 'pipe' });
}

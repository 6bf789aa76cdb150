import { fileURLToPath } from 'node:url';
import { describe } from 'vitest';
import { findPython } from '../../scripts/support/pythonEnvironment.ts';
import type { GymnasiumOptions } from '../../src/node/gymnasium/options.ts';

const found = findPython();

if (found === null) {
  console.warn(
    '\n### SKIPPED: the tests of the Gymnasium bridge need Python 3 with gymnasium and ale-py.\n' +
      '### `npm test` installs them in .cache/python, or set DEEPQ_PYTHON to an interpreter.\n',
  );
}

/** A Python with Gymnasium and ale-py; '' where there is none. */
export const python: string = found ?? '';

/** A `describe` that is skipped, with a loud line, where there is no such Python. */
export const describeWithPython: typeof describe | typeof describe.skip =
  found === null ? describe.skip : describe;

/** How to make an environment of test/fixtures/python/bridge_environments.py. */
export function fixture(options: GymnasiumOptions = {}): GymnasiumOptions {
  const folder = fileURLToPath(new URL('../fixtures/python', import.meta.url));
  return {
    python,
    imports: ['bridge_environments'],
    ...options,
    variables: { PYTHONPATH: folder, PYTHONDONTWRITEBYTECODE: '1', ...options.variables },
  };
}

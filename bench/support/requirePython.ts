import { findPython } from '../../scripts/support/pythonEnvironment.ts';
import type { BenchmarkContext } from './context.ts';

/** A Python with Gymnasium and ale-py; or null, with a remark that the benchmark is left out. */
export function requirePython(context: BenchmarkContext): string | null {
  const python = findPython();
  if (python === null) {
    context.note(
      'left out: there is no Python with gymnasium and ale-py; `npm test` installs one.',
    );
  }
  return python;
}

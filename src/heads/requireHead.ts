import { OptionsError } from '../errors.ts';
import { show } from '../validation/options.ts';
import type { Head } from './head.ts';

/**
 * Returns what was given as `head`.
 *
 * @throws {OptionsError} If it lacks what networks read of it.
 */
export function requireHead(head: Head): Head {
  // A program in plain JavaScript may hand in anything.
  const given = (head as Partial<Head> | null | undefined) ?? {};
  const { kind, outputsPerAction, uses, values, evaluate } = given;
  const isComplete =
    typeof kind === 'string' &&
    Number.isSafeInteger(outputsPerAction) &&
    Number(outputsPerAction) >= 1 &&
    typeof uses === 'object' &&
    typeof values === 'function' &&
    typeof evaluate === 'function';
  if (isComplete) return head;
  throw new OptionsError(
    'head must be made by a function such as qHead(), or be an object with kind, options, ' +
      'outputsPerAction, fractions, uses, values(outputs, values) and evaluate(input, result); ' +
      `received ${show(head)}.`,
  );
}

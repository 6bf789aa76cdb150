import { OptionsError } from '../errors.ts';
import { requireInteger, hintOfCall, show, without } from '../validation/options.ts';
import type { FractionCounts, Head } from './head.ts';

/**
 * Returns what was given as `head`.
 *
 * @throws {OptionsError} If it lacks what networks read of it.
 */
export function requireHead(head: Head): Head {
  // A program in plain JavaScript may hand in anything.
  const given = (head as Partial<Head> | null | undefined) ?? {};
  const { kind, outputsPerAction, fractions, uses, values, evaluate, addValueGradient } = given;
  const has = {
    kind: typeof kind === 'string',
    outputsPerAction: Number.isSafeInteger(outputsPerAction) && Number(outputsPerAction) >= 1,
    uses: typeof uses === 'object',
    values: typeof values === 'function',
    evaluate: typeof evaluate === 'function',
  };
  const isOptional = ['function', 'undefined'].includes(typeof addValueGradient);
  if (isOptional && !Object.values(has).includes(false)) {
    if (fractions) requireCounts(fractions, Number(outputsPerAction));
    return head;
  }
  throw new OptionsError(
    'head must be made by a function such as qHead(), or be an object with kind, options, ' +
      'outputsPerAction, fractions, uses, values(outputs, values) and evaluate(input, result); ' +
      `received ${show(head)}${without(head, has)}.${hintOfCall(head)}`,
  );
}

function requireCounts(fractions: FractionCounts, outputsPerAction: number): void {
  for (const pass of ['acting', 'online', 'target'] as const) {
    requireInteger(`fractions.${pass} of the head`, fractions[pass], { min: 1, max: 10_000 });
  }
  if (outputsPerAction === 1) return;
  throw new OptionsError(
    'A head that draws fractions has an output for each of them, so outputsPerAction must be 1; ' +
      `received ${outputsPerAction}.`,
  );
}

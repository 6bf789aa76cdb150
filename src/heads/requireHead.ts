import { OptionsError } from '../errors.ts';
import { requireInteger, hintOfCall, show, without } from '../validation/options.ts';
import type { FractionCounts, Head } from './head.ts';

/**
 * Returns what was given as `head`.
 *
 * @throws {OptionsError} If it lacks what networks read of it, or has something else in its place.
 */
export function requireHead(head: Head): Head {
  // A program in plain JavaScript may hand in anything.
  const given = Object(head) as Partial<Record<keyof Head, unknown>>;
  const { outputsPerAction, fractions } = given;
  const has = {
    kind: typeof given.kind === 'string',
    options: isRecord(given.options),
    outputsPerAction: Number.isSafeInteger(outputsPerAction) && Number(outputsPerAction) >= 1,
    fractions: fractions === null || isRecord(fractions),
    uses: areUses(given.uses),
    values: typeof given.values === 'function',
    evaluate: typeof given.evaluate === 'function',
    // Those that may be left out.
    addValueGradient: isMethodOrMissing(given.addValueGradient),
    distribution: isMethodOrMissing(given.distribution),
    actingFraction: isMethodOrMissing(given.actingFraction),
    fractionLayer: (given.fractionLayer ?? null) === null || isRecord(given.fractionLayer),
  };
  if (Object.values(has).includes(false)) {
    throw new OptionsError(
      'head must be made by a function such as qHead(), or be an object with kind, options, ' +
        'outputsPerAction, fractions (null for none), uses: { nextOnline, target }, ' +
        `values(outputs, values) and evaluate(input, result); received ${show(head)}` +
        `${without(head, has)}.${hintOfCall(head)}`,
    );
  }
  if (fractions) requireCounts(fractions as FractionCounts, Number(outputsPerAction));
  else if (given.fractionLayer) {
    throw new OptionsError(
      'The head has a fractionLayer, and fractions: null, so that nothing would be drawn for it. Give it ' +
        'fractions: { acting, online, target }, or leave fractionLayer out.',
    );
  }
  return head;
}

function areUses(uses: unknown): boolean {
  if (!isRecord(uses)) return false;
  const { nextOnline, target, takenOnly = false, actionMasks = false } = uses;
  return [nextOnline, target, takenOnly, actionMasks].every((use) => typeof use === 'boolean');
}

function isMethodOrMissing(value: unknown): boolean {
  return value === undefined || typeof value === 'function';
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
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

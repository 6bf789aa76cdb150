import type { Head } from './head.ts';

/** A head whose `kind` and `options` say all about its maths; see {@link Head.standard}. */
export function standardHead(head: Head): Head {
  return { ...head, standard: head };
}

/**
 * Whether an engine may compute a head by its `kind` and `options` alone. Not if a part
 * of it was replaced, as in `{ ...qHead(), evaluate }`.
 */
export function isStandard(head: Head): boolean {
  const { standard } = head;
  // A program in plain JavaScript may leave it out by null.
  if (!standard) return false;
  return PARTS.every((part) => standard[part] === head[part]);
}

const PARTS = [
  'kind',
  'options',
  'outputsPerAction',
  'fractions',
  'uses',
  'values',
  'evaluate',
  'addValueGradient',
] as const satisfies readonly (keyof Head)[];

/**
 * What Gymnasium and others call a mask (`action_mask`, `legal_actions`, `validActionMask`,
 * `ActionMask`). Under such a name it would be ignored.
 */
const OTHER_NAME =
  /^(?:next_?)?(?:(?:legal|valid|allowed|avail|available)_?(?:(?:actions?|moves?)_?)?masks?|actions?_?masks?|(?:legal|valid|allowed|avail|available)_?(?:actions|moves))$/i;

/**
 * The first name in a record under which a mask would be ignored, or null.
 *
 * @param known - Names that are read.
 */
export function ignoredMaskName(record: object, known: readonly string[]): string | null {
  // A loop without a list of the keys: it runs at every step.
  for (const name in record) {
    if (!endsAsMask(name) || known.includes(name) || !OTHER_NAME.test(name)) continue;
    const value = (record as Record<string, unknown>)[name];
    if (value !== undefined && value !== null) return name;
  }
  return null;
}

/** Whether a name ends in k or s, as all of `OTHER_NAME` do: much quicker to see than the whole of it. */
function endsAsMask(name: string): boolean {
  const last = name.charCodeAt(name.length - 1) | 32;
  return last === 107 || last === 115;
}

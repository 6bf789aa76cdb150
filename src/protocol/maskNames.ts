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
    if (known.includes(name) || !OTHER_NAME.test(name)) continue;
    const value = (record as Record<string, unknown>)[name];
    if (value !== undefined && value !== null) return name;
  }
  return null;
}

/** Of a value more is too much. */
export const MOST_CHARACTERS = 24;
/** What is shown of what two values have in common before they differ. */
const CONTEXT = 6;

/**
 * Shortens texts so that those which differ still do: to their beginnings, and where these are
 * equal, to what comes around the place at which they part.
 *
 * @returns What is shown of each of them.
 */
export function shortTexts(texts: Iterable<string>): ReadonlyMap<string, string> {
  const shown = new Map<string, string>();
  shorten([...new Set(texts)], 0, shown);
  return shown;
}

/** @param start - Where what is shown of them begins. */
function shorten(texts: readonly string[], start: number, shown: Map<string, string>): void {
  const alike = new Map<string, string[]>();
  for (const text of texts) {
    const piece = pieceOf(text, start);
    alike.set(piece, [...(alike.get(piece) ?? []), text]);
  }
  for (const [piece, group] of alike) {
    const [first = '', ...others] = group;
    if (others.length === 0) shown.set(first, piece);
    // They part behind what is shown, so that it has them begin further on, and not all alike.
    else shorten(group, firstDifference(group) - CONTEXT, shown);
  }
}

/** As much of a text as is told; a character of two units, such as an emoji, stays whole. */
function pieceOf(text: string, start: number): string {
  const most = MOST_CHARACTERS - (start > 0 ? 1 : 0);
  const isCut = text.length - start > most;
  const piece = text.slice(start, isCut ? start + most - 1 : text.length);
  const whole = isCut ? piece.replace(/\p{Surrogate}$/u, '') : piece;
  return `${start > 0 ? '…' : ''}${whole.replace(/^\p{Surrogate}/u, '')}${isCut ? '…' : ''}`;
}

/** How many characters all texts begin with. */
function firstDifference(texts: readonly string[]): number {
  const [first = '', ...others] = texts;
  let at = 0;
  while (at < first.length && others.every((text) => text[at] === first[at])) at++;
  return at;
}

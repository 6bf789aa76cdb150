/** East Asian characters that fill two columns, by the Unicode property East_Asian_Width. */
const wide =
  /^[\u1100-\u115f\u2329\u232a\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{16fe0}-\u{18dff}\u{1aff0}-\u{1b2ff}\u{20000}-\u{3fffd}]/u;
/** Emoji, also those that are only drawn as such where U+FE0F follows. */
const emoji = /^\p{Emoji_Presentation}|\ufe0f/u;
/** Marks and signs that are drawn into the character before, or not at all; a soft hyphen is drawn. */
const nothing = /^(?!\u00ad)[\p{M}\p{Cf}]$/u;

/** How many columns of a terminal a text fills. */
export function columnsOf(text: string): number {
  let columns = 0;
  for (const character of charactersOf(text)) columns += columnsOfOne(character);
  return columns;
}

/** The text, or as much of its beginning as there is room for, and an ellipsis. */
export function cutToColumns(text: string, most: number): string {
  if (columnsOf(text) <= most) return text;
  let cut = '';
  let left = most - 1;
  for (const character of charactersOf(text)) {
    left -= columnsOfOne(character);
    if (left < 0) break;
    cut += character;
  }
  return `${cut}…`;
}

/** What a reader takes for one character may be several code points, such as a family of emoji. */
export function charactersOf(text: string): Iterable<string> {
  // Older hosts lack it: each code point counts for itself then.
  if (!('Segmenter' in Intl)) return text;
  return Array.from(new Intl.Segmenter().segment(text), ({ segment }) => segment);
}

/** A letter with vowel signs, or half a kana with its mark, fills as many columns as it has drawn parts. */
function columnsOfOne(character: string): number {
  if (wide.test(character) || emoji.test(character)) return 2;
  return Array.from(character).filter((point) => !nothing.test(point)).length;
}

/** Commands to a terminal: those that end with a letter, and those that hold a text. */
const ESCAPES = new RegExp(
  '\\u001b(?:\\[[0-?]*[ -/]*[@-~]|[\\]PX^_][^\\u0007\\u001b]*\\u0007?)',
  'g',
);

/**
 * What a message must not hold: other control characters, half characters, and
 * those that turn the direction of writing.
 */
const UNPRINTABLE = /(?![\n\t])[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]/gu;

/**
 * A text that comes from Python, made fit for a message: of limited length, and
 * without anything that a terminal obeys.
 *
 * @param limit - Characters, at least 1.
 * @param kept - Which part of a text that is too long.
 */
export function pythonText(text: string, limit: number, kept: 'start' | 'end' = 'start'): string {
  // Cleaning millions of characters takes long, and nobody sees them.
  const enough = cut(text, 4 * limit, kept);
  const clean = enough
    .replace(ESCAPES, '')
    .replace(/\r\n?/g, '\n')
    .replace(UNPRINTABLE, '')
    .replace(/^\n+|\s+$/g, '');
  const short = cut(clean, limit, kept).replace(/\p{Cs}/gu, '');
  if (short.length === clean.length && enough.length === text.length) return short;
  return kept === 'start' ? `${short}…` : `…${short}`;
}

function cut(text: string, limit: number, kept: 'start' | 'end'): string {
  if (text.length <= limit) return text;
  return kept === 'start' ? text.slice(0, limit) : text.slice(-limit);
}

/** An id as messages show it. */
export function shortId(id: string): string {
  return pythonText(id, 200);
}

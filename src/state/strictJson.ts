/** Deeper than any sensible state; a cycle gets here quickly. */
export const MAX_DEPTH = 100;

const [QUOTE, BACKSLASH] = [0x22, 0x5c];
const [OPEN_OBJECT, CLOSE_OBJECT] = [0x7b, 0x7d];
const [OPEN_LIST, CLOSE_LIST] = [0x5b, 0x5d];

/**
 * `JSON.parse` for text from strangers. It also refuses what `JSON.parse` takes
 * without a word, or takes minutes for: a name that is there twice in one
 * object, and brackets nested deeper than {@link MAX_DEPTH}.
 *
 * @throws {SyntaxError}
 */
export function parseStrictJson(text: string): unknown {
  checkStructure(text);
  return JSON.parse(text);
}

/** Looks at brackets and names alone; the rest is for `JSON.parse` to judge. */
function checkStructure(text: string): void {
  /** For each bracket that is open, the names so far; `null` for a list. */
  const open: (Set<string> | null)[] = [];
  for (let index = 0; index < text.length; index++) {
    const letter = text.charCodeAt(index);
    if (letter === OPEN_OBJECT) open.push(new Set());
    else if (letter === OPEN_LIST) open.push(null);
    else if (letter === CLOSE_OBJECT || letter === CLOSE_LIST) open.pop();
    else if (letter === QUOTE) {
      const end = endOfString(text, index);
      if (isName(text, end)) addName(open.at(-1), text.slice(index, end));
      index = end - 1;
    }
    if (open.length > MAX_DEPTH + 1) throw new SyntaxError('it is nested too deeply');
  }
}

/** The index after the closing quote. */
function endOfString(text: string, start: number): number {
  for (let at = start + 1; ; at++) {
    at = text.indexOf('"', at);
    if (at === -1) throw new SyntaxError('a string in it does not end');
    let backslashes = 0;
    while (text.charCodeAt(at - 1 - backslashes) === BACKSLASH) backslashes += 1;
    if (backslashes % 2 === 0) return at + 1;
  }
}

/** Whether a colon comes next. */
function isName(text: string, end: number): boolean {
  let at = end;
  while (/\s/.test(text.charAt(at))) at += 1;
  return text.charAt(at) === ':';
}

function addName(names: Set<string> | null | undefined, quoted: string): void {
  // The same name can be written in several ways, such as "\u0061".
  const name = quoted.includes('\\') ? (JSON.parse(quoted) as string) : quoted.slice(1, -1);
  if (names?.has(name)) throw new SyntaxError(`the name '${name.slice(0, 60)}' is there twice`);
  names?.add(name);
}

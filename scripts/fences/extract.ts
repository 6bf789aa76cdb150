/** A TypeScript code block of a page or of a docstring. */
export interface Fence {
  /** The file that holds it, relative to the project. */
  readonly origin: string;
  /** The line of its opening fence, from 1. */
  readonly line: number;
  readonly code: string;
  /** False where the info string says `no-run`: code for the browser alone. */
  readonly run: boolean;
  /** Where the info string says `needs-python`: it makes environments of Gymnasium. */
  readonly needsPython?: true;
}

const docstringLine = /^\s*\* ?/;
const openingFence = /^(\s*)(`{3,}|~{3,})\s*(.*)$/;

/**
 * Takes the `ts` fences out of a file's text. In a TypeScript file only the
 * lines of docstrings count, those that begin with ` * `.
 *
 * @throws {Error} If a fence is not closed.
 */
export function extractFences(origin: string, text: string): readonly Fence[] {
  const isSource = origin.endsWith('.ts');
  const fences: Fence[] = [];
  let open: { line: number; indent: number; marker: string; info: string[] } | null = null;
  let code: string[] = [];

  const unclosed = (line: number): Error =>
    new Error(`${origin}:${line}: this fence is not closed.`);

  for (const [index, whole] of text.split(/\r?\n/).entries()) {
    const inDocstring = docstringLine.test(whole) && !whole.trim().startsWith('*/');
    if (isSource && !inDocstring) {
      if (open !== null) throw unclosed(open.line);
      continue;
    }
    const line = isSource ? whole.replace(docstringLine, '') : whole;
    const match = openingFence.exec(line);
    if (open === null) {
      if (match === null) continue;
      const info = match[3]!.split(/\s+/).filter((word) => word !== '');
      open = { line: index + 1, indent: match[1]!.length, marker: match[2]!, info };
      code = [];
    } else if (match?.[3] === '' && match[2]!.startsWith(open.marker)) {
      const [language, ...words] = open.info;
      if (language === 'ts' || language === 'typescript') {
        const run = !words.includes('no-run');
        const needs = words.includes('needs-python') ? ({ needsPython: true } as const) : {};
        fences.push({ origin, line: open.line, code: code.join('\n'), run, ...needs });
      }
      open = null;
    } else {
      const indentation = new RegExp(`^\\s{0,${open.indent}}`);
      code.push(line.replace(indentation, ''));
    }
  }
  if (open !== null) throw unclosed(open.line);
  return fences;
}

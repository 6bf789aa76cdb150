import { OptionsError, ValueError } from '../errors.ts';
import { isUint8Array } from '../validation/typedArrays.ts';
import { show } from '../validation/options.ts';

/**
 * Text that comes piece by piece, or at once: what `createReadStream(path)` of Node
 * returns, the `body` of a response, the `stream()` of a file that a page was given, or
 * the text itself. Bytes are UTF-8.
 *
 * @category Offline
 */
export type TextSource =
  | string
  | Uint8Array
  | AsyncIterable<string | Uint8Array>
  | Iterable<string | Uint8Array>
  | ReadableStream<Uint8Array>;

/** A line with its number, counted from 1. */
export interface Line {
  readonly text: string;
  readonly number: number;
}

/**
 * Cuts text into lines. No more of it is held than a line and a piece.
 *
 * @param maxLength - The most characters of a line.
 * @throws {OptionsError} If the source is none.
 * @throws {ValueError} If a line is longer, or the bytes are no UTF-8.
 */
export async function* readLines(
  source: TextSource,
  maxLength: number,
): AsyncGenerator<Line, void, void> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const rest: string[] = [];
  let held = 0;
  let number = 1;
  let isFirst = true;
  const take = (text: string): void => {
    held += text.length;
    if (held > maxLength) {
      throw new ValueError(
        `Line ${number} has more than ${maxLength} characters. It may be that the file is no JSONL; if it ` +
          'is, raise maxLineLength.',
      );
    }
    rest.push(text);
  };
  const finish = (): Line => {
    const text = rest.join('');
    rest.length = held = 0;
    return { text: text.endsWith('\r') ? text.slice(0, -1) : text, number: number++ };
  };
  for await (const piece of piecesOf(source)) {
    const decoded = decode(decoder, piece, number);
    // The decoder takes the mark away from bytes.
    const text = isFirst && decoded.startsWith('\ufeff') ? decoded.slice(1) : decoded;
    if (decoded !== '') isFirst = false;
    let start = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
      take(text.slice(start, end));
      yield finish();
      start = end + 1;
    }
    take(text.slice(start));
  }
  take(decode(decoder, null, number));
  if (held > 0) yield finish();
}

/** @param piece - `null` at the end. */
function decode(decoder: TextDecoder, piece: unknown, line: number): string {
  if (typeof piece === 'string') return piece;
  if (piece !== null && !isUint8Array(piece)) {
    throw new ValueError(
      `The source must give pieces of text or Uint8Arrays; received ${show(piece)}.`,
    );
  }
  try {
    return piece ? decoder.decode(piece, { stream: true }) : decoder.decode();
  } catch (cause) {
    throw new ValueError(`Near line ${line} there are bytes that are no UTF-8.`, { cause });
  }
}

function piecesOf(source: TextSource): AsyncIterable<unknown> | Iterable<unknown> {
  if (typeof source === 'string' || isUint8Array(source)) return [source];
  const given = Object(source) as Partial<AsyncIterable<unknown>> & Partial<Iterable<unknown>>;
  if (typeof given[Symbol.asyncIterator] === 'function') return given as AsyncIterable<unknown>;
  if (typeof (given as Partial<ReadableStream>).getReader === 'function') {
    return piecesOfStream(source as ReadableStream<Uint8Array>);
  }
  if (typeof given[Symbol.iterator] === 'function') return given as Iterable<unknown>;
  throw new OptionsError(
    'source must be text, bytes, a stream or an iterable of pieces, such as createReadStream(path); ' +
      `received ${show(source)}.`,
  );
}

/** For browsers in which streams cannot be iterated. */
async function* piecesOfStream(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = stream.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel();
  }
}

import { ValueError } from '../errors.ts';
import { show } from '../validation/options.ts';
import { isBytes } from './bytes.ts';

/**
 * The bytes of a checkpoint that are read piece by piece, from any place.
 *
 * @category Checkpoints
 */
export interface CheckpointSource {
  /** How many bytes there are. */
  readonly byteLength: number;
  /**
   * Fills `into` with the bytes from `position` on, at once.
   *
   * @throws {CheckpointError} If they cannot be read, or end before.
   * @throws {ValueError} If `position` is no place, or `into` no Uint8Array.
   */
  readInto(position: number, into: Uint8Array): void;
  /**
   * The bytes from `begin` to `end` where they lie in memory, at a multiple of 8 bytes as in the
   * whole; `null` where they do not. Nobody may write to them. May be left out.
   */
  view?(begin: number, end: number): Uint8Array<ArrayBuffer> | null;
  /** Nothing is read any more. */
  close(): void;
}

/** How much is read at once. */
const READ_BYTES = 2 ** 18;

/** A source of bytes that are in memory, in one array or in several. */
export function sourceOf(blocks: readonly Uint8Array[]): CheckpointSource {
  const byteLength = blocks.reduce((sum, block) => sum + block.length, 0);
  function readInto(position: number, into: Uint8Array): void {
    requirePlace(position, into);
    let start = 0;
    for (const block of blocks) {
      const from = Math.max(position - start, 0);
      const to = Math.min(position + into.length - start, block.length);
      if (from < to) into.set(block.subarray(from, to), start + from - position);
      start += block.length;
    }
  }
  return { byteLength, readInto, close: () => undefined };
}

/**
 * Throws unless bytes can be read from `position` on into `into`.
 *
 * @throws {ValueError}
 */
export function requirePlace(position: number, into: Uint8Array): void {
  if (Number.isSafeInteger(position) && position >= 0 && isBytes(into)) return;
  throw new ValueError(
    'readInto(position, into) needs a whole number of at least 0 and a Uint8Array; ' +
      `received ${show(position)} and ${show(into)}.`,
  );
}

/** The bytes from `begin` to `end`, in a new array. */
export function readBytes(source: CheckpointSource, begin: number, end: number): Uint8Array {
  const bytes = new Uint8Array(Math.max(0, Math.min(end, source.byteLength) - begin));
  source.readInto(begin, bytes);
  return bytes;
}

/** The bytes from `begin` to `end`, part by part. A part is only valid until the next one. */
export function* readParts(
  source: CheckpointSource,
  begin: number,
  end: number,
): Generator<Uint8Array<ArrayBuffer>> {
  const length = Math.min(READ_BYTES, end - begin);
  let part: Uint8Array<ArrayBuffer> | null = null;
  for (let position = begin; position < end; position += length) {
    const last = Math.min(position + length, end);
    const view = source.view?.(position, last);
    // A store of somebody else may have meant something else by it.
    if (view?.length === last - position && view.byteOffset % 8 === position % 8) {
      yield view;
      continue;
    }
    part ??= new Uint8Array(length);
    const bytes = part.subarray(0, last - position);
    source.readInto(position, bytes);
    yield bytes;
  }
}

import type { EnvironmentSpaces } from '../../protocol/environmentSpaces.ts';
import { crc32 } from '../../state/crc32.ts';
import type { Block, BlockHeader, BlockProblem } from './block.ts';
import { BlockView } from './blockView.ts';
import {
  AT,
  CHECKSUM_BYTES,
  HEADER_BYTES,
  isKnownHas,
  layOutColumns,
  MAGIC,
  MAX_STEPS,
  toHex,
  VERSION,
} from './format.ts';
import type { ObservationLayout } from './observationLayout.ts';

/** What blocks are to be of. */
export interface ExpectedBlocks {
  readonly run: string;
  readonly spaces: EnvironmentSpaces;
  readonly layout: ObservationLayout;
}

/**
 * Reads a block. Nothing of it is trusted: what comes out can go into a replay buffer as it is,
 * or is a word for what is wrong.
 */
export function readBlock(bytes: Uint8Array, expected: ExpectedBlocks): Block | BlockProblem {
  const { length } = bytes;
  if (length < HEADER_BYTES + CHECKSUM_BYTES) return length < 8 ? 'foreign' : 'truncated';
  const view = new DataView(bytes.buffer, bytes.byteOffset, length);
  const word = (offset: number): number => view.getUint32(offset, true);
  if (word(AT.magic) !== MAGIC || word(AT.version) !== VERSION) return 'foreign';
  const counts = {
    steps: word(AT.steps),
    frames: word(AT.frames),
    ends: word(AT.ends),
    has: word(AT.has),
  };
  const { layout, spaces } = expected;
  const isShape = word(AT.fingerprint) === layout.fingerprint;
  const sum = word(length - CHECKSUM_BYTES);
  if (sum !== crc32(bytes.subarray(0, length - CHECKSUM_BYTES))) {
    // Of a damaged header the length means nothing.
    const isShort =
      isShape && length < layOutColumns(counts, layout, spaces.actionSpace.n).byteLength;
    return isShort ? 'truncated' : 'damaged';
  }
  if (!isShape) return 'other shape';
  const { steps, ends, has } = counts;
  if (steps < 1 || steps > MAX_STEPS || ends > steps || !isKnownHas(has)) return 'invalid';
  const columns = layOutColumns(counts, layout, spaces.actionSpace.n);
  if (columns.byteLength !== length) return length < columns.byteLength ? 'truncated' : 'invalid';
  const header: BlockHeader = {
    run: toHex(bytes.subarray(AT.run, AT.run + 16)),
    session: toHex(bytes.subarray(AT.session, AT.session + 8)),
    actor: word(AT.actor),
    sequence: word(AT.sequence),
    version: word(AT.weights),
    steps,
    firstStep: view.getFloat64(AT.firstStep, true),
    madeMs: view.getFloat64(AT.madeMs, true),
  };
  if (header.run !== expected.run) return 'other run';
  const isTimed = Number.isSafeInteger(header.firstStep) && Number.isFinite(header.madeMs);
  if (!isTimed || header.firstStep < 0) return 'invalid';
  // Columns must lie straight in memory; buffers that come from a socket may not.
  const straight = bytes.byteOffset % 8 === 0 ? bytes : new Uint8Array(bytes);
  const block = new BlockView(straight, header, counts, columns, expected);
  return block.isValid() ? block : 'invalid';
}

import type { StateReader } from '../state/stateReader.ts';
import type { State } from '../state/state.ts';
import {
  PART_BYTES,
  tensorOfRows,
  TensorInParts,
  type StateArrayType,
} from '../state/tensorInParts.ts';
import type { FrameLayout, Frames } from './frameLayout.ts';
import { type FramePool, ZERO_FRAME } from './framePool.ts';
import { readElements } from './observationState.ts';

/** What a state says of frames. */
export interface FrameContent {
  /** For each slot the rows of its observation, then those of the next. */
  readonly references: Int32Array;
  /** Frames side by side, as many as `rows`. The first one is zero. */
  readonly frames: TensorInParts<Frames>;
  readonly rows: number;
}

/**
 * The frames that are referred to, read from the pool when they are asked for.
 * They are numbered from 1 in the order in which slots refer to them, so that
 * equal content gives equal bytes, however it came about; 0 is the frame of
 * zeros.
 */
export function writeFrames(layout: FrameLayout, references: Int32Array, pool: FramePool): State {
  const { count, shape } = layout;
  const Type: StateArrayType<Frames> = layout.dtype === 'uint8' ? Uint8Array : Float32Array;
  const rowOf = new Int32Array(pool.size).fill(-1);
  const ranked = new Int32Array(pool.used);
  rowOf[ZERO_FRAME] = 0;
  ranked[0] = ZERO_FRAME;
  let rows = 1;
  for (const frame of references) {
    if (rowOf[frame] !== -1) continue;
    ranked[rows] = frame;
    rowOf[frame] = rows;
    rows += 1;
  }
  const perSlot = 2 * count;
  return {
    framesPerObservation: count,
    frames: new TensorInParts({
      shape: [rows, ...shape],
      Type,
      parts: () => pool.parts(ranked.subarray(0, rows), framesInPart(layout)),
    }),
    frameReferences: tensorOfRows(
      Int32Array,
      [references.length / perSlot, 2, count],
      () => (part, begin, end) => {
        for (let index = begin * perSlot; index < end * perSlot; index++) {
          part[index - begin * perSlot] = rowOf[references[index] as number] as number;
        }
      },
    ),
  };
}

function framesInPart({ size, dtype }: FrameLayout): number {
  return Math.max(1, Math.floor(PART_BYTES / (size * (dtype === 'uint8' ? 1 : 4))));
}

/**
 * Reads what `writeFrames` wrote, believing nothing.
 *
 * @param next - Shape `[slots]`: the slot of the successor; −1 is allowed for
 *   none, and no other negative number.
 * @throws {CheckpointError} If a part is missing, does not fit, or contradicts
 *   another.
 */
export function readFrames(
  reader: StateReader,
  { count, shape, size, dtype }: FrameLayout,
  next: Int32Array,
): FrameContent {
  const slots = next.length;
  const references = reader.tensor('frameReferences', Int32Array, [slots, 2, count]);
  let rows = 1;
  references.forEach((row, index) => {
    // A frame that is new has the next number.
    if (row < 0 || row > rows) throw reader.error(`element ${index} of frameReferences is ${row}`);
    if (row === rows) rows += 1;
  });
  const frames = readElements(reader, 'frames', dtype, [rows, ...shape]);
  if (!beginsWithZeros(frames, size)) throw reader.error('frames must begin with a frame of zeros');
  next.forEach((successor, slot) => {
    if (successor < -1) throw reader.error(`next[${slot}] is ${successor}`);
    if (successor === -1) return;
    for (let index = 0; index < count; index++) {
      const here = references[(2 * slot + 1) * count + index];
      if (here !== references[2 * successor * count + index]) {
        throw reader.error(`slot ${successor} does not start from what follows on slot ${slot}`);
      }
    }
  });
  return { references, frames, rows };
}

function beginsWithZeros(frames: TensorInParts<Frames>, count: number): boolean {
  let seen = 0;
  for (const part of frames.parts()) {
    for (const element of part.subarray(0, count - seen)) {
      if (!Object.is(element, 0)) return false;
    }
    seen += part.length;
    if (seen >= count) break;
  }
  return true;
}

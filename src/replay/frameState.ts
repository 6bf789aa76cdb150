import type { StateReader } from '../state/stateReader.ts';
import type { State } from '../state/state.ts';
import { OptionsError } from '../errors.ts';
import { allocateFrames, type FrameLayout, type Frames } from './frameLayout.ts';
import { type FramePool, ZERO_FRAME } from './framePool.ts';
import { readElements } from './observationState.ts';

/** What a state says of frames. */
export interface FrameContent {
  /** For each slot the rows of its observation, then those of the next. */
  readonly references: Int32Array;
  /** Frames side by side, as many as `rows`. The first one is zero. */
  readonly frames: Frames;
  readonly rows: number;
}

/**
 * Copies the frames that are referred to. They are numbered from 1 in the
 * order in which slots refer to them, so that equal content gives equal
 * bytes, however it came about; 0 is the frame of zeros.
 */
export function writeFrames(layout: FrameLayout, references: Int32Array, pool: FramePool): State {
  const { count, shape } = layout;
  const rowOf = new Int32Array(pool.size).fill(-1);
  rowOf[ZERO_FRAME] = 0;
  const ranked: number[] = [ZERO_FRAME];
  const rows = references.map((frame) => {
    if (rowOf[frame] === -1) rowOf[frame] = ranked.push(frame) - 1;
    return rowOf[frame] as number;
  });
  let data: Frames;
  try {
    data = allocateFrames(layout, ranked.length);
  } catch (cause) {
    throw new OptionsError(
      `A copy of ${ranked.length} frames of shape [${shape.join(', ')}] needs more memory than can ` +
        "be allocated; lower the replay buffer's capacity, or save without it: { replay: false }.",
      { cause },
    );
  }
  pool.copy(Int32Array.from(ranked), 0, ranked.length, data, 0);
  return {
    framesPerObservation: count,
    frames: { shape: [ranked.length, ...shape], data },
    frameReferences: { shape: [references.length / (2 * count), 2, count], data: rows },
  };
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
  const first = frames.subarray(0, size).findIndex((element) => !Object.is(element, 0));
  if (first !== -1) throw reader.error('frames must begin with a frame of zeros');
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

import type { FrameLayout } from '../../../replay/frameLayout.ts';
import type { FrameRows } from '../../../replay/frameRows.ts';
import type { Slice } from '../buffers.ts';
import type { Device } from '../device.ts';
import type { Part } from '../heads/uploadArena.ts';

/** Frames that the GPU does not have as they are now, or not at all. */
export interface StaleFrames {
  /** Their names, in ascending order. */
  readonly names: Int32Array;
  /** What {@link FrameSource.versions} says of each. */
  readonly versions: Int32Array;
  /** Their bytes, one behind the other. */
  readonly bytes: Uint8Array;
}

/** Frames that go into one of the buffers of a mirror. */
export interface MirrorParts {
  readonly slice: Slice;
  readonly parts: readonly Part[];
}

/**
 * The frames of a replay buffer on the GPU, in the order of their names: in several buffers, where
 * one cannot hold them all. A frame is uploaded when
 * an update needs it for the first time, and again when another one has taken its
 * name. So nothing has to be told when frames are stored, or loaded from a checkpoint.
 */
export class FrameMirror {
  /** Each of shape `[perSlice, words]`, or less for the last. */
  readonly slices: readonly Slice[];
  /** Frames in a buffer. */
  readonly perSlice: number;
  /** Frames in an observation. */
  readonly count: number;
  /** Numbers of 4 bytes in a frame. */
  readonly words: number;
  /** Which versions of the frames are there; zeros at first, as the source says of zeros. */
  readonly #versions: Int32Array;

  /**
   * @param slices - Full of zeros. All but the last hold as many frames.
   * @param perSlice - So many.
   */
  constructor(
    { count, size }: Pick<FrameLayout, 'count' | 'size'>,
    slices: readonly Slice[],
    perSlice: number,
  ) {
    this.slices = slices;
    this.perSlice = perSlice;
    this.count = count;
    this.words = size / 4;
    const last = Math.floor((slices.at(-1)?.length ?? 0) / this.words);
    const room = (slices.length - 1) * perSlice + Math.min(last, perSlice);
    this.#versions = new Int32Array(room);
  }

  /**
   * The frames of a batch that have to be uploaded first.
   *
   * @returns `null` if there is no room for one of them.
   */
  stale(rows: FrameRows): StaleFrames | null {
    const found = new Set<number>();
    const { source } = rows;
    const { versions } = source;
    const [known, room] = [this.#versions, this.#versions.length];
    for (const names of [rows.observations, rows.nextObservations]) {
      for (const name of names) {
        if (name >= room) return null;
        if (known[name] !== versions[name]) found.add(name);
      }
    }
    const names = Int32Array.from(found).sort();
    const bytes = new Uint8Array(4 * names.length * this.words);
    source.copy(names, 0, names.length, bytes, 0);
    return { names, bytes, versions: names.map((name) => versions[name] as number) };
  }

  /** Takes note that frames are there for all that is recorded from now on. */
  note({ names, versions }: StaleFrames): void {
    names.forEach((name, index) => {
      this.#versions[name] = versions[index] as number;
    });
  }

  /** Where frames belong, buffer by buffer: those with names that follow one another at once. */
  parts({ names }: StaleFrames): MirrorParts[] {
    const { words, perSlice, slices } = this;
    const bySlice = slices.map((slice) => ({ slice, parts: [] as Part[] }));
    for (let begin = 0; begin < names.length;) {
      const first = names[begin] as number;
      const index = Math.floor(first / perSlice);
      const end = (index + 1) * perSlice;
      let count = 1;
      while (first + count < end && names[begin + count] === first + count) count += 1;
      const at = (first - index * perSlice) * words;
      bySlice[index]?.parts.push({ at, from: begin * words, words: count * words });
      begin += count;
    }
    return bySlice.filter(({ parts }) => parts.length > 0);
  }

  dispose(device: Device): void {
    for (const { buffer } of this.slices) device.destroyBuffer(buffer);
  }
}

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

/**
 * The frames of a replay buffer on the GPU, each at its name. A frame is uploaded when
 * an update needs it for the first time, and again when another one has taken its
 * name. So nothing has to be told when frames are stored, or loaded from a checkpoint.
 */
export class FrameMirror {
  /** Shape `[frames, words]`. */
  readonly slice: Slice;
  /** Frames in an observation. */
  readonly count: number;
  /** Numbers of 4 bytes in a frame. */
  readonly words: number;
  /** Which versions of the frames are there; zeros at first, as the source says of zeros. */
  readonly #versions: Int32Array;

  /** @param slice - Full of zeros. */
  constructor({ count, size }: Pick<FrameLayout, 'count' | 'size'>, slice: Slice) {
    this.slice = slice;
    this.count = count;
    this.words = size / 4;
    this.#versions = new Int32Array(Math.floor(slice.length / this.words));
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

  /** Where frames belong: those with names that follow one another at once. */
  parts({ names }: StaleFrames): Part[] {
    const { words } = this;
    const parts: Part[] = [];
    for (let begin = 0; begin < names.length;) {
      const first = names[begin] as number;
      let count = 1;
      while (names[begin + count] === first + count) count += 1;
      parts.push({ at: first * words, from: begin * words, words: count * words });
      begin += count;
    }
    return parts;
  }

  dispose(device: Device): void {
    device.destroyBuffer(this.slice.buffer);
  }
}
